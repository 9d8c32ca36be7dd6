// The camera panel: preview, timer, switching between front and rear.
import { makePreview } from "./camera-preview.js";
import { takeStill } from "./camera.js";
import { makeShutter } from "./shutter.js";

/** @param onShot receives the JPEG blob. Returns {open, close, flip}; open() and flip() throw what openCamera() throws. */
export function makeSnapper(panel, onShot) {
  const video = panel.querySelector("[data-video]");
  const preview = makePreview(video);
  const shutter = makeShutter(panel, shoot);

  async function shown(opening) {
    shutter.cancel();
    await opening;
    video.classList.toggle("mirrored", preview.isMirrored());
    panel.querySelector('[data-do="flip"]').hidden = !preview.canFlip();
  }

  function close() {
    shutter.cancel();
    preview.close();
  }

  async function shoot() {
    if (!preview.isOpen() || !video.videoWidth) return;
    const blob = await takeStill(video);
    close();
    onShot(blob);
  }

  return { open: () => shown(preview.open()), close, flip: () => shown(preview.flip()) };
}
