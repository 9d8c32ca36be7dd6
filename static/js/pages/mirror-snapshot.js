// The picture just taken: download it, or hand it to another page.
import { handOver } from "../lib/handover.js";

/** Buttons with data-to name the page that gets the picture. Returns show(blob), which opens the dialog. */
export function makeSnapshot(dialog, say) {
  const image = dialog.querySelector("[data-snapshot]");
  const download = dialog.querySelector("[data-download]");
  let blob = null;

  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  for (const button of dialog.querySelectorAll("[data-to]")) {
    button.addEventListener("click", async () => {
      if (await handOver(blob)) location.assign(button.dataset.to);
      else dialog.querySelector("[data-told]").textContent = say("not-handed");
    });
  }

  return async function show(picture) {
    URL.revokeObjectURL(image.src);
    blob = picture;
    image.src = URL.createObjectURL(blob);
    download.href = image.src;
    dialog.querySelector("[data-told]").textContent = "";
    await image.decode();
    [image.width, image.height] = [image.naturalWidth, image.naturalHeight];
    dialog.showModal();
    download.focus();
  };
}
