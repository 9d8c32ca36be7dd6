// Layers made ready to be drawn: which masks there are, and which steps use them.
import { readHex, toLab } from "./color.js";
import { compileShapes, keyOf } from "./geometry.js";

const NEEDS_REFERENCE = { tint: true, whiten: true };

/**
 * @param layers as the server's `configured` message and the effects' description give them
 * @returns {{shapes, masks, steps}} `shapes` as of compileShapes. A mask is {polygons, softness, cull, lines, width, highest,
 *   users}: blurred by `softness` widths of the face; `users` are the masks that it only limits (none: it is painted).
 *   A step is a layer with the places of its masks in `masks` (add, clip, subtract; -1: none), its colour in the space
 *   of its kind, and whether it needs the region's mean.
 */
export function compileLayers(layers, shapes) {
  const entries = layers.flatMap(({ add, clip = [], subtract = [] }) => [...add, ...clip, ...subtract]);
  const compiled = compileShapes(shapes, entries);
  const masks = [];
  const places = new Map();

  function maskOf(names, softness, { cull = false, lines = false, width = 0, user = null }) {
    const key = JSON.stringify([names.map(keyOf).sort(), softness, cull, lines, width, user !== null]);
    if (!places.has(key)) {
      places.set(key, masks.length);
      masks.push({
        polygons: names.flatMap((name) => compiled.polygons.get(keyOf(name))),
        highest: Math.max(...names.map((name) => compiled.highest.get(keyOf(name)))),
        softness, cull, lines, width,
        users: [],
      });
    }
    const place = places.get(key);
    if (user !== null) masks[place].users.push(user);
    return place;
  }

  const steps = layers.map((layer) => {
    const { kind, cull, width, edge = 0.004 } = layer;
    const lines = kind === "lines";
    const add = maskOf(layer.add, lines ? 0 : layer.feather ?? 0, { cull, lines, width });
    const [clip, subtract] = [layer.clip, layer.subtract].map((names) => (names?.length && !lines ? maskOf(names, edge, { user: add }) : -1));
    const used = [add, clip, subtract].filter((place) => place >= 0);
    const rgb = layer.color ? readHex(layer.color) : [0, 0, 0];
    return {
      kind, add, clip, subtract,
      color: kind === "tint" ? toLab(rgb) : rgb,
      colored: Boolean(layer.color),
      opacity: layer.opacity ?? 1,
      lightness: layer.lightness ?? 1,
      contrast: layer.contrast ?? 1,
      gloss: layer.gloss ?? 0,
      gate: layer.gate ?? 0,
      radius: layer.radius ?? 0,
      texture: layer.texture ?? 0,
      highest: Math.max(...used.map((place) => masks[place].highest)),
      needsReference: Boolean(NEEDS_REFERENCE[kind]) || layer.gate > 0,
    };
  });
  return { shapes: compiled, masks, steps };
}
