// Masks of make-up: polygons filled on the GPU and blurred, those of all faces and layers in one atlas.
//
// A polygon need not be cut into triangles: its fan is drawn into the stencil, where covers that are wound one way count
// up and those wound the other way count down, and what is left above zero is painted. Four samples a texel make the
// edges smooth.
import { WIDTH, layCells, makeCells, makeShelves } from "./cells.js";
import { windingOf } from "./geometry.js";
import { cover, makeMask, makeProgram, setTexture } from "./gl.js";
import { EVERYWHERE, FILL, LINE, STROKE, TENT, WHITE } from "./shaders.js";

const SAMPLES = 4;
const SWELL = 0.225; // sigmas by which the server's polygons are larger: it fills every cell that their outline touches

export function makeMasks(gl) {
  const fill = makeProgram(gl, FILL, WHITE);
  const white = makeProgram(gl, EVERYWHERE, WHITE);
  const blur = makeProgram(gl, EVERYWHERE, TENT);
  const stroke = makeProgram(gl, LINE, STROKE);
  const atlas = makeMask(gl);
  const spare = makeMask(gl);
  const sampled = { framebuffer: gl.createFramebuffer(), colour: gl.createRenderbuffer(), stencil: gl.createRenderbuffer() };
  const corners = makeBuffer(gl, gl.ARRAY_BUFFER, 4);
  const triangles = makeBuffer(gl, gl.ELEMENT_ARRAY_BUFFER);
  const segments = makeBuffer(gl, gl.ARRAY_BUFFER, 4);
  const shelves = makeShelves();
  const batches = []; // of triangles or segments, one a drawn cell: {cell, first, count}
  let cells = [];
  let plan = null;

  gl.bindVertexArray(corners.vertices);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, triangles.buffer);
  gl.bindVertexArray(segments.vertices);
  gl.vertexAttribDivisor(0, 1);
  gl.bindVertexArray(null);

  /**
   * Draws the masks of all faces.
   * @param faces [{offset: of its points in `points`, unit: its width, count: of its mesh points}]
   * @returns cells[face][mask]; `drawn` is false where there is nothing to see.
   */
  function draw(newPlan, points, faces, width, height) {
    if (newPlan !== plan || faces.length > cells.length) cells = makeCells(newPlan.masks, Math.max(faces.length, 1));
    plan = newPlan;
    shelves.clear();
    faces.forEach((face, index) => layCells(cells[index], plan.masks, { ...face, points, width, height }, shelves));
    const used = shelves.used();
    if (!used) return cells;
    resize(used);
    gl.disable(gl.BLEND);
    fillAll(points, faces, used);
    blurAll(faces.length);
    if (plan.masks.some((mask) => mask.lines)) strokeAll(points, faces);
    return cells;
  }

  function resize(used) {
    const height = Math.max(atlas.height, 256 * Math.ceil(used / 256));
    if (height === atlas.height) return;
    atlas.resize(WIDTH, height);
    spare.resize(WIDTH, height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, sampled.framebuffer);
    for (const [renderbuffer, format, attachment] of [
      [sampled.colour, gl.R8, gl.COLOR_ATTACHMENT0],
      [sampled.stencil, gl.DEPTH24_STENCIL8, gl.DEPTH_STENCIL_ATTACHMENT],
    ]) {
      gl.bindRenderbuffer(gl.RENDERBUFFER, renderbuffer);
      gl.renderbufferStorageMultisample(gl.RENDERBUFFER, SAMPLES, format, WIDTH, height);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, attachment, gl.RENDERBUFFER, renderbuffer);
    }
  }

  function fillAll(points, faces, used) {
    batches.length = 0;
    let end = 0;
    forEachCell(faces, (cell, mask, { offset }) => {
      if (mask.lines) return;
      const first = end;
      for (const polygon of mask.polygons) {
        const winding = windingOf(points, offset, polygon);
        if (mask.cull && winding < 0) continue;
        triangles.room(end + 3 * polygon.count, Uint32Array);
        end = addFan(triangles.values, end, offset + polygon.start, polygon.count, winding < 0);
      }
      batches.push({ cell, first, count: end - first });
    });
    gl.bindVertexArray(corners.vertices);
    corners.send(addNormals(points, faces));
    if (end) triangles.send(triangles.values, end);

    gl.bindFramebuffer(gl.FRAMEBUFFER, sampled.framebuffer);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(0, 0, WIDTH, used);
    gl.clearColor(0, 0, 0, 0);
    gl.clearStencil(0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.STENCIL_BUFFER_BIT);
    gl.disable(gl.SCISSOR_TEST);
    gl.enable(gl.STENCIL_TEST);
    gl.useProgram(fill.program);
    gl.colorMask(false, false, false, false);
    gl.stencilFunc(gl.ALWAYS, 0, 255);
    gl.stencilOpSeparate(gl.FRONT, gl.KEEP, gl.KEEP, gl.INCR_WRAP);
    gl.stencilOpSeparate(gl.BACK, gl.KEEP, gl.KEEP, gl.DECR_WRAP);
    for (const { cell, first, count } of batches) {
      aim(fill, cell);
      gl.uniform1f(fill.at.swell, SWELL * cell.sigma);
      gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 4 * first);
    }
    // Cells do not overlap: what is marked anywhere is painted in one go.
    gl.bindVertexArray(null);
    gl.useProgram(white.program);
    gl.colorMask(true, true, true, true);
    gl.stencilFunc(gl.NOTEQUAL, 0, 255);
    gl.stencilOp(gl.KEEP, gl.KEEP, gl.KEEP);
    cover(gl, sampled.framebuffer, 0, 0, WIDTH, used);
    gl.disable(gl.STENCIL_TEST);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, sampled.framebuffer);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, atlas.framebuffer);
    gl.blitFramebuffer(0, 0, WIDTH, used, 0, 0, WIDTH, used, gl.COLOR_BUFFER_BIT, gl.NEAREST);
  }

  /** The points as x, y and the direction away from the polygon. */
  function addNormals(points, faces) {
    corners.room(2 * points.length, Float32Array);
    for (const mask of plan.masks) {
      if (mask.lines) continue;
      for (const { offset } of faces) {
        for (const polygon of mask.polygons) addOutward(corners.values, points, offset + polygon.start, polygon.count);
      }
    }
    return corners.values;
  }

  function blurAll() {
    gl.useProgram(blur.program);
    for (const [from, to, x, y] of [[atlas, spare, 1, 0], [spare, atlas, 0, 1]]) {
      setTexture(gl, blur, "source", 0, from.texture);
      gl.uniform2i(blur.at.direction, x, y);
      for (const { cell } of batches) {
        gl.uniform1f(blur.at.sigma, cell.sigma * cell.scale);
        gl.uniform2i(blur.at.lowest, cell.x, cell.y);
        gl.uniform2i(blur.at.highest, cell.x + cell.width - 1, cell.y + cell.height - 1);
        cover(gl, to.framebuffer, cell.x, cell.y, cell.width, cell.height);
      }
    }
  }

  function strokeAll(points, faces) {
    gl.bindFramebuffer(gl.FRAMEBUFFER, atlas.framebuffer);
    gl.useProgram(stroke.program);
    gl.bindVertexArray(segments.vertices);
    gl.enable(gl.BLEND);
    gl.blendEquation(gl.MAX);
    forEachCell(faces, (cell, mask, { offset, unit }) => {
      if (!mask.lines) return;
      let end = 0;
      for (const polygon of mask.polygons) {
        if (mask.cull && windingOf(points, offset, polygon) < 0) continue;
        segments.room(end + 4 * polygon.count, Float32Array);
        end = addOutline(segments.values, end, points, offset + polygon.start, polygon.count);
      }
      if (!end) return;
      segments.send(segments.values, end);
      const halfWidth = (cell.scale * strokeWidth(mask.width * unit)) / 2;
      gl.uniform1f(stroke.at.halfWidth, halfWidth);
      gl.uniform1f(stroke.at.reach, halfWidth + 1);
      aim(stroke, cell);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, end / 4);
    });
    gl.blendEquation(gl.FUNC_ADD);
    gl.disable(gl.BLEND);
    gl.bindVertexArray(null);
  }

  function forEachCell(faces, visit) {
    faces.forEach((face, index) => {
      plan.masks.forEach((mask, place) => {
        if (cells[index][place].drawn) visit(cells[index][place], mask, face);
      });
    });
  }

  function aim({ at }, { x, y, width, height, scale, offsetX, offsetY }) {
    gl.viewport(x, y, width, height);
    gl.uniform3f(at.place, scale, offsetX - x, offsetY - y);
    gl.uniform2f(at.size, width, height);
  }

  return { atlas, draw };
}

/** Vertex data that change every frame; `size` numbers a vertex, for attribute 0. */
function makeBuffer(gl, kind, size = 0) {
  const self = { buffer: gl.createBuffer(), vertices: size ? gl.createVertexArray() : null, values: null, room, send };
  if (size) {
    gl.bindVertexArray(self.vertices);
    gl.bindBuffer(kind, self.buffer);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, size, gl.FLOAT, false, 0, 0);
    gl.bindVertexArray(null);
  }

  function room(length, Values) {
    if (self.values?.length >= length) return;
    const grown = new Values(2 * length);
    if (self.values) grown.set(self.values);
    self.values = grown;
  }

  function send(values, length = values.length) {
    gl.bindBuffer(kind, self.buffer);
    gl.bufferData(kind, values, gl.STREAM_DRAW, 0, length);
  }

  return self;
}

function addFan(out, end, start, count, backwards) {
  for (let index = 1; index < count - 1; index += 1) {
    out[end] = start;
    out[end + 1] = start + index + (backwards ? 1 : 0);
    out[end + 2] = start + index + (backwards ? 0 : 1);
    end += 3;
  }
  return end;
}

function addOutward(out, points, start, count) {
  const sign = windingOf(points, start, { start: 0, count }) < 0 ? -1 : 1;
  for (let index = 0; index < count; index += 1) {
    const at = 2 * (start + index);
    const before = 2 * (start + ((index + count - 1) % count));
    const after = 2 * (start + ((index + 1) % count));
    const x = points[after + 1] - points[before + 1];
    const y = points[before] - points[after];
    const length = sign * Math.max(1e-6, Math.hypot(x, y));
    out[2 * at] = points[at];
    out[2 * at + 1] = points[at + 1];
    out[2 * at + 2] = x / length;
    out[2 * at + 3] = y / length;
  }
}

/** What OpenCV makes of a width: 1, 3, 5, 5 and 7 pixels of 1 to 5, and a soft edge. */
function strokeWidth(asked) {
  const whole = Math.max(1, Math.round(asked));
  return (whole === 1 ? 1 : 2 * Math.floor((whole + 1) / 2) + 1) + 0.78;
}

/** Start and end of each side; two points have one. */
function addOutline(out, end, points, start, count) {
  for (let index = 0; index < (count === 2 ? 1 : count); index += 1) {
    const from = 2 * (start + index);
    const to = 2 * (start + ((index + 1) % count));
    out[end] = points[from];
    out[end + 1] = points[from + 1];
    out[end + 2] = points[to];
    out[end + 3] = points[to + 1];
    end += 4;
  }
  return end;
}
