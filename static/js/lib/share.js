// Hands a link on: the system's share sheet where there is one (with the card's picture if it takes files), the clipboard
// everywhere, KakaoTalk where the site has a key for it.
import { copy } from "./copy.js";
import { startKakao } from "./kakao.js";
import { showToast } from "./toast.js";

export function startShare(root) {
  const { share: url, shareTitle: title, shareText: text, shareCard: card } = root.dataset;
  const shareButton = root.querySelector('[data-do="share"]');
  shareButton.hidden = !navigator.share;
  shareButton.addEventListener("click", async () => {
    const message = { title, url, ...(text && { text }) };
    const picture = card && takesFiles() ? await fetchPicture(card) : null;
    try {
      await navigator.share(picture ? { ...message, files: [picture] } : message);
    } catch (error) {
      // Closing the sheet rejects too: that is a choice, not a failure. But the picture may have taken longer than a click lasts.
      if (error.name === "NotAllowedError") showToast(root.dataset.copyFailed, "error");
    }
  });
  root.querySelector('[data-do="copy"]').addEventListener("click", () => copy(url, root.dataset));
  startKakao(root);
}

function takesFiles() {
  return navigator.canShare?.({ files: [new File([], "card.png", { type: "image/png" })] }) ?? false;
}

/** @returns {Promise<File|null>} null where it does not come within two seconds: the link goes without it. */
async function fetchPicture(address) {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(2000) });
    return response.ok ? new File([await response.blob()], "evaranks.png", { type: "image/png" }) : null;
  } catch {
    return null;
  }
}
