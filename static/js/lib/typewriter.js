// Types a speech bubble. Screen readers get the whole text once, at once; the typed copy is hidden from them.
import { recall, remember } from "./storage.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const LETTERS_A_SECOND = 45;

export function startBubbles() {
  for (const bubble of document.querySelectorAll("[data-typed]")) {
    // "once": not again when the same page is read again in this tab.
    const key = `typed:${location.pathname}`;
    const heard = bubble.dataset.typed === "once" && recall("sessionStorage", key);
    if (!heard) typeText(bubble, bubble.querySelector("p").textContent);
    remember("sessionStorage", key, "1");
    bubble.dataset.typed = "done";
  }
}

/** Show `text` in the bubble, letter by letter where motion is welcome. Resolves when all of it stands. */
export function typeText(bubble, text) {
  bubble.stopTyping?.();
  const paragraph = bubble.querySelector("p");
  const skip = bubble.querySelector(".skip");
  if (still.matches) {
    paragraph.textContent = text;
    return Promise.resolve();
  }

  const whole = span("visually-hidden", text);
  const shown = span("typed-shown", "");
  const rest = span("typed-rest", text);
  const copy = span("", "");
  copy.setAttribute("aria-hidden", "true");
  copy.append(shown, rest);
  paragraph.replaceChildren(whole, copy);
  if (skip) skip.hidden = false;

  return new Promise((resolve) => {
    const letters = Array.from(text);
    const start = performance.now();
    let frame = requestAnimationFrame(step);

    function step(now) {
      const count = Math.floor(((now - start) / 1000) * LETTERS_A_SECOND);
      if (count >= letters.length) return finish();
      shown.textContent = letters.slice(0, count).join("");
      rest.textContent = letters.slice(count).join("");
      frame = requestAnimationFrame(step);
    }

    function finish() {
      cancelAnimationFrame(frame);
      bubble.removeEventListener("click", finish);
      document.removeEventListener("keydown", onKey);
      bubble.stopTyping = null;
      if (skip) {
        // Focus must not fall to the body together with the button.
        if (document.activeElement === skip) document.querySelector("#main")?.focus({ preventScroll: true });
        skip.hidden = true;
      }
      shown.textContent = text;
      rest.textContent = "";
      resolve();
    }

    function onKey(event) {
      if (event.key === "Escape") finish();
    }

    bubble.stopTyping = finish;
    bubble.addEventListener("click", finish);
    document.addEventListener("keydown", onKey);
  });
}

function span(className, text) {
  const element = document.createElement("span");
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
