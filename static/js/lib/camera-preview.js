// A camera in a <video>: opening, closing, switching between cameras.
import { listCameras, looksAtPerson, openCamera, stopCamera } from "./camera.js";

/**
 * @param onEnd is called when the stream ends without close(): the camera was unplugged or taken away.
 * @returns {{open, close, flip, isOpen, canFlip, isMirrored}}; open() and flip() throw what openCamera() throws.
 */
export function makePreview(video, { size, onEnd } = {}) {
  let stream = null;
  let cameras = [];
  let opening = 0; // the newest call of open(): an older one that ends late lets its stream go

  async function open(facing = "user", deviceId = null) {
    close();
    const turn = ++opening;
    const opened = await openCamera(facing, deviceId, size);
    if (turn !== opening) return stopCamera(opened);
    stream = opened;
    stream.getVideoTracks()[0].onended = () => onEnd?.();
    video.srcObject = stream;
    await video.play();
    cameras = await listCameras();
  }

  function close() {
    opening += 1;
    stopCamera(stream);
    stream = null;
    video.srcObject = null;
  }

  function flip() {
    const now = stream?.getVideoTracks()[0].getSettings().deviceId;
    return open(null, cameras[(cameras.indexOf(now) + 1) % cameras.length]);
  }

  addEventListener("pagehide", close);

  return {
    open,
    close,
    flip,
    isOpen: () => stream !== null,
    canFlip: () => cameras.length > 1,
    isMirrored: () => stream !== null && looksAtPerson(stream),
  };
}
