// The blurred copies of the picture that smoothing needs, a wide and a narrow one: computed small, as the server does.
import { cover, makeHalves, makeProgram, setTexture } from "./gl.js";
import { EVERYWHERE, GAUSSIAN, SHRINK } from "./shaders.js";

const SIGMA = 2; // texels of the wide blur at least
const NARROW = [5, 0.3]; // the narrow blur: this part of the wide one, but so many texels at least
const GRAIN = 64; // targets grow in steps of this many texels

export function makeSmoother(gl) {
  const shrink = makeProgram(gl, EVERYWHERE, SHRINK);
  const soften = makeProgram(gl, EVERYWHERE, GAUSSIAN);
  const small = makeHalves(gl);
  const spare = makeHalves(gl);
  const coarse = makeHalves(gl, gl.LINEAR);
  const fine = makeHalves(gl, gl.LINEAR);
  const result = { coarse, fine, x: 0, y: 0, width: 0, height: 0, factor: 1 };

  /** Blurs a region of the picture by `sigma` pixels and by a fifth of it; texels are `factor` pixels a side from (x, y) on. */
  function blur(picture, region, sigma) {
    const reach = 3 * sigma;
    const x = Math.max(0, Math.floor(region.x - reach));
    const y = Math.max(0, Math.floor(region.y - reach));
    const factor = Math.max(1, Math.floor(sigma / SIGMA));
    const width = Math.ceil((Math.min(picture.width, region.x + region.width + reach) - x) / factor);
    const height = Math.ceil((Math.min(picture.height, region.y + region.height + reach) - y) / factor);
    for (const target of [small, spare, coarse, fine]) fit(target, width, height);
    gl.useProgram(shrink.program);
    setTexture(gl, shrink, "source", 0, picture.texture);
    gl.uniform2i(shrink.at.origin, x, y);
    gl.uniform2i(shrink.at.highest, picture.width - 1, picture.height - 1);
    gl.uniform1i(shrink.at.factor, factor);
    cover(gl, small.framebuffer, 0, 0, width, height);

    gl.useProgram(soften.program);
    gl.uniform2i(soften.at.lowest, 0, 0);
    gl.uniform2i(soften.at.highest, width - 1, height - 1);
    gaussian(coarse, sigma / factor, width, height);
    gaussian(fine, Math.max(sigma / factor / NARROW[0], NARROW[1]), width, height);
    return Object.assign(result, { x, y, width, height, factor });
  }

  function gaussian(target, sigma, width, height) {
    gl.uniform1f(soften.at.sigma, sigma);
    setTexture(gl, soften, "source", 0, small.texture);
    gl.uniform2i(soften.at.direction, 1, 0);
    cover(gl, spare.framebuffer, 0, 0, width, height);
    setTexture(gl, soften, "source", 0, spare.texture);
    gl.uniform2i(soften.at.direction, 0, 1);
    cover(gl, target.framebuffer, 0, 0, width, height);
  }

  return { blur };
}

function fit(target, width, height) {
  if (target.width >= width && target.height >= height) return;
  const up = (now, needed) => Math.max(now, GRAIN * Math.ceil(needed / GRAIN));
  target.resize(up(target.width, width), up(target.height, height));
}
