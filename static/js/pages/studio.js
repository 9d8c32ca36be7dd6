// The studio: a photo comes in by file, drop, paste or camera; Eva gets it; the page of her answer opens.
import { acceptPictures } from "../lib/drop.js";
import { makeEva } from "../lib/eva.js";
import { takeOver } from "../lib/handover.js";
import { scaleImage } from "../lib/scale-image.js";
import { makeSnapper } from "../lib/snapper.js";
import { upload } from "../lib/upload.js";
import { readWords } from "../lib/words.js";

const studio = document.querySelector("[data-studio]");
const find = (selector) => studio.querySelector(selector);
const action = (name) => find(`[data-do="${name}"]`);
const say = readWords();
const speak = makeEva(find("[data-eva]"));
const input = find('.drop input[type="file"]');
const capture = find("[data-capture]");
const preview = find("[data-preview]");
const bar = find("[data-progress]");
const barWords = find("[data-progress-words]");
const snapper = makeSnapper(find('[data-part="camera"]'), (blob) => takePhoto(blob, { fromCamera: true }));

let photo = null; // {blob, name, fromCamera}
let sending = null; // what upload() returned
let retryTimer = null;

/** Show the parts that belong to `state`: empty, camera, preview, sending or looking. */
function enter(state, focus = null) {
  studio.dataset.state = state;
  for (const part of studio.querySelectorAll("[data-part]")) part.hidden = !part.dataset.part.split(" ").includes(state);
  clearInterval(retryTimer);
  offer({});
  if (state !== "camera") snapper.close();
  find("[data-eva]").scrollIntoView({ block: "nearest" });
  if (focus) action(focus).focus({ preventScroll: true });
}

/** Show or hide what helps after a failure. */
function offer({ retry = false, capture: app = false }) {
  action("retry").hidden = !retry;
  action("capture").hidden = !app;
  find("[data-remedies]").hidden = !(retry || app);
}

async function takePhoto(file, { fromCamera = false } = {}) {
  if (sending) return;
  if (file.type && !file.type.startsWith("image/")) {
    speak(say("not-an-image"), { mood: "unsure", trouble: true });
    return;
  }
  const { blob, decoded } = await scaleImage(file);
  URL.revokeObjectURL(preview.src);
  photo = { blob, name: decoded ? "photo.jpg" : file.name, fromCamera };
  preview.hidden = !decoded;
  preview.src = decoded ? URL.createObjectURL(blob) : "";
  const again = action("again");
  again.textContent = fromCamera ? again.dataset.retake : again.dataset.other;
  enter("preview", "analyse");
  speak(say(decoded ? "ready" : "undecodable"), { mood: "delighted" });
}

async function openCamera() {
  enter("camera", "snap");
  speak(say("pose"));
  try {
    await snapper.open();
  } catch (error) {
    cameraFailed(error);
  }
}

function cameraFailed(error) {
  enter("empty", "camera");
  const code = error.code ?? "unsupported";
  offer({ capture: true });
  speak(say(`camera-${code}`), { mood: "unsure", trouble: true });
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
    speak(say("done"), { mood: "delighted" });
    location.assign(result.page_url);
  } catch (error) {
    analysisFailed(error);
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

function analysisFailed(error) {
  enter("preview", "analyse");
  if (error.code === "cancelled") return speak(say("cancelled"));
  const text = error.detail || say(FALLBACKS[error.status] ?? "failed");
  speak(text, { mood: "unsure", trouble: true });
  if ([0, 429, 502, 503, 504].includes(error.status)) offerRetry(error.retryAfter ?? 0);
}

const FALLBACKS = { 0: "offline", 401: "signed-out", 403: "signed-out" };

function offerRetry(seconds) {
  const button = action("retry");
  offer({ retry: true });
  const show = () => {
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? say("wait", { n: seconds }) : say("retry");
    if (seconds <= 0) clearInterval(retryTimer);
    seconds -= 1;
  };
  show();
  retryTimer = setInterval(show, 1000);
}

function startOver() {
  const { fromCamera } = photo;
  photo = null;
  if (fromCamera) return openCamera();
  enter("empty");
  input.value = "";
  input.focus({ preventScroll: true });
  speak(say("hello"));
}

const ACTIONS = {
  camera: openCamera,
  flip: () => snapper.flip().catch(cameraFailed),
  "close-camera": () => enter("empty", "camera"),
  again: startOver,
  capture: () => capture.click(),
  analyse,
  retry: analyse,
  cancel: () => sending?.cancel(),
};
for (const [name, act] of Object.entries(ACTIONS)) action(name).addEventListener("click", act);
for (const chooser of [input, capture]) {
  chooser.addEventListener("change", () => {
    if (chooser.files[0]) takePhoto(chooser.files[0]);
    chooser.value = "";
  });
}
acceptPictures(find("[data-drop]"), takePhoto);
// From here on a click is heard; a file chosen before that is taken now.
action("camera").disabled = false;
if (input.files[0]) takePhoto(input.files[0]);
const handed = takeOver();
if (handed) takePhoto(handed);

// Coming back from the answer by the browser's button: the photo is still here, nothing is under way.
addEventListener("pageshow", (event) => {
  if (event.persisted) enter(photo ? "preview" : "empty");
});
