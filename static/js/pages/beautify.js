// The dressing table: a portrait comes in, a look or a reference is carried over to it, the result is compared, kept or taken along.
import { startCompare } from "../lib/compare.js";
import { drawFace } from "../lib/drawn-face.js";
import { acceptPictures } from "../lib/drop.js";
import { makeEva } from "../lib/eva.js";
import { markFaces } from "../lib/face-marks.js";
import { takeOver } from "../lib/handover.js";
import { ask, makePreviews, wishForm } from "../lib/portrait-previews.js";
import { saveAs } from "../lib/save-as.js";
import { scaleImage } from "../lib/scale-image.js";
import { makeSnapper } from "../lib/snapper.js";
import { readWords } from "../lib/words.js";
import { startSheet } from "./beautify-sheet.js";

const PREVIEW_SIDE = 1280;
const root = document.querySelector("[data-beautify]");
const find = (selector) => root.querySelector(selector);
const action = (name) => document.querySelector(`[data-do="${name}"]`);
const say = readWords();
const speak = makeEva(find("[data-eva]"));
const token = find("[name=csrfmiddlewaretoken]").value;
const input = find('input[type="file"][name="image"]');
const capture = find("[data-capture]");
const after = find('[data-compare="after"]');
const before = find('[data-compare="before"]');
const strength = find("[data-strength]");
const referenceInput = find("[data-reference]");
const ownRadio = find("[data-own]");
const snapper = makeSnapper(find('[data-part="camera"]'), takePhoto);
const previews = makePreviews(root.dataset.previews, token);

let photo = null; // {original: Blob, small: Blob}
let reference = null;
let faces = null;
let retryTimer = null;
let lastLook = null; // what to go back to when choosing a reference is called off

function enter(state, focus = null) {
  root.dataset.state = state;
  for (const part of root.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== state;
  offer({});
  sheet.close();
  if (state !== "camera") snapper.close();
  if (focus) focus.focus({ preventScroll: true });
}

function offer({ retry = false, capture: app = false }) {
  clearInterval(retryTimer);
  action("retry").hidden = !retry;
  action("capture").hidden = !app;
  find("[data-remedies]").hidden = !(retry || app);
}

async function takePhoto(file) {
  if (!isPicture(file)) return speak(say("not-an-image"), { mood: "unsure", trouble: true });
  const { blob, decoded } = await scaleImage(file, PREVIEW_SIDE);
  photo = { original: file, small: blob };
  previews.forget();
  after.hidden = true;
  enter("editing", find('[name="look"]:checked') ?? find('[name="look"]'));
  speak(say("looking"), { mood: "thinking" });
  if (!find('[name="look"]:checked')) find('[name="look"]').checked = true;
  try {
    before.src = decoded ? URL.createObjectURL(blob) : await previews.render(photo.small, { look: firstLook(), parts: ["lips"], strength: 0 });
    await before.decode();
    fitFigure();
    faces = await markFaces(find("[data-face-marks]"), { address: root.dataset.faces, token, photo: photo.small, say, onChange: makeUp });
  } catch (error) {
    return failed(error, () => takePhoto(file));
  }
  if (faces.count === 0) return troubled("none");
  if (faces.count > 1) speak(say("several", { n: faces.count }), { mood: "delighted" });
  makeUp();
}

function isPicture(file) {
  return /^image\//.test(file.type) || /\.(heic|heif)$/i.test(file.name ?? "");
}

function firstLook() {
  return find('[name="look"]').value;
}

function fitFigure() {
  const width = before.naturalWidth;
  const height = before.naturalHeight;
  for (const picture of [before, after]) Object.assign(picture, { width, height });
}

/** What is wished now, or the word that tells what is missing. */
function readWish() {
  const parts = Array.from(root.querySelectorAll("[data-parts] input:checked"), (box) => box.value);
  if (!faces?.count) return "none";
  if (!parts.length) return "no-parts";
  const chosen = faces.chosen();
  if (!chosen.length) return "nobody";
  const look = find('[name="look"]:checked');
  const source = look.dataset.own === undefined ? { look: look.value } : { reference };
  return { ...source, parts, ...(chosen.length < faces.count && { faces: chosen }) };
}

async function makeUp() {
  const wish = readWish();
  find("[data-saved]").hidden = true;
  if (typeof wish === "string") {
    after.hidden = true;
    return troubled(wish);
  }
  busy(true);
  try {
    after.src = await previews.render(photo.small, wish);
    await after.decode();
    after.hidden = false;
    offer({});
    busy(false);
    speak(say("done"), { mood: "delighted" });
  } catch (error) {
    if (error.code !== "cancelled") failed(error, makeUp);
  }
}

function busy(on) {
  find("[data-working]").hidden = !on;
  root.setAttribute("aria-busy", String(on));
  for (const name of ["save", "download", "sheet"]) action(name).disabled = on;
  if (on) speak(say("working"), { mood: "thinking" });
}

function troubled(word) {
  busy(false);
  for (const name of ["save", "download", "sheet"]) action(name).disabled = true;
  speak(say(word), { mood: "unsure", trouble: true });
}

const FALLBACKS = { 0: "offline", 401: "signed-out", 403: "signed-out" };

function failed(error, again) {
  busy(false);
  const text = (FALLBACKS[error.status] && say(FALLBACKS[error.status])) || error.detail || say("failed");
  speak(text, { mood: "unsure", trouble: true });
  if ([0, 429, 502, 503, 504].includes(error.status)) offerRetry(error.retryAfter ?? 0, again);
}

function offerRetry(seconds, again) {
  const button = action("retry");
  offer({ retry: true });
  button.onclick = again;
  const tick = () => {
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? say("wait", { n: seconds }) : say("retry");
    if (seconds <= 0) clearInterval(retryTimer);
    seconds -= 1;
  };
  tick();
  retryTimer = setInterval(tick, 1000);
}

async function save() {
  const wish = readWish();
  busy(true);
  speak(say("saving"), { mood: "thinking" });
  try {
    const answer = await fetch(root.dataset.api, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json, application/problem+json" },
      body: wishForm(photo.original, { ...wish, strength: strength.value / 100 }),
    }).catch(() => Promise.reject({ status: 0 }));
    const body = await answer.json().catch(() => null);
    if (!answer.ok) throw { status: answer.status, detail: body?.detail, retryAfter: Number(answer.headers.get("Retry-After")) || 0 };
    busy(false);
    find("[data-saved]").hidden = false;
    find("[data-saved] a").href = body.page_url;
    speak(say("saved"), { mood: "delighted" });
  } catch (error) {
    failed(error, save);
  }
}

async function download() {
  busy(true);
  const wish = { ...readWish(), strength: strength.value / 100, mark: find("[data-mark]").checked, max_side: 2048 };
  try {
    saveAs(await ask(root.dataset.previews, token, photo.original, wish), "evaranks-portrait.jpg");
    busy(false);
    speak(say("done"), { mood: "delighted" });
  } catch (error) {
    failed(error, download);
  }
}

async function takeReference(file) {
  if (!file || !isPicture(file)) {
    if (lastLook) lastLook.checked = true;
    return file && speak(say("not-an-image"), { mood: "unsure", trouble: true });
  }
  reference = (await scaleImage(file, PREVIEW_SIDE)).blob;
  ownRadio.checked = true;
  const picture = Object.assign(new Image(), { src: URL.createObjectURL(reference), alt: "", width: 96, height: 96 });
  find("[data-own-face]").replaceChildren(picture);
  speak(say("reference"), { mood: "delighted" });
  previews.forget();
  makeUp();
}

function chooseLook(event) {
  if (event.target === ownRadio && !reference) {
    lastLook?.focus();
    if (lastLook) lastLook.checked = true;
    return referenceInput.click();
  }
  lastLook = event.target;
  makeUp();
}

async function openCamera() {
  enter("camera", action("snap"));
  speak(say("pose"));
  try {
    await snapper.open();
  } catch (error) {
    cameraFailed(error);
  }
}

function cameraFailed(error) {
  enter("empty", action("camera"));
  offer({ capture: true });
  speak(say(`camera-${error.code ?? "unsupported"}`), { mood: "unsure", trouble: true });
}

function startOver() {
  enter("empty", input);
  speak(say("hello"));
}

async function drawLooks(address) {
  const description = await (await fetch(address)).json();
  description.looks.forEach((look, turn) => find(`[data-look-face="${look.name}"]`)?.replaceChildren(drawFace(look.effects, description, turn)));
}

const sheet = startSheet(document.querySelector("[data-sheet]"), {
  say,
  looks: () => Array.from(root.querySelectorAll('[name="look"]:not([data-own])')),
  render: (look) => previews.render(photo.small, { ...readWish(), reference: undefined, look: look.value }, { side: 480, queue: true }),
  onChoose(look) {
    look.checked = true;
    lastLook = look;
    find(".portrait").scrollIntoView({ block: "nearest" });
    makeUp();
  },
  onTrouble: (error) => failed(error, () => sheet.open()),
});

const ACTIONS = {
  camera: openCamera,
  flip: () => snapper.flip().catch(cameraFailed),
  "close-camera": () => enter("empty", action("camera")),
  capture: () => capture.click(),
  again: startOver,
  sheet: () => sheet.open(),
  save,
  download,
};
for (const [name, act] of Object.entries(ACTIONS)) action(name).addEventListener("click", act);
for (const chooser of [input, capture]) {
  chooser.addEventListener("change", () => {
    if (chooser.files[0]) takePhoto(chooser.files[0]);
    chooser.value = "";
  });
}
referenceInput.addEventListener("change", () => takeReference(referenceInput.files[0]));
ownRadio.addEventListener("click", () => reference && referenceInput.click());
find("[data-looks]").addEventListener("change", (event) => event.target.name === "look" && chooseLook(event));
find("[data-parts]").addEventListener("change", makeUp);
strength.addEventListener("input", () => after.style.setProperty("opacity", strength.value / 100));
startCompare(find("[data-compare-root]"));
acceptPictures(find("[data-drop]"), takePhoto);
drawLooks(root.dataset.effects);
const handed = takeOver();
if (handed) takePhoto(handed);
