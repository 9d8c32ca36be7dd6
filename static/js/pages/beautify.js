// The dressing table: a portrait comes in, a look or a reference is carried over to it, the result is compared, kept or taken along.
import { startCompare } from "../lib/compare.js";
import { drawFace } from "../lib/drawn-face.js";
import { makeEva } from "../lib/eva.js";
import { markFaces } from "../lib/face-marks.js";
import { takeOver } from "../lib/handover.js";
import { makeIntake } from "../lib/photo-intake.js";
import { ask, makePreviews, send } from "../lib/portrait-previews.js";
import { saveAs } from "../lib/save-as.js";
import { scaleImage } from "../lib/scale-image.js";
import { noteChange } from "../lib/stay-fresh.js";
import { readWords } from "../lib/words.js";
import { startSheet } from "./beautify-sheet.js";

const PREVIEW_SIDE = 1280;
const DOWNLOAD_SIDE = 2048;
const root = document.querySelector("[data-beautify]");
const say = readWords();
const speak = makeEva(root.querySelector("[data-eva]"));
const { find, action, input, enter, failed, start } = makeIntake(root, { say, speak, onPhoto: takePhoto });
const token = find("[name=csrfmiddlewaretoken]").value;
const after = find('[data-compare="after"]');
const before = find('[data-compare="before"]');
const strength = find("[data-strength]");
const referenceInput = find("[data-reference]");
const ownRadio = find("[data-own]");
const saved = find("[data-saved]");
const previews = makePreviews(root.dataset.previews, token);

let photo = null; // {original: File, small: Blob}
let reference = null;
let faces = null;
let lastLook = find('input[name="look"]'); // what to go back to when choosing a reference is called off

async function takePhoto(file) {
  const { blob, decoded } = await scaleImage(file, PREVIEW_SIDE);
  photo = { original: file, small: blob };
  faces = null;
  sheet.close();
  previews.forget();
  after.hidden = true;
  lastLook.checked = true;
  enter("editing");
  lastLook.focus({ preventScroll: true });
  busy("looking");
  const url = decoded && URL.createObjectURL(blob);
  try {
    before.src = url || (await previews.render(blob, { look: lastLook.value, strength: 0 }));
    await before.decode();
    for (const picture of [before, after]) Object.assign(picture, { width: before.naturalWidth, height: before.naturalHeight });
    before.parentElement.style.setProperty("--ratio", before.naturalWidth / before.naturalHeight);
    faces = await markFaces(find("[data-face-marks]"), { address: root.dataset.faces, token, photo: blob, say, onChange: makeUp });
  } catch (error) {
    idle(false);
    return failed(error, () => takePhoto(file));
  } finally {
    if (url) URL.revokeObjectURL(url); // the page shows what it has decoded
  }
  makeUp();
}

/** What is wished now; or, as a string, what is missing. */
function readWish() {
  const parts = Array.from(root.querySelectorAll("[data-parts] input:checked"), (box) => box.value);
  const chosen = faces?.chosen() ?? [];
  if (!faces?.count) return "none";
  if (!parts.length) return "no-parts";
  if (!chosen.length) return "nobody";
  const source = ownRadio.checked ? { reference } : { look: find('input[name="look"]:checked').value };
  return { ...source, parts, ...(chosen.length < faces.count && { faces: chosen }) };
}

async function makeUp() {
  const wish = readWish();
  saved.hidden = true;
  if (typeof wish === "string") {
    previews.stop();
    after.hidden = true;
    idle(false);
    return speak(say(wish), { mood: "unsure", trouble: true });
  }
  busy("working");
  try {
    after.src = await previews.render(photo.small, wish);
    await after.decode();
    after.hidden = false;
    idle(true);
    speak(faces.count > 1 ? say("several", { n: faces.count }) : say("done"), { mood: "delighted" });
  } catch (error) {
    if (error.code === "cancelled") return; // another wish is under way
    idle(false);
    failed(error, makeUp);
  }
}

function busy(word) {
  find("[data-working]").hidden = false;
  root.setAttribute("aria-busy", "true");
  allow(false);
  speak(say(word), { mood: "thinking" });
}

function idle(ready) {
  find("[data-working]").hidden = true;
  root.setAttribute("aria-busy", "false");
  allow(ready);
}

/** ("disabled" would lose the focus of the button that was pressed.) */
function allow(ready) {
  for (const name of ["save", "download", "sheet"]) action(name).ariaDisabled = ready ? null : "true";
}

const ifAllowed = (name, act) => () => action(name).ariaDisabled !== "true" && act();

/** Save and Download send the photo as it came in, with the strength that the slider shows. */
const final = (more) => ({ ...readWish(), strength: strength.value / 100, ...more });

async function save() {
  busy("saving");
  try {
    const made = await (await send(root.dataset.api, token, photo.original, final())).json();
    noteChange();
    saved.hidden = false;
    saved.querySelector("a").href = made.page_url;
    saved.querySelector("a").focus();
    speak(say("saved"), { mood: "delighted" });
  } catch (error) {
    failed(error, save);
  } finally {
    idle(true);
  }
}

async function download() {
  busy("working");
  try {
    const wish = final({ mark: find("[data-mark]").checked, max_side: DOWNLOAD_SIDE });
    saveAs(await ask(root.dataset.previews, token, photo.original, wish), "evaranks-portrait.jpg");
    speak(say("done"), { mood: "delighted" });
  } catch (error) {
    failed(error, download);
  } finally {
    idle(true);
  }
}

async function takeReference(file) {
  if (!file) return;
  reference = (await scaleImage(file, PREVIEW_SIDE)).blob;
  ownRadio.checked = true;
  const url = URL.createObjectURL(reference);
  const picture = Object.assign(new Image(), { src: url, alt: "", width: 96, height: 96, onload: () => URL.revokeObjectURL(url) });
  find("[data-own-face]").replaceChildren(picture);
  previews.forget(); // those of another reference
  makeUp();
}

function chooseLook({ target }) {
  if (target !== ownRadio) lastLook = target;
  else if (!reference) {
    lastLook.checked = true;
    return referenceInput.click();
  }
  makeUp();
}

function wear(look) {
  look.checked = true;
  lastLook = look;
  find(".portrait").scrollIntoView({ block: "nearest" });
  makeUp();
}

async function drawLooks() {
  const description = await (await fetch(root.dataset.effects)).json();
  for (const [turn, look] of description.looks.entries()) {
    find(`[data-look-face="${look.name}"]`)?.replaceChildren(drawFace(look.effects, description, turn));
  }
}

const sheet = startSheet(document.querySelector("[data-sheet]"), {
  say,
  looks: () => Array.from(root.querySelectorAll('input[name="look"]:not([data-own])')),
  render: (look) => previews.render(photo.small, { ...readWish(), reference: null, look: look.value }, { side: 480, among: true }),
  cut: (aspect) => faces.cut(aspect),
  onChoose: wear,
  onTrouble: (error) => failed(error, () => sheet.open()),
});

start({
  again() {
    enter("empty");
    sheet.close();
    input.focus({ preventScroll: true });
    speak(say("hello"));
  },
  sheet: ifAllowed("sheet", () => sheet.open()),
  save: ifAllowed("save", save),
  download: ifAllowed("download", download),
});
referenceInput.addEventListener("change", () => {
  takeReference(referenceInput.files[0]);
  referenceInput.value = "";
});
ownRadio.addEventListener("click", () => reference && referenceInput.click());
find("[data-looks]").addEventListener("change", (event) => event.target.name === "look" && chooseLook(event));
find("[data-parts]").addEventListener("change", makeUp);
strength.addEventListener("input", () => after.style.setProperty("opacity", strength.value / 100));
startCompare(find("[data-compare-root]"));
drawLooks();
const handed = takeOver();
if (handed) takePhoto(handed);
