// The list of who is in view: changed only when somebody comes, goes or is recognised, so that its buttons stay put.

/**
 * @param list the <ul>; @param status is read out by screen readers; @param say the page's words.
 * @param onAdd(face), @param onWrong(face) are the buttons.
 * @returns update(faces)
 */
export function makeInView(list, status, say, { onAdd, onWrong }) {
  let shown = new Map(); // track id -> {key, item}
  let told = "";

  function update(faces) {
    const next = new Map();
    for (const face of faces) {
      const key = `${face.state} ${face.name ?? ""} ${face.person ?? ""}`;
      const before = shown.get(face.id);
      const item = before?.key === key ? before.item : makeItem(face);
      next.set(face.id, { key, item });
      const score = item.querySelector("[data-score]");
      if (score) score.textContent = percent(face.score);
    }
    const items = Array.from(next.values(), ({ item }) => item);
    const isSame = items.length === list.children.length && items.every((item, index) => item === list.children[index]);
    if (!isSame) list.replaceChildren(...items);
    shown = next;
    tell(faces);
  }

  function makeItem(face) {
    const item = document.createElement("li");
    item.dataset.state = face.state;
    const name = Object.assign(document.createElement("strong"), { textContent: nameOf(face) });
    item.append(name);
    if (face.state === "known") item.append(Object.assign(document.createElement("span"), { className: "small soft numeral" }));
    item.querySelector("span")?.setAttribute("data-score", "");
    if (face.state === "known" && face.person) item.append(makeButton(say("wrong"), say("wrong-name", { name: face.name }), () => onWrong(face)));
    if (face.state === "unknown") item.append(makeButton(say("add"), say("add-name"), () => onAdd(face)));
    return item;
  }

  function makeButton(text, label, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: text });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    return button;
  }

  function nameOf(face) {
    return face.state === "known" ? face.name : say(face.state);
  }

  /** Faces that are still being looked at are not worth a sentence. */
  function tell(faces) {
    const names = faces.filter(({ state }) => state !== "looking").map(nameOf).sort();
    const words = names.length ? say("in-view", { names: names.join(", ") }) : faces.length ? "" : say("nobody");
    if (words !== told) status.textContent = words;
    status.classList.toggle("visually-hidden", faces.length > 0); // the list says it already
    told = words;
  }

  return update;
}

export function percent(score) {
  return `${Math.round(100 * score)} %`;
}
