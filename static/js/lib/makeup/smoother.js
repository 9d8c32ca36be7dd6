// The blurred copies of the picture that smoothing needs: a wide one, drawn small, and a narrow one.
import { cover, makeHalves, makeProgram, setTexture } from "./gl.js";
import { EVERYWHERE, GAUSSIAN, SHRINK } from "./shaders.js";

const SIGMA = 2.5; // texels of the wide blur at least
const GRAIN = 64; // targets grow in steps of this many texels

export function makeSmoother(gl) {
  const shrink = makeProgram(gl, EVERYWHERE, SHRINK);
  const soften = makeProgram(gl, EVERYWHERE, GAUSSIAN);
  const coarse = makeHalves(gl, gl.LINEAR);
  const fine = makeHalves(gl);
  const spare = makeHalves(gl);
  const result = { coarse, fine, x: 0, y: 0, width: 0, height: 0, factor: 1, fineX: 0, fineY: 0 };

  /** Blurs a region of the picture by `sigma` and by a fifth of it, both in pixels. */
  function blur(picture, region, sigma) {
    const wide = grow(region, 3 * sigma, picture);
    const factor = Math.max(1, Math.floor(sigma / SIGMA));
    const [width, height] = [Math.ceil(wide.width / factor), Math.ceil(wide.height / factor)];
    fit([coarse, spare], width, height);
    gl.useProgram(shrink.program);
    setTexture(gl, shrink, "source", 0, picture.texture);
    gl.uniform2i(shrink.at.origin, wide.x, wide.y);
    gl.uniform2i(shrink.at.highest, picture.width - 1, picture.height - 1);
    gl.uniform1i(shrink.at.factor, factor);
    cover(gl, coarse.framebuffer, 0, 0, width, height);
    gl.useProgram(soften.program);
    // Shrinking has blurred already: a box of `factor` pixels.
    gl.uniform1f(soften.at.sigma, Math.sqrt(sigma ** 2 - (factor ** 2 - 1) / 12) / factor);
    pass(coarse, spare, 0, 0, [0, 0, width - 1, height - 1], 1, 0, width, height);
    pass(spare, coarse, 0, 0, [0, 0, width - 1, height - 1], 0, 1, width, height);

    const near = grow(region, 0.6 * sigma + 1, picture);
    fit([fine, spare], near.width, near.height);
    gl.uniform1f(soften.at.sigma, sigma / 5);
    pass(picture, spare, near.x, near.y, [0, 0, picture.width - 1, picture.height - 1], 1, 0, near.width, near.height);
    pass(spare, fine, 0, 0, [0, 0, near.width - 1, near.height - 1], 0, 1, near.width, near.height);
    return Object.assign(result, { x: wide.x, y: wide.y, width, height, factor, fineX: near.x, fineY: near.y });
  }

  function pass(from, to, x, y, [left, top, right, bottom], across, down, width, height) {
    setTexture(gl, soften, "source", 0, from.texture);
    gl.uniform2i(soften.at.offset, x, y);
    gl.uniform2i(soften.at.lowest, left, top);
    gl.uniform2i(soften.at.highest, right, bottom);
    gl.uniform2i(soften.at.direction, across, down);
    cover(gl, to.framebuffer, 0, 0, width, height);
  }

  return { blur };
}

function fit(targets, width, height) {
  for (const target of targets) {
    if (target.width >= width && target.height >= height) continue;
    const up = (now, needed) => Math.max(now, GRAIN * Math.ceil(needed / GRAIN));
    target.resize(up(target.width, width), up(target.height, height));
  }
}

function grow({ x, y, width, height }, by, picture) {
  const left = Math.max(0, Math.floor(x - by));
  const top = Math.max(0, Math.floor(y - by));
  const right = Math.min(picture.width, Math.ceil(x + width + by));
  const bottom = Math.min(picture.height, Math.ceil(y + height + by));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
