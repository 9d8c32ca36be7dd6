// A camera whose frames a recognition socket looks at: opening, closing, resting while nobody watches, coming back.
import { makePreview } from "./camera-preview.js";
import { makeFrameSender } from "./frame-sender.js";
import { makeLiveSocket } from "./live-socket.js";
import { restWhileHidden } from "./resting.js";

const CAMERA = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };

/**
 * @param root has data-socket and holds [data-video] and the buttons open, stop and flip.
 * @param configure() returns what the socket is told to do; @param onTold(answer) hears each frame's answer,
 * @param onMessage(message) each text message, @param onNews(key, {trouble}) what a person should hear:
 * camera-*, opening, closed, resting, unplugged, or the socket's reasons; @param onOpen(isOpen) when the camera goes on or off.
 */
export function makeLiveCamera(root, { configure, onTold, onMessage, onNews, onOpen }) {
  const video = root.querySelector("[data-video]");
  const action = (name) => root.querySelector(`[data-do="${name}"]`);
  const preview = makePreview(video, { size: CAMERA, onEnd: () => close("unplugged", true) });
  const socket = makeLiveSocket(root.dataset.socket, { onState, onMessage, onAnswer });
  const sender = makeFrameSender(socket, video);
  let trouble = null;

  function onAnswer(answer) {
    sender.note(answer);
    if (answer.told && preview.isOpen()) onTold(answer.told);
  }

  function onState(state, { reason }) {
    if (state === "open" && trouble) onNews("back", {});
    if (state === "open") trouble = null;
    if (!reason || reason === trouble) return;
    trouble = reason;
    if (state === "closed") close(reason, true);
    else onNews(reason, { trouble: true });
  }

  async function open(flip = false) {
    if (action("open").ariaDisabled === "true") return;
    action("open").ariaDisabled = "true"; // "disabled" would lose the focus
    onNews("opening", {});
    try {
      await (flip ? preview.flip() : preview.open());
    } catch (error) {
      return close(`camera-${error.code ?? "unsupported"}`, true);
    } finally {
      action("open").ariaDisabled = null;
    }
    if (!preview.isOpen()) return;
    video.classList.toggle("mirrored", preview.isMirrored());
    action("flip").hidden = !preview.canFlip();
    onOpen(true);
    socket.configure(configure());
    socket.open();
    sender.start();
  }

  function close(why = "closed", isTrouble = false) {
    const hadFocus = [action("stop"), action("flip")].includes(document.activeElement); // they are about to hide
    sender.stop();
    preview.close();
    socket.close();
    trouble = null;
    onOpen(false);
    if (hadFocus) action("open").focus({ preventScroll: true });
    onNews(why, { trouble: isTrouble });
  }

  restWhileHidden({ isOpen: preview.isOpen, pause: sender.stop, resume: sender.start, hurry: socket.hurry, close });
  action("open").addEventListener("click", () => open());
  action("stop").addEventListener("click", () => close());
  action("flip").addEventListener("click", () => open(true));
  action("open").disabled = false;

  return { close, isOpen: preview.isOpen, isMirrored: preview.isMirrored, tell: socket.tell, configure: () => socket.configure(configure()) };
}
