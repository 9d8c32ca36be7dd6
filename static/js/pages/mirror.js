// The mirror: make-up on live video. Nothing opens without a tap, and the camera's light goes out on leaving.
import { makePreview } from "../lib/camera-preview.js";
import { drawFace } from "../lib/drawn-face.js";
import { makeControls } from "../lib/effect-controls.js";
import { makeEva } from "../lib/eva.js";
import { makeHold } from "../lib/hold.js";
import { makeShelf } from "../lib/look-shelf.js";
import { makePainter } from "../lib/makeup-painter.js";
import { makeStream } from "../lib/mirror-stream.js";
import { makeView } from "../lib/mirror-view.js";
import { restWhileHidden } from "../lib/resting.js";
import { makeShutter } from "../lib/shutter.js";
import { recall, remember } from "../lib/storage.js";
import { makeTryOn } from "../lib/try-on.js";
import { readWords } from "../lib/words.js";
import { startKept } from "./mirror-kept.js";
import { makeSnapshot } from "./mirror-snapshot.js";

const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const LINE_MS = 6000; // how long a passing remark stands
const LASTING = new Set(["away", "full"]);
const ENDS = new Set(["idle", "account-closed"]); // the socket does not come back by itself

const root = document.querySelector("[data-mirror]");
const find = (selector) => root.querySelector(selector);
const action = (name) => find(`[data-do="${name}"]`);
const readJson = (id) => JSON.parse(document.getElementById(id).textContent);
const say = readWords();
const speak = makeEva(find("[data-eva]"));
const stage = find("[data-stage]");
const canvas = find("[data-canvas]");
const line = find("[data-line]");
const strength = find("[data-strength]");
const view = makeView(canvas);
const preview = makePreview(find("[data-video]"), { size: CAMERA, onEnd: () => close("unplugged", true) });
const shutter = makeShutter(stage, takePicture);
const showSnapshot = makeSnapshot(document.querySelector('[data-dialog="snapshot"]'), say);
const opened = readJson("opened-look");

let controls = null;
let shelf = null;
let stream = null;
let lineTimer = null;

function enter(state) {
  root.dataset.state = state;
  for (const part of root.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== state;
}

async function open(flip = false) {
  if (action("open").ariaDisabled === "true") return;
  action("open").ariaDisabled = "true"; // "disabled" would lose the focus
  speak(say("opening"), { mood: "thinking" });
  try {
    await (flip ? preview.flip() : preview.open());
  } catch (error) {
    return close(`camera-${error.code ?? "unsupported"}`, true);
  } finally {
    action("open").ariaDisabled = null;
  }
  if (!preview.isOpen()) return;
  canvas.classList.toggle("mirrored", preview.isMirrored());
  action("flip").disabled = !preview.canFlip();
  if (root.dataset.state === "closed") {
    enter("open");
    action("snap").focus({ preventScroll: true });
  }
  stream.start();
}

function close(why, trouble = false) {
  const hadFocus = stage.contains(document.activeElement); // what has it may be about to hide
  stream?.stop();
  preview.close();
  shutter.cancel();
  view.clear();
  tell("");
  enter("closed");
  if (hadFocus) action("open").focus({ preventScroll: true });
  speak(say(why), { mood: trouble ? "unsure" : "greeting", trouble });
}

/** A line over the picture: troubles stay, remarks pass. */
function tell(text, lasts = false) {
  clearTimeout(lineTimer);
  line.textContent = text;
  if (text && !lasts) lineTimer = setTimeout(() => tell(""), LINE_MS);
}

function onNews(key, values) {
  if (ENDS.has(key)) return close(key, key !== "idle");
  tell(say(key, values), LASTING.has(key));
}

function showFigures({ shown, delay, serverMs }, { side, output }) {
  const figures = find("[data-figures]");
  figures.textContent = say(shown === 1 ? "figure" : "figures", { fps: shown, delay: Math.round(delay) });
  figures.title = say("figures-long", { side, output: say(`output-${output}`), server: serverMs.toFixed(1) });
}

async function takePicture() {
  if (!preview.isOpen()) return;
  await showSnapshot(await view.picture());
}

const getMix = () => ({ effects: controls.read(), strength: Number(strength.value) / 100 });

function showStrength(value) {
  strength.value = Math.round(100 * value);
  find("[data-strength-value]").textContent = `${strength.value}%`;
}

function wear(look) {
  controls.show(look.effects);
  showStrength(look.strength ?? 1);
  wearMix();
}

let wearing = null;
function wearMix() {
  clearTimeout(wearing);
  wearing = setTimeout(() => {
    const mix = getMix();
    stream.wear(mix.effects, mix.strength);
    // Signing in to save it, or coming back to this tab, must not lose it.
    remember("sessionStorage", "mix", JSON.stringify({ ...mix, id: shelf.current()?.id }));
  }, 50);
}

/** What came by link, else what was worn last in this tab, else the first look. */
function wearFirst() {
  const last = opened ? null : JSON.parse(recall("sessionStorage", "mix"));
  const id = opened?.id ?? last?.id ?? (last ? null : shelf.first());
  if (id && shelf.has(id)) return shelf.choose(id);
  shelf.mark(null);
  wear(last ?? { effects: [] });
}

function onMixed() {
  shelf.mark(null);
  showStrength(Number(strength.value) / 100);
  wearMix();
}

/** What is offered: nothing at all, what came by link, one's own, Eva's. */
function listLooks(builtIn, kept) {
  const bare = { id: "none", name: say("bare"), effects: [], layers: [] };
  const sent = opened && !kept.some(({ id }) => id === opened.id) ? [opened] : [];
  return [bare, ...sent, ...kept, ...builtIn.map((look) => ({ ...look, id: look.name, name: look.label }))];
}

async function start() {
  const response = await fetch(root.dataset.effects);
  if (!response.ok) throw new Error(`effects: ${response.status}`);
  const description = await response.json();
  const paint = makePainter(description);
  const tryOn = makeTryOn(paint);
  let offered = [];
  controls = makeControls(find("[data-effects-list]"), description, onMixed, say("usual"));
  shelf = makeShelf(find("[data-look-strip]"), (effects, turn) => drawFace(effects, description, turn), wear);
  stream = makeStream({
    address: root.dataset.socket,
    video: find("[data-video]"),
    canDraw: paint !== null,
    show: view.show,
    paint(source, faces, layers) {
      tryOn(source, faces[0], offered, shelf.picture);
      return paint(source, faces, layers);
    },
    onNews,
    onFigures: showFigures,
  });
  const onKept = (kept, worn) => {
    offered = listLooks(description.looks, kept);
    shelf.fill(offered, worn ?? undefined);
  };
  onKept([]);
  const token = find("[name=csrfmiddlewaretoken]").value;
  startKept({ root, looks: readJson("kept-looks"), api: root.dataset.api, token, say, getMix, onChange: onKept });
  if (!paint) find("[data-output] [value=landmarks]").disabled = true;
  wearFirst();
  strength.addEventListener("input", onMixed);
  find("[data-output]").addEventListener("change", (event) => stream.setWish(event.target.value));
  action("open").disabled = false;
}

function setSeam(isOn) {
  action("compare").setAttribute("aria-pressed", String(isOn));
  find("[data-seam]").hidden = !isOn;
  moveSeam();
}

function moveSeam() {
  const share = find("[data-seam-range]").value / 100;
  stage.style.setProperty("--seam", share);
  view.setSeam(find("[data-seam]").hidden ? null : share);
}

function setDrawer(isOpen) {
  root.toggleAttribute("data-drawer", isOpen);
  action("adjust").setAttribute("aria-expanded", String(isOpen));
  action(isOpen ? "adjust-close" : "adjust").focus({ preventScroll: true });
}

const hold = makeHold(action("before"), view.setBefore);
const ACTIONS = {
  open: () => open(),
  stop: () => close("closed"),
  flip: () => open(true),
  compare: () => setSeam(find("[data-seam]").hidden),
  adjust: () => setDrawer(!root.hasAttribute("data-drawer")),
  "adjust-close": () => setDrawer(false),
};
for (const [name, act] of Object.entries(ACTIONS)) action(name).addEventListener("click", act);
find("[data-seam-range]").addEventListener("input", moveSeam);

// Letters only while the focus is within the stage, and never where they could be typed or steer a control.
const KEYS = { b: () => hold.set(true), s: () => action("snap").click(), ArrowLeft: () => shelf.step(-1), ArrowRight: () => shelf.step(1) };
stage.addEventListener("keydown", (event) => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isTaken = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.matches("input, select");
  if (isTaken || root.dataset.state !== "open" || !KEYS[key]) return;
  event.preventDefault();
  KEYS[key]();
});
stage.addEventListener("keyup", (event) => event.key.toLowerCase() === "b" && hold.set(false));
root.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.hasAttribute("data-drawer")) setDrawer(false);
});

restWhileHidden({
  isOpen: () => root.dataset.state === "open",
  pause: () => stream.pause(),
  resume: () => stream.start(),
  hurry: () => stream?.hurry(),
  close,
});

start().catch(() => {
  find("[data-effects-missing]").hidden = false;
  speak(say("offline"), { mood: "unsure", trouble: true });
});
