// A camera rests while nobody looks: frames stop when the page is hidden, and a while later the light goes off.
const REST_MS = 10_000;

/** @param camera {isOpen, pause, resume, hurry (the connection may be back), close(why)}: why is "resting" or "closed". */
export function restWhileHidden({ isOpen, pause, resume, hurry, close }) {
  let timer = null;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!isOpen()) return;
    if (document.hidden) {
      pause();
      timer = setTimeout(() => close("resting"), REST_MS);
    } else {
      resume();
      hurry();
    }
  });
  addEventListener("online", hurry);
  addEventListener("pagehide", () => isOpen() && close("closed"));
}
