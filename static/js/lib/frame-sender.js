// Sends a video's frames while the server keeps up: as many as are answered, smaller ones when the way is slow.
import { LEVELS, startPace, stepPace } from "./live-pace.js";

const SHORTEST_MS = 45; // between two frames: who somebody is can be told from twenty a second

/** @param socket makeLiveSocket()'s. Returns {start, stop, note}; note(answer) is to be called with each answer. */
export function makeFrameSender(socket, video) {
  let pace = startPace({ wish: "landmarks", canDraw: true });
  let run = 0; // counts the starts: callbacks of an earlier one end by themselves
  let isRunning = false;
  let isEncoding = false;
  let sentAt = -Infinity;
  let clock = null;
  let seen = fresh();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });

  function start() {
    if (isRunning) return;
    isRunning = true;
    run += 1;
    clock = setInterval(step, 1000);
    next(run);
  }

  function stop() {
    isRunning = false;
    clearInterval(clock);
  }

  function next(mine) {
    const again = () => onFrame(mine);
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(again);
    else requestAnimationFrame(again);
  }

  function onFrame(mine) {
    if (!isRunning || mine !== run) return;
    next(mine);
    if (!video.videoWidth || performance.now() - sentAt < SHORTEST_MS) return;
    if (isEncoding || !socket.isFree()) seen.held += 1;
    else send();
  }

  async function send() {
    isEncoding = true;
    const started = (sentAt = performance.now());
    try {
      const { side, quality } = LEVELS[pace.level];
      const scale = Math.min(1, side / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const jpeg = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
      if (isRunning && jpeg) socket.send(jpeg, Math.round(started));
      seen.encodeMs.push(performance.now() - started);
    } finally {
      isEncoding = false; // a frame that fails is one frame, not the end of the stream
    }
  }

  function step() {
    const roundTrip = middle(seen.roundTrips);
    const encodeMs = middle(seen.encodeMs);
    if (socket.isOpen()) pace = stepPace(pace, { roundTrip, answered: seen.roundTrips.length, held: seen.held, drawMs: 0, encodeMs });
    seen = fresh();
  }

  return { start, stop, note: ({ roundTrip }) => seen.roundTrips.push(roundTrip) };
}

function fresh() {
  return { held: 0, roundTrips: [], encodeMs: [] };
}

function middle(values) {
  return values.length ? values.sort((a, b) => a - b)[values.length >> 1] : 0;
}
