// The live socket's client: numbers frames, keeps at most two unanswered, measures the round trip, comes back by itself.
import { packFrame, readAnswer } from "./live-packet.js";

const MOST_UNANSWERED = 2;
const LOST_MS = 6000; // an answer later than this does not come any more: the connection is dead though nobody said so
const BACK_OFF_MS = [500, 1000, 2000, 4000, 8000, 15000];
const FULL_WAIT_MS = 15000;
const REASONS = { 1009: "too-large", 4401: "signed-out", 4403: "no-consent", 4404: "gone", 4408: "idle", 4423: "account-closed", 4429: "full" };
const FOR_GOOD = new Set(["signed-out", "no-consent", "gone", "idle", "account-closed"]); // trying again by itself would change nothing

/**
 * @param handlers {onState(state, {reason, waitMs}), onMessage(message), onAnswer(answer)}: state is connecting, open, waiting
 * (for the next try) or closed; reason is away, full, idle, too-large, signed-out, account-closed, no-consent or gone; answer is
 * readAnswer()'s with `roundTrip` in ms.
 * @param Socket stands in for WebSocket in tests.
 */
export function makeLiveSocket(address, handlers, Socket = WebSocket) {
  const url = new URL(address, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const unanswered = new Map(); // frame number -> when it was sent
  let socket = null;
  let state = "closed";
  let configuration = null;
  let number = 0;
  let failures = 0;
  let returnWithinMs = null; // told by a server that ends: another is there already
  let timer = null;

  function enter(next, detail = {}) {
    state = next;
    handlers.onState(next, detail);
  }

  function open() {
    if (state === "open" || state === "connecting") return;
    clearTimeout(timer);
    enter("connecting");
    const mine = new Socket(url);
    socket = mine;
    mine.binaryType = "arraybuffer";
    mine.onmessage = ({ data }) => mine === socket && (typeof data === "string" ? hear(JSON.parse(data)) : receive(data));
    mine.onclose = ({ code }) => mine === socket && lose(code);
  }

  function hear(message) {
    if (message.type === "ready") {
      failures = 0;
      state = "open"; // what was configured goes first, before a handler sends a frame
      tell(configuration);
      enter("open");
    }
    if (message.type === "reconnect") returnWithinMs = message.within_ms;
    if (message.type === "error" && message.frame !== undefined) unanswered.delete(message.frame);
    handlers.onMessage(message);
  }

  function receive(buffer) {
    const answer = readAnswer(buffer);
    const sent = unanswered.get(answer.number);
    // Answers come in order: whatever is older was dropped for a newer one.
    for (const older of unanswered.keys()) if (older <= answer.number) unanswered.delete(older);
    if (sent !== undefined) handlers.onAnswer({ ...answer, roundTrip: performance.now() - sent });
  }

  function lose(code) {
    socket = null;
    unanswered.clear();
    const reason = REASONS[code] ?? "away";
    if (FOR_GOOD.has(reason)) return enter("closed", { reason });
    // Spread, so that everybody does not come back in the same instant.
    const movingMs = returnWithinMs === null ? null : returnWithinMs * Math.random();
    returnWithinMs = null;
    const step = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)];
    failures += movingMs === null;
    const waitMs = movingMs ?? (reason === "full" ? FULL_WAIT_MS : step * (0.75 + 0.5 * Math.random()));
    timer = setTimeout(open, waitMs);
    enter("waiting", { reason, waitMs });
  }

  function close() {
    clearTimeout(timer);
    const mine = socket;
    socket = null;
    unanswered.clear();
    mine?.close(1000);
    if (state !== "closed") enter("closed");
  }

  /** May a frame be sent now? Looking is also what notices a dead connection. */
  function isFree() {
    if (state !== "open") return false;
    const [oldest] = unanswered.values();
    if (performance.now() - oldest > LOST_MS) {
      const mine = socket;
      lose(1006);
      mine.close();
      return false;
    }
    return unanswered.size < MOST_UNANSWERED;
  }

  /** @returns {number|null} the frame's number, or null when it could not be sent. */
  function send(picture, captured) {
    if (!canSend()) return null;
    number += 1;
    unanswered.set(number, performance.now());
    socket.send(packFrame(number, captured, picture));
    return number;
  }

  /** Sent at once, and again after each reconnection. */
  function configure(message) {
    configuration = { type: "configure", ...message };
    tell(configuration);
  }

  /** A message of another kind, now or not at all. */
  function tell(message) {
    if (message && canSend()) socket.send(JSON.stringify(message));
  }

  /** A connection that closes is known to before it is told: a browser writes an error for each message sent meanwhile. */
  function canSend() {
    return state === "open" && socket.readyState === WebSocket.OPEN;
  }

  /** Try now instead of when the wait is over. */
  function hurry() {
    if (state === "waiting") open();
  }

  return { open, close, hurry, isOpen: () => state === "open", isFree, send, configure, tell };
}
