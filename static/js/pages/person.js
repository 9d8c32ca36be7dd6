// The photos of a person are made smaller before they leave: twelve as a phone takes them are more than the server takes at once.
import { scaleImage } from "../lib/scale-image.js";

const MAX_SIDE = 2560; // in a group photo every pixel of a small face counts
const form = document.querySelector("[data-photos]");
if (form) start(form.elements.photos);

function start(input) {
  let isSmall = false;
  input.addEventListener("change", () => (isSmall = false));
  form.addEventListener("submit", async (event) => {
    if (isSmall) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    event.submitter?.classList.add("dots");
    input.files = await shrink(input.files);
    form.ariaBusy = "false";
    event.submitter?.classList.remove("dots");
    isSmall = true;
    form.requestSubmit(event.submitter);
  });
}

async function shrink(files) {
  const smaller = new DataTransfer();
  for (const file of files) {
    const { blob, decoded } = await scaleImage(file, MAX_SIDE);
    smaller.items.add(decoded && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file);
  }
  return smaller.files;
}
