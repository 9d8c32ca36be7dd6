// What the mirror's canvas shows: with make-up, without, or both beside a seam.

/** @param canvas drawn unmirrored, so that pictures of it are not mirrored; the page turns it over for the eye. */
export function makeView(canvas) {
  const context = canvas.getContext("2d");
  let isBefore = false;
  let seam = null; // where the seam is, as a share of the stage's width from its left

  /** @param before, after drawables that show the same moment; the canvas takes the size of `before`. */
  function show(before, after) {
    const [width, height] = [before.videoWidth ?? before.width, before.videoHeight ?? before.height];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.drawImage(isBefore ? before : after, 0, 0, width, height);
    if (isBefore || seam === null) return;
    const edge = seamOnCanvas();
    const [left, right] = canvas.classList.contains("mirrored") ? [edge, width] : [0, edge];
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, height);
    context.clip();
    context.drawImage(before, 0, 0, width, height);
    context.restore();
  }

  /** The stage cuts the canvas to cover it (object-fit) and may mirror it: the seam in the canvas' own pixels. */
  function seamOnCanvas() {
    const { width, height } = canvas;
    const scale = Math.max(canvas.clientWidth / width, canvas.clientHeight / height) || 1;
    const offset = (canvas.clientWidth - width * scale) / 2;
    const x = (seam * canvas.clientWidth - offset) / scale;
    return canvas.classList.contains("mirrored") ? width - x : x;
  }

  function clear() {
    context.clearRect(0, 0, canvas.width, canvas.height);
  }

  return {
    show,
    clear,
    setBefore(value) {
      isBefore = value;
    },
    setSeam(value) {
      seam = value;
    },
    /** What the eye sees, unmirrored, as a JPEG. */
    picture: () => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92)),
  };
}
