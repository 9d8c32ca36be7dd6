// The selfie page: a photo comes in by file, drop, paste or camera, is measured at once and drawn in layers.
import { startCopying } from "../lib/copy.js";
import { acceptPictures } from "../lib/drop.js";
import { makeEva } from "../lib/eva.js";
import { drawFaces } from "../lib/face-layers.js";
import { describeFace } from "../lib/face-words.js";
import { scaleImage } from "../lib/scale-image.js";
import { makeSnapper } from "../lib/snapper.js";
import { upload } from "../lib/upload.js";
import { readWords } from "../lib/words.js";

const MAX_SIDE = 2560; // more than for a style: in a group photo every pixel of a small face counts
const root = document.querySelector("[data-faces]");
const find = (selector) => root.querySelector(selector);
const action = (name) => find(`[data-do="${name}"]`);
const say = readWords();
const speak = makeEva(find("[data-eva]"));
const input = find("#face-image");
const capture = find("[data-capture]");
const canvas = find("[data-canvas]");
const choice = find("[data-choice]");
const bar = find("[data-progress]");
const barWords = find("[data-progress-words]");
const snapper = makeSnapper(find('[data-part="camera"]'), (blob) => takePhoto(blob, { fromCamera: true }));

let photo = null; // {blob, name, bitmap, fromCamera}
let answer = null;
let chosen = 0;
let edges = null;
let sending = null;
let retryTimer = null;

/** Show the parts that belong to `state`: empty, camera, sending or result. */
function enter(state, focus = null) {
  root.dataset.state = state;
  for (const part of root.querySelectorAll("[data-part]")) part.hidden = !part.dataset.part.split(" ").includes(state);
  clearInterval(retryTimer);
  offer({});
  if (state !== "camera") snapper.close();
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
  if (!/^image\//.test(file.type) && !/\.(heic|heif)$/i.test(file.name ?? "")) {
    speak(say("not-an-image"), { mood: "unsure", trouble: true });
    return;
  }
  const { blob, decoded } = await scaleImage(file, MAX_SIDE);
  photo?.bitmap?.close();
  photo = { blob, name: decoded ? "photo.jpg" : file.name, bitmap: decoded ? await createImageBitmap(blob) : null, fromCamera };
  await measure();
}

async function measure() {
  answer = null;
  enter("sending", "cancel");
  speak(say("hm"), { mood: "thinking" });
  draw();
  showSent(0);
  sending = upload(root.dataset.api, {
    field: "image",
    blob: photo.blob,
    name: photo.name,
    token: find("[name=csrfmiddlewaretoken]").value,
    onProgress: showSent,
    fields: { landmarks: "468", pose: "matrix" },
  });
  try {
    answer = await sending.done;
    await showAnswer();
  } catch (error) {
    measuringFailed(error);
  } finally {
    sending = null;
  }
}

/** Honest progress: a share while bytes leave, and no number while Eva measures. */
function showSent(share) {
  if (share < 1) {
    bar.value = Math.round(share * 100);
    barWords.textContent = say("uploading", { n: Math.round(share * 100) });
  } else {
    bar.removeAttribute("value");
    barWords.textContent = say("looking");
  }
}

async function showAnswer() {
  const { faces, face_count: n, elapsed_ms: elapsed } = answer;
  chosen = 0;
  enter("result", "again");
  find("[data-json]").textContent = JSON.stringify(answer, null, 1);
  canvas.setAttribute("aria-label", say("picture", { n }));
  find("[data-facts]").closest("section").hidden = n === 0;
  const words = say(n === 0 ? "none" : n === 1 ? "one" : "many", { n, ms: Math.round(elapsed.total) });
  speak(photo.bitmap ? words : `${words} ${say("undecodable")}`, { mood: n ? "delighted" : "unsure" });
  fillChoice(faces);
  await loadEdges();
  show();
}

function fillChoice(faces) {
  choice.hidden = faces.length < 2;
  const list = find("[data-choice-list]");
  list.replaceChildren(
    ...faces.map((face, index) => {
      const label = document.createElement("label");
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: "face", value: index, className: "visually-hidden" });
      radio.checked = index === chosen;
      const number = document.createElement("span");
      number.textContent = index + 1;
      radio.setAttribute("aria-label", say("face", { n: index + 1 }));
      label.append(radio, number);
      return label;
    }),
  );
}

function choose(index) {
  chosen = index;
  const radio = find(`[name="face"][value="${index}"]`);
  if (radio) radio.checked = true;
  show();
}

function show() {
  draw();
  const face = answer?.faces[chosen];
  if (!face) return;
  for (const [key, [words, numbers]] of Object.entries(describeFace(face, say))) {
    find(`[data-fact="${key}"]`).textContent = words;
    find(`[data-number="${key}"]`).textContent = numbers;
  }
}

function draw() {
  const width = answer?.width ?? photo.bitmap?.width ?? 1280;
  const height = answer?.height ?? photo.bitmap?.height ?? 960;
  const layers = new Set(Array.from(root.querySelectorAll("[data-layers] input:checked"), (box) => box.value));
  drawFaces(canvas, { photo: photo.bitmap, width, height, faces: answer?.faces ?? [], layers, chosen, edges });
  canvas.classList.toggle("choosable", (answer?.faces.length ?? 0) > 1);
}

/** The mesh's edges, once, and only for whoever wants to see them. */
async function loadEdges() {
  if (edges || !find('[data-layers] [value="mesh"]').checked) return;
  const response = await fetch(root.dataset.mesh);
  edges = (await response.json()).edges;
}

function faceAt(event) {
  const area = canvas.getBoundingClientRect();
  const x = ((event.clientX - area.left) * canvas.width) / area.width;
  const y = ((event.clientY - area.top) * canvas.height) / area.height;
  return answer.faces.findLastIndex(({ box }) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height);
}

const FALLBACKS = { 0: "offline", 401: "signed-out", 403: "signed-out" };

function measuringFailed(error) {
  enter("empty", "camera");
  if (error.code === "cancelled") return speak(say("cancelled"));
  const text = (FALLBACKS[error.status] && say(FALLBACKS[error.status])) || error.detail || say("failed");
  speak(text, { mood: "unsure", trouble: true });
  if ([0, 429, 502, 503, 504].includes(error.status)) offerRetry(error.retryAfter ?? 0);
}

function offerRetry(seconds) {
  const button = action("retry");
  offer({ retry: true });
  const tick = () => {
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? say("wait", { n: seconds }) : say("retry");
    if (seconds <= 0) clearInterval(retryTimer);
    seconds -= 1;
  };
  tick();
  retryTimer = setInterval(tick, 1000);
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
  offer({ capture: true });
  speak(say(`camera-${error.code ?? "unsupported"}`), { mood: "unsure", trouble: true });
}

function startOver() {
  if (photo.fromCamera) return openCamera();
  enter("empty");
  input.focus({ preventScroll: true });
  speak(say("hello"));
}

const ACTIONS = {
  camera: openCamera,
  flip: () => snapper.flip().catch(cameraFailed),
  "close-camera": () => enter("empty", "camera"),
  again: startOver,
  capture: () => capture.click(),
  retry: measure,
  cancel: () => sending?.cancel(),
};
for (const [name, act] of Object.entries(ACTIONS)) action(name).addEventListener("click", act);
for (const chooser of [input, capture]) {
  chooser.addEventListener("change", () => {
    if (chooser.files[0]) takePhoto(chooser.files[0]);
    chooser.value = "";
  });
}
find("[data-layers]").addEventListener("change", () => loadEdges().then(draw, draw));
choice.addEventListener("change", (event) => choose(Number(event.target.value)));
canvas.addEventListener("click", (event) => {
  const index = answer ? faceAt(event) : -1;
  if (index >= 0) choose(index);
});
new ResizeObserver(() => answer && draw()).observe(canvas);
acceptPictures(find("[data-drop]"), takePhoto);
startCopying(root);
