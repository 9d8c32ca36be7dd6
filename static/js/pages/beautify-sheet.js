// The contact sheet: every look on the same portrait, one after the other, with progress; it can be stopped and taken along.
import { saveAs } from "../lib/save-as.js";

const COLUMNS = 4;
const CELL = 480;
const TILE = 4 / 5; // as the page's style has it
const FOOT = 44; // room for a look's name under its picture

/** `render(look)` gives a picture's address; `looks()` the radio buttons; `cut(aspect)` where a tile is cut out. Returns {open, close}. */
export function startSheet(section, { say, looks, render, cut, onChoose, onTrouble }) {
  const list = section.querySelector("[data-sheet-list]");
  const words = section.querySelector("[data-sheet-words]");
  const bar = section.querySelector("[data-sheet-progress]");
  const stop = section.querySelector('[data-do="sheet-stop"]');
  const take = section.querySelector('[data-do="sheet-download"]');
  let turn = 0; // a later opening, or Stop, ends the one under way

  async function open() {
    const mine = ++turn;
    const all = looks();
    section.hidden = false;
    take.hidden = true;
    stop.hidden = false;
    list.replaceChildren();
    section.querySelector("h2").focus();
    for (const [index, look] of all.entries()) {
      words.textContent = say("sheet", { n: index, all: all.length });
      bar.value = (100 * index) / all.length;
      try {
        const address = await render(look);
        if (mine !== turn) return;
        list.append(tile(look, address));
      } catch (error) {
        if (mine === turn && error.code !== "cancelled") onTrouble(error);
        return;
      }
    }
    bar.value = 100;
    words.textContent = say("sheet-done", { all: all.length });
    stop.hidden = true;
    take.hidden = false;
  }

  function halt() {
    turn += 1;
    stop.hidden = true;
    take.hidden = !list.children.length;
  }

  function close() {
    halt();
    section.hidden = true;
  }

  function tile(look, address) {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sheet-tile" });
    const name = document.createElement("span");
    name.textContent = nameOf(look);
    const picture = Object.assign(new Image(), { src: address, alt: "", width: CELL, height: CELL });
    picture.style.objectPosition = cut(TILE);
    button.append(picture, name);
    button.addEventListener("click", () => onChoose(look));
    item.append(button);
    return item;
  }

  async function takeAlong() {
    const tiles = Array.from(list.querySelectorAll(".sheet-tile"));
    const rows = Math.ceil(tiles.length / COLUMNS);
    const canvas = Object.assign(document.createElement("canvas"), { width: COLUMNS * CELL, height: rows * (CELL + FOOT) });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fffaf6";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = "#2b1620";
    context.font = "24px system-ui, sans-serif";
    context.textAlign = "center";
    for (const [index, button] of tiles.entries()) {
      const picture = button.querySelector("img");
      const left = (index % COLUMNS) * CELL;
      const top = Math.floor(index / COLUMNS) * (CELL + FOOT);
      await picture.decode();
      const scale = Math.min(CELL / picture.naturalWidth, CELL / picture.naturalHeight);
      const [width, height] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
      context.drawImage(picture, left + (CELL - width) / 2, top + (CELL - height) / 2, width, height);
      context.fillText(`${button.textContent} · ${say("ai-edited")}`, left + CELL / 2, top + CELL + 30);
    }
    saveAs(await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9)), "evaranks-looks.jpg");
  }

  stop.addEventListener("click", halt);
  take.addEventListener("click", takeAlong);
  return { open, close };
}

function nameOf(look) {
  return look.closest("label").textContent.trim();
}
