// Make-up on pictures that are composed elsewhere: the renderer with a canvas of its own, off the page.
import { canDrawMakeup, makeRenderer } from "./makeup/renderer.js";

/** @returns {((source, faces, layers) => source or a canvas of its size)|null} null where this device cannot. */
export function makePainter(description) {
  if (!canDrawMakeup()) return null;
  const canvas = document.createElement("canvas");
  const renderer = makeRenderer(canvas, description);
  let worn = null;

  return function paint(source, faces, layers) {
    if (!faces.length || !layers.length) return source;
    if (layers !== worn) {
      renderer.setLayers(layers);
      worn = layers;
    }
    return renderer.draw(source, faces) ? canvas : source;
  };
}
