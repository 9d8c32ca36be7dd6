// Where WebGL2 is missing: the picture as it is. The page then lets the server draw the make-up (output "image").

/** The same interface as makeRenderer's. */
export function makePlainRenderer(canvas) {
  const context = canvas.getContext("2d");
  return {
    drawsMakeup: false,
    setLayers() {},
    draw(source, _faces, { mirror = false } = {}) {
      const width = source.videoWidth ?? source.width;
      const height = source.videoHeight ?? source.height;
      if (!width || !height) return false;
      canvas.width = width;
      canvas.height = height;
      if (mirror) context.setTransform(-1, 0, 0, 1, width, 0);
      context.drawImage(source, 0, 0);
      return true;
    },
    snapshot: (type = "image/jpeg", quality = 0.92) => new Promise((resolve) => canvas.toBlob(resolve, type, quality)),
    dispose() {},
  };
}
