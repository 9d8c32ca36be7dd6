// How large, how fine and in which form frames travel: decided once a second by rules that can be read.
//
// Slow link:   three seconds in a row with a round trip over 200 ms, or with fewer than 8 answers though the camera had more
//              frames: one level lower. At the lowest level, pictures that come back are replaced by landmarks (2 KB an
//              answer), if the device can draw. (Where the page's own work on a frame takes that long, the device is to blame,
//              where most of the round trip is the server's time, the server; that one is named, the remedy is the same.)
// Slow device: three seconds in a row in which drawing one frame takes over 45 ms: the server draws instead, if the link is
//              good; tried once, so that the two never take turns.
// All well:    ten seconds in a row under 100 ms, with 15 answers or all that the camera had: one level higher. A step up that
//              had to be taken back doubles the wait for the next, so that nothing swings to and fro.
export const LEVELS = [
  { side: 640, quality: 0.85 },
  { side: 512, quality: 0.75 },
  { side: 400, quality: 0.65 },
  { side: 320, quality: 0.5 },
];

const SLOW = { roundTrip: 200, answered: 8, drawMs: 45, workMs: 60, seconds: 3 };
const WELL = { roundTrip: 100, answered: 15, seconds: 10, longest: 160 };

/** @param wish "auto", or the output that the person insists on. */
export function startPace({ wish = "auto", canDraw }) {
  const output = wish === "auto" ? (canDraw ? "landmarks" : "image") : wish;
  const counts = { slow: 0, heavy: 0, well: 0, sinceUp: Infinity, patience: WELL.seconds };
  return { wish, canDraw, output, isTired: false, level: 0, ...counts, reason: null };
}

/**
 * One second later.
 * @param sample {roundTrip: median ms, answered: answers in this second, held: camera frames that found two unanswered,
 * drawMs, encodeMs: mean ms of drawing a frame and of making it ready to be sent, serverMs: the server's own time of the newest one}
 * @returns the next pace; `reason` tells why it differs from the one before: "slow-link", "busy-device", "busy-server" (smaller frames),
 * "slow-device" (the server draws), "better" or null.
 */
export function stepPace(pace, { roundTrip, answered, held, drawMs, encodeMs, serverMs }) {
  const isSlow = roundTrip > SLOW.roundTrip || (answered < SLOW.answered && held > 0);
  const isHeavy = pace.output === "landmarks" && drawMs > SLOW.drawMs;
  const isWell = roundTrip < WELL.roundTrip && (answered >= WELL.answered || held === 0);
  const next = {
    ...pace,
    reason: null,
    slow: isSlow ? pace.slow + 1 : 0,
    heavy: isHeavy ? pace.heavy + 1 : 0,
    well: isWell ? pace.well + 1 : 0,
    sinceUp: pace.sinceUp + 1,
  };
  // A device that is busy drawing also answers late: that is seen to first.
  if (next.heavy >= SLOW.seconds && pace.wish === "auto" && !pace.isTired && roundTrip < SLOW.roundTrip) {
    return change(next, { output: "image", isTired: true, reason: "slow-device" });
  }
  if (next.slow >= SLOW.seconds) {
    const other = serverMs > roundTrip / 2 ? "busy-server" : "slow-link";
    return slower(next, drawMs + encodeMs > SLOW.workMs ? "busy-device" : other);
  }
  if (next.well >= next.patience && next.level > 0) return change(next, { level: next.level - 1, sinceUp: 0, reason: "better" });
  return next;
}

function slower(pace, reason) {
  const patience = pace.sinceUp < WELL.seconds ? Math.min(2 * pace.patience, WELL.longest) : pace.patience;
  if (pace.level < LEVELS.length - 1) return change(pace, { level: pace.level + 1, patience, reason });
  if (pace.wish === "auto" && pace.output === "image" && pace.canDraw) return change(pace, { output: "landmarks", reason });
  return { ...pace, slow: 0 };
}

function change(pace, changes) {
  return { ...pace, slow: 0, heavy: 0, well: 0, ...changes };
}
