// Where each face's masks lie in the frame and in the atlas.
import { boundPolygons } from "./geometry.js";

export const WIDTH = 1024; // of the atlas, in texels
const HEIGHT = 4096;
const SIDE = 640; // of a cell at most
const SIGMA = 2; // texels: a softer mask is drawn smaller
const SHARPEST = 0.6; // pixels
const REACH = 2.5; // sigmas
const SMALLEST = 8; // pixels: faces less wide are left alone
const MARGIN = 1; // texels around a cell, for bilinear sampling

/** Cells for `faces` faces: one for each of the plan's masks. */
export function makeCells(masks, faces) {
  const make = () => ({ box: [0, 0, 0, 0], tight: [0, 0, 0, 0], drawn: false, homeless: false, sigma: 0, scale: 1, x: 0, y: 0, width: 0, height: 0 });
  return Array.from({ length: faces }, () => masks.map(make));
}

export function makeShelves() {
  let x = 0;
  let y = 0;
  let tallest = 0;

  /** Finds room for a cell; false when the atlas is full. */
  function place(cell) {
    const [left, top, right, bottom] = cell.box;
    const largest = Math.min(SIDE / (right - left), SIDE / (bottom - top));
    cell.scale = Math.min(1, cell.sigma ? SIGMA / cell.sigma : 1, largest);
    cell.width = Math.ceil((right - left) * cell.scale) + 2 * MARGIN;
    cell.height = Math.ceil((bottom - top) * cell.scale) + 2 * MARGIN;
    if (x + cell.width > WIDTH) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    if (y + cell.height > HEIGHT) return false;
    [cell.x, cell.y] = [x, y];
    cell.offsetX = x + MARGIN - left * cell.scale;
    cell.offsetY = y + MARGIN - top * cell.scale;
    x += cell.width;
    tallest = Math.max(tallest, cell.height);
    return true;
  }

  return {
    place,
    clear: () => (x = y = tallest = 0),
    used: () => y + tallest,
  };
}

/**
 * Finds a face's regions: what is painted within the frame, and of what limits it only as much as matters.
 * @param points all shapes' points, this face's from `offset` on; @param unit the face's width in pixels
 */
export function layCells(cells, masks, { points, offset, unit, count, width, height }, shelves) {
  masks.forEach((mask, index) => {
    if (!mask.users.length) settle(cells[index], mask, [0, 0, width, height]);
  });
  masks.forEach((mask, index) => {
    if (!mask.users.length) return;
    const limits = [Infinity, Infinity, -Infinity, -Infinity];
    for (const user of mask.users) if (cells[user].drawn) join(limits, cells[user].box);
    settle(cells[index], mask, limits);
  });

  function settle(cell, mask, limits) {
    const { box, tight } = cell;
    cell.sigma = mask.lines ? 0 : Math.max(SHARPEST, mask.softness * unit);
    const reach = mask.lines ? 2 + 2 * mask.width * unit : REACH * cell.sigma;
    boundPolygons(tight, points, offset, mask.polygons);
    // Beyond the limits lies what the blur brings in.
    box[0] = Math.floor(Math.max(tight[0] - reach, limits[0] - reach));
    box[1] = Math.floor(Math.max(tight[1] - reach, limits[1] - reach));
    box[2] = Math.ceil(Math.min(tight[2] + reach + 1, limits[2] + reach));
    box[3] = Math.ceil(Math.min(tight[3] + reach + 1, limits[3] + reach));
    const isSeen = unit >= SMALLEST && mask.highest < count && box[0] < box[2] && box[1] < box[3];
    cell.drawn = isSeen && shelves.place(cell);
    cell.homeless = isSeen && !cell.drawn;
  }
}

function join(box, other) {
  box[0] = Math.min(box[0], other[0]);
  box[1] = Math.min(box[1], other[1]);
  box[2] = Math.max(box[2], other[2]);
  box[3] = Math.max(box[3], other[3]);
}
