// The picture just taken: download it, or show it to Eva.
import { handOver } from "../lib/handover.js";
import { showToast } from "../lib/toast.js";

/** @returns show(blob) opens the dialog. */
export function makeSnapshot(dialog, { studio, say }) {
  const image = dialog.querySelector("[data-snapshot]");
  const download = dialog.querySelector("[data-download]");
  let blob = null;

  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.querySelector('[data-do="to-studio"]').addEventListener("click", async () => {
    if (await handOver(blob)) location.assign(studio);
    else showToast(say("failed"), "error");
  });

  return async function show(picture) {
    URL.revokeObjectURL(image.src);
    blob = picture;
    image.src = URL.createObjectURL(blob);
    download.href = image.src;
    await image.decode();
    [image.width, image.height] = [image.naturalWidth, image.naturalHeight];
    dialog.showModal();
    download.focus();
  };
}
