// Guided enrolment: the server says what to do and judges; this page shows it, and takes back what is not wanted.
import { makeEva } from "../lib/eva.js";
import { makeFaceBoxes } from "../lib/face-boxes.js";
import { makeLiveCamera } from "../lib/live-camera.js";
import { noteChange } from "../lib/stay-fresh.js";
import { readWords } from "../lib/words.js";

const SETTLED_MS = 700; // advice that changes faster is not spoken
const root = document.querySelector("[data-enroll]");
const find = (selector) => root.querySelector(selector);
const say = readWords();
const speak = makeEva(find("[data-eva]"));
const advice = find("[data-advice]");
const line = find("[data-line]");
const boxes = makeFaceBoxes(find("[data-canvas]"));
const samples = find("[data-samples]");
let saidAt = -Infinity;
let isDone = false;

const camera = makeLiveCamera(root, {
  configure: () => ({ mode: "enroll", person: root.dataset.person }),
  onTold,
  onMessage: (message) => HEAR[message.type]?.(message),
  onNews,
  onOpen(isOpen) {
    root.dataset.state = isOpen ? "open" : "closed";
    for (const part of root.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== root.dataset.state;
    find("[data-sitting]").inert = !isOpen;
    if (isOpen) return find('[data-do="stop"]').focus({ preventScroll: true });
    boxes.clear();
    advice.textContent = "";
    delete root.dataset.step;
  },
});

function onTold({ width, height, faces, step, advice: key, counts }) {
  const state = key === "hold" || key === "well_done" ? "known" : "unknown";
  boxes.show({ width, height, faces: faces.map((face) => ({ ...face, state: faces.length > 1 ? "looking" : state })) }, camera.isMirrored());
  showCounts(counts, step);
  const words = say(`advice-${key}`);
  if (words !== advice.textContent && performance.now() - saidAt > SETTLED_MS) {
    advice.textContent = words;
    saidAt = performance.now();
  }
  if (step === "done") finish();
}

function showCounts(counts, step) {
  if (root.dataset.step !== step) root.dataset.step = step;
  let done = 0;
  for (const item of root.querySelectorAll("[data-pose]")) {
    const wanted = Number(item.dataset.wanted);
    const has = Math.min(counts[item.dataset.pose] ?? 0, wanted);
    done += has;
    item.toggleAttribute("data-done", has === wanted);
    if (item.dataset.pose === step) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
    item.querySelector("[data-count]").textContent = `${has} / ${wanted}`;
  }
  find("[data-progress]").value = done;
}

function finish() {
  if (isDone) return;
  isDone = true;
  camera.close("done");
  find("[data-finished]").hidden = false;
  find("[data-finished] a").focus({ preventScroll: true });
}

function onNews(key, { trouble = false }) {
  const isOpen = camera.isOpen();
  line.textContent = isOpen && key !== "opening" ? say(key) : "";
  if (!isOpen) speak(say(key), { mood: key === "done" ? "delighted" : trouble ? "unsure" : "greeting", trouble });
  find("[data-consent]").hidden = key !== "no-consent";
}

const HEAR = {
  sample: addSample,
  removed: ({ samples: gone, counts }) => {
    noteChange();
    for (const id of gone) samples.querySelector(`[data-sample="${id}"]`)?.remove();
    showCounts(counts, root.dataset.step);
    showUndo();
    line.textContent = say("removed", { n: gone.length });
  },
  error: ({ code, detail, frame }) => {
    if (frame === undefined && code !== "consent_required") line.textContent = detail;
  },
};

function addSample({ id, pose, picture, looks_like: twin, counts }) {
  noteChange();
  const item = Object.assign(document.createElement("li"), { className: "sample" });
  item.dataset.sample = id;
  const image = Object.assign(document.createElement("img"), { src: picture, width: 150, height: 150, className: "crop", alt: say(`pose-${pose}`) });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button small quiet", textContent: say("remove") });
  button.setAttribute("aria-label", say("remove-pose", { pose: say(`pose-${pose}`) }));
  button.addEventListener("click", () => camera.tell({ type: "remove", sample: id }));
  item.append(image, button);
  samples.append(item);
  line.textContent = twin ? say("twin", { name: twin.name }) : say("taken");
  showCounts(counts, root.dataset.step);
  showUndo();
}

function showUndo() {
  const isEmpty = samples.children.length === 0;
  find('[data-do="undo"]').disabled = find('[data-do="cancel"]').disabled = isEmpty;
  find("[data-sitting]").hidden = isEmpty;
}

find('[data-do="undo"]').addEventListener("click", () => camera.tell({ type: "undo" }));
find('[data-do="cancel"]').addEventListener("click", () => camera.tell({ type: "cancel" }));
