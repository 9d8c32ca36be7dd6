// The stream behind the mirror: socket, frames and pace together, and what of it a person should hear.
import { makeLiveSocket } from "./live-socket.js";
import { LEVELS, startPace, stepPace } from "./live-pace.js";
import { makeFrames } from "./mirror-frames.js";

/**
 * @param paint(source, faces, layers) returns `source` with make-up; @param show(before, after) draws.
 * @param onNews(key, values) hears what has changed, rarely; @param onFigures(sample, pace) hears each second how it goes.
 * Returns {start, pause, stop, wear, setWish}.
 */
export function makeStream({ address, video, canDraw, paint, show, onNews, onFigures }) {
  let pace = startPace({ canDraw });
  let mix = { effects: [], strength: 1 };
  let layers = [];
  let trouble = null;
  let alone = 0; // seconds without a face
  let clock = null;
  const socket = makeLiveSocket(address, { onState, onMessage, onAnswer: (answer) => frames.receive(answer) });
  const frames = makeFrames({
    socket,
    video,
    show,
    getPace: () => ({ ...LEVELS[pace.level], output: pace.output }),
    paint: (source, faces) => paint(source, faces, layers),
  });

  function start() {
    socket.open();
    frames.start();
    clock ??= setInterval(tick, 1000);
  }

  /** Nothing is sent or drawn until start(); the connection stays for a while. */
  function pause() {
    frames.stop();
    clearInterval(clock);
    clock = null;
  }

  function stop() {
    pause();
    socket.close();
    trouble = null;
  }

  function configure() {
    socket.configure({ ...mix, output: pace.output, quality: Math.round(100 * LEVELS[pace.level].quality) });
  }

  function onState(state, { reason }) {
    if (state === "open" && trouble) onNews("back");
    if (state === "open") trouble = null;
    if (!reason || reason === trouble) return;
    trouble = reason;
    onNews(reason);
    if (reason === "too-large" && pace.level < LEVELS.length - 1) {
      pace = { ...pace, level: pace.level + 1 };
      configure();
    }
  }

  function onMessage(message) {
    if (message.type === "configured") layers = message.layers;
    if (message.type !== "error") return;
    if (message.frame !== undefined) frames.skip(message.frame);
    if (message.code === "busy") onNews("busy");
    else if (message.frame === undefined) onNews("refused", { detail: message.detail });
  }

  function tick() {
    const sample = frames.measure();
    onFigures(sample, { ...pace, ...LEVELS[pace.level] });
    if (!socket.isOpen()) return;
    alone = sample.faces === 0 ? alone + 1 : 0;
    if (alone === 3) onNews("nobody");
    const before = pace;
    pace = stepPace(pace, sample);
    if (pace.reason) onNews(pace.reason);
    if (pace.level !== before.level || pace.output !== before.output) configure();
  }

  return {
    start,
    pause,
    stop,
    hurry: socket.hurry,
    /** Other make-up, at once. */
    wear(effects, strength) {
      mix = { effects, strength };
      configure();
    },
    /** @param wish auto, landmarks, image or network. */
    setWish(wish) {
      pace = { ...startPace({ wish, canDraw }), level: pace.level };
      configure();
    },
  };
}
