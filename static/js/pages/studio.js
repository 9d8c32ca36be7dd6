// The studio: a photo comes in by file, drop, paste or camera; Eva gets it; the page of her answer opens.
import { makeEva } from "../lib/eva.js";
import { takeOver } from "../lib/handover.js";
import { makeIntake } from "../lib/photo-intake.js";
import { scaleImage } from "../lib/scale-image.js";
import { noteChange } from "../lib/stay-fresh.js";
import { upload } from "../lib/upload.js";
import { readWords } from "../lib/words.js";

const studio = document.querySelector("[data-studio]");
const say = readWords();
const speak = makeEva(studio.querySelector("[data-eva]"));
const { find, action, input, openCamera, failed, start, ...intake } = makeIntake(studio, { say, speak, onPhoto: takePhoto });
const MAX_BYTES = 15 * 1024 * 1024; // what the server takes; a photo that the browser can read is made smaller
const REFUSED = [400, 413]; // the file itself: another try would change nothing
const preview = find("[data-preview]");
const bar = find("[data-progress]");
const barWords = find("[data-progress-words]");

let photo = null; // {blob, name, fromCamera}
let sending = null; // what upload() returned

/** The states are empty, camera, preview, sending and looking. */
function enter(state, focus) {
  intake.enter(state, focus);
  find("[data-eva]").scrollIntoView({ block: "nearest" });
}

async function takePhoto(file, { fromCamera }) {
  if (sending) return;
  const { blob, decoded } = await scaleImage(file);
  if (!decoded && file.size > MAX_BYTES) return speak(say("too-large"), { mood: "unsure", trouble: true });
  URL.revokeObjectURL(preview.src);
  photo = { blob, name: decoded ? "photo.jpg" : file.name, fromCamera };
  preview.hidden = !decoded;
  preview.src = decoded ? URL.createObjectURL(blob) : "";
  find("[data-no-preview]").hidden = decoded;
  find("[data-file-name]").textContent = file.name;
  const again = action("again");
  again.textContent = fromCamera ? again.dataset.retake : again.dataset.other;
  enter("preview", "analyse");
  speak(say(decoded ? "ready" : "undecodable"), { mood: decoded ? "delighted" : "unsure" });
}

async function analyse() {
  enter("sending", "cancel");
  speak(say("hm"), { mood: "thinking" });
  showSent(0);
  sending = upload(studio.dataset.api, {
    field: "image",
    blob: photo.blob,
    name: photo.name,
    token: find("[name=csrfmiddlewaretoken]").value,
    onProgress: showSent,
  });
  try {
    const result = await sending.done;
    studio.removeAttribute("data-holding");
    noteChange();
    speak(say("done"), { mood: "delighted" });
    location.assign(result.page_url);
  } catch (error) {
    enter("preview", REFUSED.includes(error.status) ? "again" : "analyse");
    failed(error, analyse);
  } finally {
    sending = null;
  }
}

/** Honest progress: a share while bytes leave, and no number while Eva looks. */
function showSent(share) {
  if (share < 1) {
    bar.value = Math.round(share * 100);
    barWords.textContent = say("uploading", { n: Math.round(share * 100) });
  } else if (studio.dataset.state === "sending") {
    studio.dataset.state = "looking";
    bar.removeAttribute("value");
    barWords.textContent = say("looking");
    barWords.classList.add("dots");
  }
}

function startOver() {
  const { fromCamera } = photo;
  photo = null;
  if (fromCamera) return openCamera();
  enter("empty");
  input.focus({ preventScroll: true });
  speak(say("hello"));
}

start({ again: startOver, analyse, cancel: () => sending?.cancel() });
const handed = takeOver();
if (handed) takePhoto(handed, { fromCamera: false });

// Coming back from the answer by the browser's button: the photo is still here, nothing is under way.
addEventListener("pageshow", (event) => {
  if (event.persisted) enter(photo ? "preview" : "empty");
});
