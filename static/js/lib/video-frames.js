// The frames of a video, and small JPEGs of them: where every live stream begins.

/** Returns {start, stop, isRunning}; in between, onFrame() is called with each new picture. */
export function followFrames(video, onFrame) {
  let run = 0; // counts the starts: callbacks of an earlier one end by themselves
  let isRunning = false;

  function next(mine) {
    const again = () => {
      if (!isRunning || mine !== run) return;
      next(mine);
      if (video.videoWidth) onFrame();
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(again);
    else requestAnimationFrame(again);
  }

  function start() {
    if (isRunning) return;
    isRunning = true;
    run += 1;
    next(run);
  }

  function stop() {
    isRunning = false;
  }

  return { start, stop, isRunning: () => isRunning };
}

/** Returns encode(source, {side, quality}): a Promise of a JPEG, or of null, with `side` pixels along its longer side at most. */
export function makeEncoder() {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });

  return function encode(source, { side, quality }) {
    const [width, height] = [source.videoWidth ?? source.width, source.videoHeight ?? source.height];
    const scale = Math.min(1, side / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  };
}
