// Masks as the shaders see them: parts of the atlas over parts of the picture.
import { setTexture } from "./gl.js";

const cells_ = new Float32Array(12);
const bounds = new Float32Array(12);

/** The part of the picture that a cell covers, in whole pixels; false when there is none. */
export function regionOf({ box }, { width, height }, out) {
  out.x = Math.max(0, box[0]);
  out.y = Math.max(0, box[1]);
  out.width = Math.min(width, box[2]) - out.x;
  out.height = Math.min(height, box[3]) - out.y;
  return out.width > 0 && out.height > 0;
}

/** Tells a program where a step's masks are: `add`, `clip`, `subtract`. */
export function bindMask(gl, program, atlas, cells, step, unit) {
  setTexture(gl, program, "atlas", unit, atlas.texture);
  [step.add, step.clip, step.subtract].forEach((place, index) => {
    const { x, y, width, height, scale, offsetX, offsetY, drawn } = cells[Math.max(0, place)];
    cells_.set([scale, offsetX, offsetY, place < 0 ? NONE : drawn ? THERE : EMPTY], 4 * index);
    bounds.set([x + 0.5, y + 0.5, x + width - 0.5, y + height - 0.5], 4 * index);
  });
  gl.uniform4fv(program.at.cells, cells_);
  gl.uniform4fv(program.at.bounds, bounds);
}

// Whether a mask limits: not at all, as drawn, or as one that is nowhere.
const [NONE, THERE, EMPTY] = [0, 1, 2];
