// The mean colour of what a step covers, found on the GPU (nothing is read back) and steadied over time.
import { cover, makeHalves, makeProgram, setTexture } from "./gl.js";
import { bindMask } from "./regions.js";
import { EVERYWHERE, GATHER, SAMPLE } from "./shaders.js";

const GRID = 16; // texels of samples a side
const ROWS = 16; // faces that are remembered
const STEADY = 120; // milliseconds until a change is seen by two thirds
const FORGET = 500; // milliseconds after which a face starts anew

export function makeReferences(gl) {
  const sample = makeProgram(gl, EVERYWHERE, SAMPLE);
  const gather = makeProgram(gl, EVERYWHERE, GATHER);
  const samples = makeHalves(gl);
  const kept = makeHalves(gl);
  const rows = new Map(); // face id -> {row, time, share}
  const slot = { x: 0, y: 0 };
  let steps = null;
  let now = 0;
  samples.resize(GRID, GRID);

  /** Before a frame. Other steps than before start anew. */
  function begin(newSteps, time) {
    if (newSteps !== steps) rows.clear();
    steps = newSteps;
    kept.resize(steps.length, ROWS);
    now = time;
  }

  function rowOf(id) {
    const known = rows.get(id);
    if (known) {
      if (known.time !== now) known.share = now - known.time > FORGET ? 1 : 1 - Math.exp((known.time - now) / STEADY);
      known.time = now;
      return known;
    }
    let row = rows.size;
    if (row >= ROWS) {
      const [oldest, value] = [...rows].reduce((first, second) => (second[1].time < first[1].time ? second : first));
      rows.delete(oldest);
      row = value.row;
    }
    rows.set(id, { row, time: now, share: 1 });
    return rows.get(id);
  }

  /** Measures one step on one face; returns where the mean will be in `texture`. */
  function measure(id, column, picture, region, atlas, cells, step) {
    const { row, share } = rowOf(id);
    gl.useProgram(sample.program);
    setTexture(gl, sample, "picture", 0, picture.texture);
    bindMask(gl, sample, atlas, cells, step, 1);
    gl.uniform4f(sample.at.box, region.x, region.y, region.x + region.width, region.y + region.height);
    cover(gl, samples.framebuffer, 0, 0, GRID, GRID);

    gl.useProgram(gather.program);
    setTexture(gl, gather, "samples", 0, samples.texture);
    gl.uniform1f(gather.at.share, share);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    cover(gl, kept.framebuffer, column, row, 1, 1);
    gl.disable(gl.BLEND);
    [slot.x, slot.y] = [column, row];
    return slot;
  }

  return { begin, measure, texture: kept.texture };
}
