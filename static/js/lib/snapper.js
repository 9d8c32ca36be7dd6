// The camera panel: preview, timer, switching between front and rear.
import { listCameras, looksAtPerson, openCamera, stopCamera, takeStill } from "./camera.js";

const TIMER_SECONDS = 3;

/** @param onShot receives the JPEG blob. Returns {open, close}; open() throws what openCamera() throws. */
export function makeSnapper(panel, onShot) {
  const video = panel.querySelector("[data-video]");
  const countdown = panel.querySelector("[data-countdown]");
  const flash = panel.querySelector("[data-flash]");
  const [snapButton, timerButton, flipButton] = ["snap", "timer", "flip"].map((name) => panel.querySelector(`[data-do="${name}"]`));
  let stream = null;
  let cameras = [];
  let waiting = null; // the countdown's timer
  let opening = 0; // the newest call of open(): an older one that ends late lets its stream go

  async function open(facing = "user", deviceId = null) {
    close();
    const turn = ++opening;
    const opened = await openCamera(facing, deviceId);
    if (turn !== opening) return stopCamera(opened);
    stream = opened;
    video.classList.toggle("mirrored", looksAtPerson(stream));
    video.srcObject = stream;
    await video.play();
    cameras = await listCameras();
    flipButton.hidden = cameras.length < 2;
  }

  function close() {
    opening += 1;
    clearTimeout(waiting);
    waiting = null;
    countdown.hidden = true;
    stopCamera(stream);
    stream = null;
    video.srcObject = null;
  }

  function flip() {
    const now = stream?.getVideoTracks()[0].getSettings().deviceId;
    const next = cameras[(cameras.indexOf(now) + 1) % cameras.length];
    return open(null, next);
  }

  function count(left) {
    countdown.hidden = false;
    countdown.textContent = left;
    waiting = setTimeout(() => (left > 1 ? count(left - 1) : shoot()), 1000);
  }

  async function shoot() {
    waiting = null;
    countdown.hidden = true;
    if (!stream || !video.videoWidth) return;
    flash.hidden = false;
    const blob = await takeStill(video);
    flash.hidden = true;
    close();
    onShot(blob);
  }

  snapButton.addEventListener("click", () => {
    if (waiting) return;
    if (timerButton.getAttribute("aria-pressed") === "true") count(TIMER_SECONDS);
    else shoot();
  });
  timerButton.addEventListener("click", () => {
    timerButton.setAttribute("aria-pressed", String(timerButton.getAttribute("aria-pressed") !== "true"));
  });
  addEventListener("pagehide", close);

  return { open, close, flip };
}
