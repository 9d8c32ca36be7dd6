// Battles without page loads: the same forms and links, their answers put in place; the next pair is fetched ahead.
import { noteChange } from "../lib/stay-fresh.js";
import { startSwipe } from "../lib/swipe.js";
import { showToast } from "../lib/toast.js";

const root = () => document.querySelector("[data-battle]");
let ahead = null; // {address, page}
let isBusy = false;

start();
document.addEventListener("keydown", onKey);

function start() {
  const duel = root().querySelector("[data-duel]");
  const next = root().querySelector("[data-next]");
  if (duel) startDuel(duel);
  if (next) startNext(next);
}

function startDuel(duel) {
  duel.addEventListener("submit", (event) => {
    if (!event.submitter?.value) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(duel));
    body.set("choice", event.submitter.value);
    noteChange();
    show(duel.action, load(duel.action, { method: "POST", body }));
  });
  startSwipe(duel, { onMove: (pixels) => lean(duel, pixels), onSwipe: (side) => choose(side) });
}

function startNext(next) {
  ahead = { address: next.href, page: load(next.href) };
  ahead.page.then(preload, () => (ahead = null));
  next.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(next.href, ahead?.address === next.href ? ahead.page : load(next.href));
  });
  startSwipe(root().querySelector(".duel"), { onMove() {}, onSwipe: () => next.click() });
}

function choose(value) {
  root().querySelector(`[data-duel] [value="${value}"]`)?.click();
}

/** The page as a document; rejects where the server has no page for us. */
async function load(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

async function show(address, loading) {
  if (isBusy) return;
  isBusy = true;
  root().setAttribute("aria-busy", "true");
  try {
    const page = await loading;
    const found = page.querySelector("[data-battle]");
    if (!found) throw new Error("signed out meanwhile");
    root().replaceWith(found);
    for (const toast of page.querySelectorAll("[data-toasts] .toast")) showToast(toast.textContent, toast.classList[1]);
    document.title = page.title;
    start();
    root().querySelector("h1").focus({ preventScroll: true });
    scrollTo({ top: 0 });
  } catch {
    location.assign(address);
  } finally {
    isBusy = false;
    root()?.removeAttribute("aria-busy");
  }
}

function preload(page) {
  for (const image of page.querySelectorAll(".contender img")) new Image().src = image.getAttribute("src");
}

function lean(duel, pixels) {
  for (const side of duel.querySelectorAll(".contender")) {
    const isMeant = pixels !== 0 && side.value === (pixels < 0 ? "left" : "right");
    side.classList.toggle("leaning", isMeant && Math.abs(pixels) > 20);
    side.style.translate = isMeant ? `${Math.max(-24, Math.min(24, pixels / 4))}px` : "";
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isBusy) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const isOnControl = event.target.closest("a, button, summary");
  const next = root().querySelector("[data-next]");
  const action = {
    ArrowLeft: () => choose("left"),
    ArrowRight: () => (next ? next.click() : choose("right")),
    s: () => choose("skip"),
    " ": isOnControl ? null : () => (next ? next.click() : choose("skip")),
    Enter: isOnControl || !next ? null : () => next.click(),
  }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
