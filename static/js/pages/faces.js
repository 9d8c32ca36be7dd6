// The selfie page: a photo comes in by file, drop, paste or camera, is measured at once and drawn in layers.
import { startCopying } from "../lib/copy.js";
import { makeEva } from "../lib/eva.js";
import { drawFaces } from "../lib/face-layers.js";
import { describeFace } from "../lib/face-words.js";
import { makeIntake } from "../lib/photo-intake.js";
import { scaleImage } from "../lib/scale-image.js";
import { upload } from "../lib/upload.js";
import { readWords } from "../lib/words.js";

const MAX_SIDE = 2560; // more than for a style: in a group photo every pixel of a small face counts
const root = document.querySelector("[data-faces]");
const say = readWords();
const speak = makeEva(root.querySelector("[data-eva]"));
const { find, input, enter, openCamera, failed, start } = makeIntake(root, { say, speak, onPhoto: takePhoto });
const canvas = find("[data-canvas]");
const choice = find("[data-choice]");
const bar = find("[data-progress]");
const barWords = find("[data-progress-words]");

let photo = null; // {blob, name, bitmap, fromCamera}
let answer = null;
let chosen = 0;
let edges = null;
let sending = null;

async function takePhoto(file, { fromCamera }) {
  if (sending) return;
  const { blob, decoded } = await scaleImage(file, MAX_SIDE);
  photo?.bitmap?.close();
  photo = { blob, name: decoded ? "photo.jpg" : file.name, bitmap: decoded ? await createImageBitmap(blob) : null, fromCamera };
  await measure();
}

/** The states are empty, camera, sending and result. */
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
    enter("empty", "camera");
    failed(error, measure);
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

function startOver() {
  if (photo.fromCamera) return openCamera();
  enter("empty");
  input.focus({ preventScroll: true });
  speak(say("hello"));
}

find("[data-layers]").addEventListener("change", () => loadEdges().then(draw, draw));
choice.addEventListener("change", (event) => choose(Number(event.target.value)));
canvas.addEventListener("click", (event) => {
  const index = answer ? faceAt(event) : -1;
  if (index >= 0) choose(index);
});
new ResizeObserver(() => answer && draw()).observe(canvas);
start({ again: startOver, cancel: () => sending?.cancel() });
startCopying(root);
