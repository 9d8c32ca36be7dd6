// Each look on the person's own face: one frame, cut to the face, painted once for each look while the page has time.
const SIDE = 192;
const PAUSE_MS = 200; // before each look: the mirror itself comes first

/**
 * @param paint(source, faces, layers) returns `source` with make-up. Returns offer(source, face, looks, onPicture): the first
 * face that is offered is taken, and onPicture(id, canvas) called for each look ({id, layers}).
 */
export function makeTryOn(paint) {
  let isTaken = false;

  // A face of its own for each look: the renderer steadies what it measures in a face over time.
  return async function offer(source, face, looks, onPicture) {
    if (isTaken) return;
    isTaken = true;
    const { cut, points } = cutFace(source, face.points);
    for (const [index, { id, layers }] of looks.entries()) {
      if (!layers) continue; // just saved: the page has not heard them yet
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      onPicture(id, copy(paint(cut, [{ ...face, id: -1 - index, points }], layers)));
    }
  };
}

function cutFace(source, points) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < points.length; index += 2) {
    left = Math.min(left, points[index]);
    right = Math.max(right, points[index]);
    top = Math.min(top, points[index + 1]);
    bottom = Math.max(bottom, points[index + 1]);
  }
  const side = 1.05 * Math.max(right - left, bottom - top);
  const [x, y] = [(left + right - side) / 2, (top + bottom - side) / 2];
  const cut = document.createElement("canvas");
  cut.width = cut.height = SIDE;
  cut.getContext("2d").drawImage(source, x, y, side, side, 0, 0, SIDE, SIDE);
  return { cut, points: points.map((value, index) => ((value - (index % 2 ? y : x)) * SIDE) / side) };
}

function copy(painted) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  canvas.getContext("2d").drawImage(painted, 0, 0);
  return canvas;
}
