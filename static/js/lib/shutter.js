// The shutter: at once or after three seconds, with a flash.
const TIMER_SECONDS = 3;

/**
 * @param root holds the buttons `snap` and `timer`, [data-countdown] and [data-flash].
 * @param shoot takes the picture. Returns {cancel}: no countdown runs on.
 */
export function makeShutter(root, shoot) {
  const [snapButton, timerButton] = ["snap", "timer"].map((name) => root.querySelector(`[data-do="${name}"]`));
  const countdown = root.querySelector("[data-countdown]");
  const flash = root.querySelector("[data-flash]");
  let waiting = null;

  function count(left) {
    countdown.hidden = false;
    countdown.textContent = left;
    waiting = setTimeout(() => (left > 1 ? count(left - 1) : release()), 1000);
  }

  async function release() {
    cancel();
    flash.hidden = false;
    await shoot();
    flash.hidden = true;
  }

  function cancel() {
    clearTimeout(waiting);
    waiting = null;
    countdown.hidden = true;
  }

  snapButton.addEventListener("click", () => {
    if (waiting) return;
    if (timerButton.getAttribute("aria-pressed") === "true") count(TIMER_SECONDS);
    else release();
  });
  timerButton.addEventListener("click", () => {
    timerButton.setAttribute("aria-pressed", String(timerButton.getAttribute("aria-pressed") !== "true"));
  });

  return { cancel };
}
