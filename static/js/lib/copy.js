// Copies a text; with the keyboard it can be marked and copied by hand.
import { showToast } from "./toast.js";

/** @param words {copied, copyFailed}, one of which tell(text, kind) says. */
export async function copy(text, { copied, copyFailed }, tell = showToast) {
  try {
    await navigator.clipboard.writeText(text);
    tell(copied, "success");
  } catch {
    tell(copyFailed, "error");
  }
}

/** Every [data-copy-root] holds a [data-copy-text] and a [data-do="copy"] button. */
export function startCopying(root = document) {
  for (const box of root.querySelectorAll("[data-copy-root]")) {
    const text = box.querySelector("[data-copy-text]");
    box.querySelector('[data-do="copy"]').addEventListener("click", () => copy(text.textContent, box.dataset));
  }
}
