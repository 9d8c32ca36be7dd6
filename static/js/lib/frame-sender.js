// Sends a video's frames while the server keeps up: as many as are answered, smaller ones when the way is slow.
import { LEVELS, startPace, stepPace } from "./live-pace.js";
import { followFrames, makeEncoder } from "./video-frames.js";

const SHORTEST_MS = 45; // between two frames: who somebody is can be told from twenty a second

/** @param socket makeLiveSocket()'s. Returns {start, stop, note}; note(answer) is to be called with each answer. */
export function makeFrameSender(socket, video) {
  let pace = startPace({ wish: "landmarks", canDraw: true });
  const encode = makeEncoder();
  const camera = followFrames(video, onFrame);
  let isEncoding = false;
  let sentAt = -Infinity;
  let clock = null;
  let seen = fresh();

  function start() {
    camera.start();
    clock ??= setInterval(step, 1000);
  }

  function stop() {
    camera.stop();
    clearInterval(clock);
    clock = null;
  }

  function onFrame() {
    if (performance.now() - sentAt < SHORTEST_MS) return;
    if (isEncoding || !socket.isFree()) seen.held += 1;
    else send();
  }

  async function send() {
    isEncoding = true;
    const started = (sentAt = performance.now());
    try {
      const jpeg = await encode(video, LEVELS[pace.level]);
      if (camera.isRunning() && jpeg) socket.send(jpeg, Math.round(started));
      seen.encodeMs.push(performance.now() - started);
    } finally {
      isEncoding = false; // a frame that fails is one frame, not the end of the stream
    }
  }

  function step() {
    const roundTrip = middle(seen.roundTrips);
    const encodeMs = middle(seen.encodeMs);
    if (socket.isOpen()) pace = stepPace(pace, { roundTrip, answered: seen.roundTrips.length, held: seen.held, drawMs: 0, encodeMs, serverMs: 0 });
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
