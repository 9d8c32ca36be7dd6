// Copies the text of one element; with the keyboard it can be marked and copied by hand.
import { showToast } from "./toast.js";

/** Every [data-copy-root] holds a [data-copy-text] and a [data-do="copy"] button. */
export function startCopying(root = document) {
  for (const box of root.querySelectorAll("[data-copy-root]")) {
    box.querySelector('[data-do="copy"]').addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(box.querySelector("[data-copy-text]").textContent);
        showToast(box.dataset.copied, "success");
      } catch {
        showToast(box.dataset.copyFailed, "error");
      }
    });
  }
}
