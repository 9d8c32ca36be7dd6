// Where WebGL2 is missing: the picture as it is. The page then lets the server draw the make-up (output "image").

/** The same interface as makeRenderer's. */
export function makePlainRenderer(canvas) {
  const context = canvas.getContext("2d");
  let isMirrored = false;

  function flip(target, { width }) {
    target.setTransform(-1, 0, 0, 1, width, 0);
  }

  function snapshot(type = "image/jpeg", quality = 0.92) {
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const target = copy.getContext("2d");
    if (isMirrored) flip(target, copy);
    target.drawImage(canvas, 0, 0);
    return new Promise((resolve, reject) => {
      copy.toBlob((value) => (value ? resolve(value) : reject(new Error(`cannot write ${type}`))), type, quality);
    });
  }

  return {
    drawsMakeup: false,
    setLayers() {},
    draw(source, _faces, { mirror = false } = {}) {
      const width = source.videoWidth ?? source.width;
      const height = source.videoHeight ?? source.height;
      if (!width || !height) return false;
      [canvas.width, canvas.height] = [width, height]; // undoes the flip, too
      if (mirror) flip(context, canvas);
      context.drawImage(source, 0, 0);
      isMirrored = mirror;
      return true;
    },
    snapshot,
    dispose() {},
  };
}
