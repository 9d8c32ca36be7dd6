// Shapes of the make-up on a face: polygons whose points are weighted sums of the mesh's points.

/**
 * Flattens the shapes that layers name into typed arrays, so that a frame costs sums alone.
 *
 * @param shapes {name: [polygon: [point: [[index, weight], ...]]]}
 * @param entries what layers name: a name, or [[name, factor], ...], the sum of shapes point by point
 * @returns {{count, polygons: Map<string, {start, count}[]>, starts, indices, weights, highest: Map<string, number>}}
 *   `polygons` and `highest` (the last mesh point that is needed) are by `keyOf(entry)`.
 */
export function compileShapes(shapes, entries) {
  const points = [];
  const polygons = new Map();
  const highest = new Map();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (polygons.has(key)) continue;
    const shape = sumOf(shapes, typeof entry === "string" ? [[entry, 1]] : entry);
    polygons.set(key, shape.map((polygon) => ({ start: points.push(...polygon) - polygon.length, count: polygon.length })));
    highest.set(key, shape.flat(2).reduce((most, [index]) => Math.max(most, index), 0));
  }
  const terms = points.flat();
  const starts = new Uint32Array(points.length + 1);
  points.forEach((point, index) => (starts[index + 1] = starts[index] + point.length));
  const indices = Uint16Array.from(terms, ([index]) => index);
  const weights = Float32Array.from(terms, ([, weight]) => weight);
  return { count: points.length, polygons, highest, starts, indices, weights };
}

export const keyOf = (entry) => JSON.stringify(entry);

function sumOf(shapes, parts) {
  const scaled = parts.map(([name, factor]) => {
    if (!Object.hasOwn(shapes, name)) throw new Error(`no shape is called ${name}`);
    return shapes[name].map((polygon) => polygon.map((point) => point.map(([index, weight]) => [index, weight * factor])));
  });
  return scaled.reduce((sum, shape) => sum.map((polygon, p) => polygon.map((point, i) => [...point, ...shape[p][i]])));
}

/** Writes all points (x, y, x, y, ...) for one face's mesh points into `out` from `offset` on. */
export function placePoints({ count, starts, indices, weights }, mesh, out, offset) {
  for (let point = 0; point < count; point += 1) {
    let x = 0;
    let y = 0;
    for (let term = starts[point]; term < starts[point + 1]; term += 1) {
      x += weights[term] * mesh[2 * indices[term]];
      y += weights[term] * mesh[2 * indices[term] + 1];
    }
    out[2 * (offset + point)] = x;
    out[2 * (offset + point) + 1] = y;
  }
}

/** Distance of the points beside the ears: the unit of every length. */
export function faceWidth(mesh) {
  return Math.hypot(mesh[2 * 454] - mesh[2 * 234], mesh[2 * 454 + 1] - mesh[2 * 234 + 1]);
}

/** Twice a polygon's area; below zero when it is turned away. */
export function windingOf(points, offset, { start, count }) {
  let sum = 0;
  let before = 2 * (offset + start + count - 1);
  for (let at = 2 * (offset + start); at < 2 * (offset + start + count); at += 2) {
    sum += points[before] * points[at + 1] - points[at] * points[before + 1];
    before = at;
  }
  return sum;
}

/** The smallest box [left, top, right, bottom] around polygons, written into `box`; left > right when there are none. */
export function boundPolygons(box, points, offset, polygons) {
  box[0] = box[1] = Infinity;
  box[2] = box[3] = -Infinity;
  for (const { start, count } of polygons) {
    for (let at = 2 * (offset + start); at < 2 * (offset + start + count); at += 2) {
      box[0] = Math.min(box[0], points[at]);
      box[1] = Math.min(box[1], points[at + 1]);
      box[2] = Math.max(box[2], points[at]);
      box[3] = Math.max(box[3], points[at + 1]);
    }
  }
}
