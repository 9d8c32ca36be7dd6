// Make-up on a picture or a video in WebGL2: the layers that the server draws, at the source's full resolution.
import { compileLayers } from "./plan.js";
import { faceWidth, placePoints } from "./geometry.js";
import { cover, makeBytes, makeProgram, setSampling, setTexture } from "./gl.js";
import { makeMasks } from "./masks.js";
import { makePainter } from "./painter.js";
import { makePlainRenderer } from "./plain.js";
import { EVERYWHERE, SHOW } from "./shaders.js";

const OPTIONS = { alpha: false, antialias: false, depth: false, stencil: false, powerPreference: "high-performance" };

/** Whether this browser can draw make-up itself; where not, the server has to (output "image"). */
export function canDrawMakeup() {
  const gl = document.createElement("canvas").getContext("webgl2", OPTIONS);
  const can = Boolean(gl?.getExtension("EXT_color_buffer_float") || gl?.getExtension("EXT_color_buffer_half_float"));
  gl?.getExtension("WEBGL_lose_context")?.loseContext(); // browsers keep few
  return can;
}

/**
 * @param canvas takes the source's size
 * @param shapes as of the effects' description
 * @returns {{drawsMakeup, setLayers, draw, snapshot, dispose}}
 *   drawsMakeup: false where WebGL2 is missing: then `draw` shows the source as it is.
 *   setLayers(layers): throws an Error for a shape that is not there.
 *   draw(source, faces, {mirror, split}): source is a video, canvas or ImageBitmap; faces [{id, points: Float32Array(2n), light}],
 *     n = 468 or 478, x and y in the source's pixels, light 0..1 as the server tells it (1 where left out); left of `split`, a share of the width as seen, it is without make-up.
 *     Returns false when nothing could be drawn: no picture yet, or the graphics are gone for a moment.
 *   snapshot(type, quality): a Promise of the last frame as a Blob, made up all over and never mirrored.
 */
export function makeRenderer(canvas, { shapes }) {
  if (!canDrawMakeup()) return makePlainRenderer(canvas);
  const gl = canvas.getContext("webgl2", OPTIONS);
  let stage = makeStage(gl);
  let plan = compileLayers([], shapes);
  let lost = false;

  function onLost(event) {
    event.preventDefault(); // else it never comes back
    lost = true;
  }

  function onRestored() {
    stage = makeStage(gl);
    lost = false;
  }

  canvas.addEventListener("webglcontextlost", onLost);
  canvas.addEventListener("webglcontextrestored", onRestored);

  return {
    drawsMakeup: true,
    setLayers(layers) {
      plan = compileLayers(layers, shapes);
    },
    draw(source, faces, options = {}) {
      return !lost && stage.draw(source, plan, faces, options);
    },
    snapshot(type = "image/jpeg", quality = 0.92) {
      if (lost || !stage.show({})) return Promise.reject(new Error("there is no frame"));
      const blob = new Promise((resolve, reject) => {
        canvas.toBlob((value) => (value ? resolve(value) : reject(new Error(`cannot write ${type}`))), type, quality);
      });
      stage.show(); // toBlob has taken its copy: the page sees its own view only
      return blob;
    },
    dispose() {
      canvas.removeEventListener("webglcontextlost", onLost);
      canvas.removeEventListener("webglcontextrestored", onRestored);
      lost = true;
      gl.getExtension("WEBGL_lose_context")?.loseContext(); // with all it holds
    },
  };
}

/** All that lives in the graphics' memory, and is made anew when that was lost. */
function makeStage(gl) {
  gl.getExtension("EXT_color_buffer_float") ?? gl.getExtension("EXT_color_buffer_half_float");
  const screen = makeProgram(gl, EVERYWHERE, SHOW);
  const source = makeBytes(gl);
  const picture = makeBytes(gl);
  const masks = makeMasks(gl);
  const painter = makePainter(gl);
  const placed = []; // what is known of this frame's faces, kept from frame to frame
  let points = new Float32Array(0);
  let last = null; // how it was shown
  gl.bindTexture(gl.TEXTURE_2D, source.texture);
  setSampling(gl, gl.NEAREST);
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);

  function load(image) {
    const width = image.videoWidth ?? image.width;
    const height = image.videoHeight ?? image.height;
    if (!width || !height) return false;
    source.resize(width, height);
    picture.resize(width, height);
    gl.bindTexture(gl.TEXTURE_2D, source.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, image);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, source.framebuffer);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, picture.framebuffer);
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    return true;
  }

  function place(plan, faces) {
    const { count } = plan.shapes;
    if (points.length !== 2 * count * faces.length) points = new Float32Array(2 * count * faces.length);
    placed.length = faces.length;
    faces.forEach((face, index) => {
      const one = (placed[index] ??= { id: 0, offset: 0, unit: 0, count: 0, light: 1 });
      one.id = face.id;
      one.offset = index * count;
      one.unit = faceWidth(face.points);
      one.count = face.points.length / 2;
      one.light = face.light ?? 1;
      placePoints(plan.shapes, face.points, points, one.offset);
    });
  }

  function draw(image, plan, faces, { mirror = false, split = 0 }) {
    if (!load(image)) return false;
    if (plan.steps.length && faces.length) {
      place(plan, faces);
      const cells = masks.draw(plan, points, placed, picture.width, picture.height);
      painter.paint(picture, plan, masks.atlas, cells, placed, performance.now());
    }
    last = { mirror, split };
    return show();
  }

  function show({ mirror = false, split = 0 } = last ?? {}) {
    if (!last) return false;
    const { canvas } = gl;
    const { width, height } = picture;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    gl.useProgram(screen.program);
    setTexture(gl, screen, "before", 0, source.texture);
    setTexture(gl, screen, "after", 1, picture.texture);
    gl.uniform2f(screen.at.size, width, height);
    gl.uniform1i(screen.at.mirror, mirror);
    gl.uniform1f(screen.at.split, split);
    cover(gl, null, 0, 0, width, height);
    return true;
  }

  return { draw, show };
}
