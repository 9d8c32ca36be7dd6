// Hands a link on: the system's share sheet where there is one, the clipboard everywhere.
import { showToast } from "./toast.js";

export function startShare(root) {
  const link = root.dataset.share;
  const shareButton = root.querySelector('[data-do="share"]');
  shareButton.hidden = !navigator.share;
  shareButton.addEventListener("click", () => {
    // Closing the sheet rejects: that is a choice, not a failure.
    navigator.share({ title: root.dataset.shareTitle, url: link }).catch(() => {});
  });
  root.querySelector('[data-do="copy"]').addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link);
      showToast(root.dataset.copied, "success");
    } catch {
      showToast(root.dataset.copyFailed, "error");
    }
  });
}
