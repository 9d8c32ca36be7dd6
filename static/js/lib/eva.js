// Eva says something, with the face that fits.
import { typeText } from "./typewriter.js";

export function makeEva(root) {
  const face = root.querySelector(".eva");
  const bubble = root.querySelector(".bubble");
  return function speak(text, { mood = "greeting", trouble = false } = {}) {
    face.dataset.mood = mood;
    bubble.classList.toggle("trouble", trouble);
    return typeText(bubble, text);
  };
}
