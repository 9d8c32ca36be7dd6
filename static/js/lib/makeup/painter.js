// Draws the steps of a plan into the picture, each within its mask.
import { bindMask, regionOf } from "./regions.js";
import { cover, makeBytes, makeProgram, setTexture } from "./gl.js";
import { makeReferences } from "./references.js";
import { makeSmoother } from "./smoother.js";
import { EVERYWHERE, PAINT, SMOOTH, TINT, WHITEN } from "./shaders.js";

const SHADERS = { tint: TINT, paint: PAINT, lines: PAINT, smooth: SMOOTH, whiten: WHITEN };

export function makePainter(gl) {
  const programs = {};
  const before = makeBytes(gl);
  const references = makeReferences(gl);
  const smoother = makeSmoother(gl);
  const region = { x: 0, y: 0, width: 0, height: 0 };

  /**
   * @param picture a target that holds the frame, drawn into in place
   * @param cells cells[face][mask]; @param faces [{id, unit, count, light}], in the same order
   */
  function paint(picture, plan, atlas, cells, faces, now) {
    before.resize(picture.width, picture.height);
    references.begin(plan.steps, now);
    faces.forEach((face, index) => {
      plan.steps.forEach((step, place) => {
        const cell = cells[index][step.add];
        if (face.count <= step.highest || !cell.drawn || !regionOf(cell, picture, region)) return;
        // Rather no lipstick than lipstick on the teeth: the atlas is full.
        if (cells[index][step.clip]?.homeless || cells[index][step.subtract]?.homeless) return;
        const slot = step.needsReference ? references.measure(face.id, place, picture, region, atlas, cells[index], step) : null;
        const blurred = step.kind === "smooth" ? smoother.blur(picture, region, step.radius * face.unit) : null;
        copy(picture);
        const dim = step.kind === "lines" ? 1 : face.light; // lines are drawn for the eye, not worn
        draw(step, picture, atlas, cells[index], slot, blurred, dim);
      });
    });
  }

  function copy(picture) {
    const { x, y, width, height } = region;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, picture.framebuffer);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, before.texture);
    gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, x, y, x, y, width, height);
  }

  function draw(step, picture, atlas, cells, slot, blurred, dim) {
    const program = (programs[step.kind] ??= makeProgram(gl, EVERYWHERE, SHADERS[step.kind]));
    const { at } = program;
    gl.useProgram(program.program);
    setTexture(gl, program, "picture", 0, before.texture);
    bindMask(gl, program, atlas, cells, step, 1);
    gl.uniform1f(at.opacity, step.opacity);
    gl.uniform1f(at.gate, step.gate);
    gl.uniform1f(at.dim, dim);
    gl.uniform3fv(at.color, step.color);
    setTexture(gl, program, "references", 2, references.texture);
    if (slot) gl.uniform2i(at.slot, slot.x, slot.y);
    if (step.kind === "tint") {
      gl.uniform1i(at.colored, step.colored);
      gl.uniform1f(at.lightness, step.lightness);
      gl.uniform1f(at.contrast, step.contrast);
      gl.uniform1f(at.gloss, step.gloss);
    }
    if (blurred) {
      setTexture(gl, program, "coarse", 3, blurred.coarse.texture);
      setTexture(gl, program, "fine", 4, blurred.fine.texture);
      gl.uniform2f(at.origin, blurred.x, blurred.y);
      gl.uniform2f(at.last, blurred.width - 0.5, blurred.height - 0.5);
      gl.uniform1f(at.factor, blurred.factor);
      gl.uniform1f(at.grain, step.texture);
    }
    cover(gl, picture.framebuffer, region.x, region.y, region.width, region.height);
  }

  return { paint };
}
