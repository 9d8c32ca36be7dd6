// Live recognition: boxes and names over the video, who is in view, a check-in list that fills by itself.
import { makeEva } from "../lib/eva.js";
import { makeFaceBoxes } from "../lib/face-boxes.js";
import { makeInView, percent } from "../lib/in-view.js";
import { makeLiveCamera } from "../lib/live-camera.js";
import { readWords } from "../lib/words.js";

const root = document.querySelector("[data-live]");
const find = (selector) => root.querySelector(selector);
const say = readWords();
const speak = makeEva(find("[data-eva]"));
const line = find("[data-line]");
const canvas = find("[data-canvas]");
const boxes = makeFaceBoxes(canvas);
const session = find("[data-check-in]");
const dialog = document.querySelector('[data-dialog="add"]');
const showInView = makeInView(find("[data-in-view]"), find("[data-told]"), say, { onAdd: pick, onWrong: correct });

const camera = makeLiveCamera(root, {
  configure: () => ({ mode: "recognise", check_in: session?.value || null }),
  onTold,
  onMessage,
  onNews,
  onOpen(isOpen) {
    root.dataset.state = isOpen ? "open" : "closed";
    for (const part of root.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== root.dataset.state;
    if (isOpen) return find('[data-do="stop"]').focus({ preventScroll: true });
    boxes.clear();
    showInView([]);
  },
});

function onTold(told) {
  const faces = told.faces.map((face) => ({ ...face, label: labelOf(face) }));
  boxes.show({ ...told, faces }, camera.isMirrored());
  showInView(told.faces);
}

function labelOf({ state, name, score, fault }) {
  if (state === "known") return `${name} · ${percent(score)}`;
  return state === "looking" && fault ? say(`fault-${fault}`) : say(state);
}

function onNews(key, { trouble = false }) {
  const isOpen = camera.isOpen();
  line.textContent = isOpen ? say(key) : "";
  if (!isOpen) speak(say(key), { mood: trouble ? "unsure" : "greeting", trouble });
  find("[data-consent]").hidden = key !== "no-consent";
}

function onMessage(message) {
  HEAR[message.type]?.(message);
}

const HEAR = {
  error: ({ code, detail, frame }) => {
    if (frame === undefined && code !== "consent_required") line.textContent = detail;
    if (code === "closed" && session) session.value = "";
  },
  configured: () => (line.textContent = ""),
  corrected: ({ name }) => (line.textContent = say("corrected", { name })),
  picked: showPicked,
  checked_in: addEntry,
};

function pick(face) {
  camera.tell({ type: "pick", track: face.id });
}

function correct(face) {
  camera.tell({ type: "correct", track: face.id });
}

/** The face's crop comes back signed: the form hands it in with the name. */
function showPicked({ picture, crop }) {
  dialog.querySelector("[data-picked]").src = picture;
  dialog.querySelector("[name=crop]").value = crop;
  dialog.showModal();
  dialog.querySelector("[name=name]").focus();
}

function addEntry({ name, at, picture }) {
  const list = find("[data-entries]");
  const item = Object.assign(document.createElement("li"), { className: "entry" });
  const image = Object.assign(document.createElement("img"), { src: picture, alt: "", width: 150, height: 150, className: "crop" });
  const time = Object.assign(document.createElement("time"), { dateTime: at, className: "small soft" });
  time.textContent = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  item.append(image, Object.assign(document.createElement("strong"), { textContent: name }), time);
  list.prepend(item);
  line.textContent = say("welcome", { name });
  find("[data-no-entries]").hidden = true;
}

canvas.addEventListener("click", (event) => {
  const face = boxes.faceAt(event);
  if (face?.state === "unknown") pick(face);
});
canvas.addEventListener("pointermove", (event) => canvas.classList.toggle("choosable", boxes.faceAt(event)?.state === "unknown"));
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
session?.addEventListener("change", () => {
  find("[data-entries]").replaceChildren();
  find("[data-no-entries]").hidden = false;
  find("[data-check-in-list]").hidden = !session.value;
  camera.configure();
});
