// The way of a frame: from the camera to the server and, with its answer, to the eye.
//
// Which picture do landmarks belong to? They are those of a frame that is as old as the round trip. Painted onto the newest
// picture they would trail behind a moving head, and make-up that swims is what gives a mirror away; the delay itself is not
// noticed while it is short. So the frame that was sent is kept and shown together with its own landmarks ("in step") as long
// as answers are quick and many. When they are not, a late and jerky mirror is worse than a trailing lip: then the live video
// is shown with the newest landmarks.
import { followFrames, makeEncoder } from "./video-frames.js";

const IN_STEP = { roundTrip: 150, answered: 12 };
const OUT_OF_STEP = { roundTrip: 220, answered: 8 };
const SHORTEST_MS = 25; // between two frames sent: a camera of 60 a second is not worth twice the server's time
const STALL_MS = 500; // with nothing to show for so long, the bare camera is shown

/**
 * @param socket makeLiveSocket()'s; @param video the camera's; @param getPace what to send;
 * @param show(before, after) draws; @param paint(source, faces) returns `source` with make-up on it.
 */
export function makeFrames({ socket, video, getPace, show, paint }) {
  const kept = new Map(); // frame number -> {bitmap, captured}
  const encode = makeEncoder();
  const camera = followFrames(video, onFrame);
  let isEncoding = false;
  let isInStep = true;
  let faces = []; // the newest, in the video's pixels
  let newest = 0; // the newest frame shown
  let shownAt = -Infinity;
  let sentAt = -Infinity;
  let seen = fresh();

  function stop() {
    camera.stop();
    faces = [];
    forget(Infinity);
  }

  function onFrame() {
    if (performance.now() - sentAt >= SHORTEST_MS) {
      if (isEncoding || !socket.isFree()) seen.held += 1;
      else send();
    }
    const isLate = performance.now() - shownAt > STALL_MS;
    if (!socket.isOpen()) draw(video, []);
    else if (getPace().output === "landmarks" ? isLate || !isInStep : isLate) draw(video, faces);
  }

  async function send() {
    isEncoding = true;
    try {
      const captured = (sentAt = performance.now());
      const bitmap = await createImageBitmap(video);
      const jpeg = await encode(bitmap, getPace());
      seen.encodeMs.push(performance.now() - captured);
      const number = camera.isRunning() && jpeg ? socket.send(jpeg, Math.round(captured)) : null;
      if (number === null) bitmap.close();
      else kept.set(number, { bitmap, captured });
    } catch {
      // The camera went away or was switched while its picture was taken.
    } finally {
      isEncoding = false;
    }
  }

  async function receive({ number, roundTrip, serverMs, picture, landmarks }) {
    const frame = kept.get(number);
    kept.delete(number);
    forget(number);
    if (!frame || !camera.isRunning()) return frame?.bitmap.close();
    seen.answered += 1;
    seen.roundTrips.push(roundTrip);
    seen.serverMs = serverMs;
    faces = landmarks ? scaled(landmarks, frame.bitmap) : [];
    if (!landmarks) await showPicture(number, frame.bitmap, picture);
    else if (isInStep) draw(frame.bitmap, faces);
    seen.delays.push(performance.now() - frame.captured);
    frame.bitmap.close();
  }

  async function showPicture(number, before, picture) {
    const after = await createImageBitmap(picture);
    if (number > newest && camera.isRunning()) present(before, after);
    newest = Math.max(newest, number);
    after.close();
  }

  function draw(source, on) {
    const started = performance.now();
    present(source, on.length ? paint(source, on) : source);
    if (on.length) seen.drawMs.push(performance.now() - started);
  }

  function present(before, after) {
    show(before, after);
    shownAt = performance.now();
    seen.shown += 1;
  }

  /** Let go of that frame and of the older ones, whose answers will not come. */
  function forget(number) {
    for (const [old, { bitmap }] of kept) {
      if (old > number) break;
      bitmap.close();
      kept.delete(old);
    }
  }

  /** What happened since the last call, a second or so ago; and whether to go on in step. */
  function measure() {
    const sample = {
      answered: seen.answered,
      held: seen.held,
      roundTrip: median(seen.roundTrips),
      delay: median(seen.delays),
      drawMs: mean(seen.drawMs),
      encodeMs: mean(seen.encodeMs),
      serverMs: seen.serverMs,
      shown: seen.shown,
      faces: getPace().output === "landmarks" && seen.answered ? faces.length : null, // null: nobody told
    };
    const limit = isInStep ? OUT_OF_STEP : IN_STEP;
    isInStep = sample.roundTrip <= limit.roundTrip && (sample.answered >= limit.answered || sample.held === 0);
    seen = fresh();
    return { ...sample, isInStep };
  }

  return { start: camera.start, stop, receive, skip: forget, measure };
}

function fresh() {
  return { answered: 0, held: 0, shown: 0, roundTrips: [], delays: [], drawMs: [], encodeMs: [], serverMs: 0 };
}

function scaled({ width, faces }, bitmap) {
  const scale = bitmap.width / width;
  return faces.map((face) => ({ ...face, points: face.points.map((value) => value * scale) }));
}

function median(values) {
  return values.length ? values.sort((a, b) => a - b)[values.length >> 1] : 0;
}

function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}
