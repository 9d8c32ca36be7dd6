// The row of looks: radio buttons with a face each. Arrow keys move along it, as in any group of radio buttons.

/**
 * @param onChoose(look) hears of the person's choice. A look is {id, name, effects, strength}.
 * Returns {fill(looks, id), mark(id), choose(id), step(by), current(), has(id), first(), picture(id, element)}.
 */
export function makeShelf(strip, drawFace, onChoose) {
  let looks = [];

  /** Show these looks, with the one of that id chosen, if there is one. */
  function fill(next, id = current()?.id) {
    looks = next;
    strip.replaceChildren(...looks.map((look, index) => makeButton(look, index)));
    mark(id);
  }

  function makeButton(look, index) {
    const label = document.createElement("label");
    label.className = "look-button";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "look", value: look.id, className: "visually-hidden" });
    const face = document.createElement("span");
    face.className = "look-face";
    face.append(drawFace(look.effects, index));
    const name = document.createElement("span");
    name.className = "look-name";
    name.textContent = look.name;
    label.append(radio, face, name);
    radio.addEventListener("change", () => choose(look.id));
    return label;
  }

  const radio = (id) => Array.from(strip.querySelectorAll("input")).find((input) => input.value === id);

  function mark(id) {
    for (const input of strip.querySelectorAll("input")) input.checked = input.value === id;
  }

  function choose(id) {
    mark(id);
    const input = radio(id);
    input?.closest("label").scrollIntoView({ block: "nearest", inline: "center" });
    onChoose(looks.find((look) => look.id === id));
  }

  function current() {
    const id = strip.querySelector("input:checked")?.value;
    return looks.find((look) => look.id === id) ?? null;
  }

  return {
    fill,
    mark,
    choose,
    current,
    has: (id) => looks.some((look) => look.id === id),
    /** The first look that is more than nothing. */
    first: () => looks.find(({ effects }) => effects.length)?.id ?? null,
    step(by) {
      const index = looks.indexOf(current());
      choose(looks[(index + by + looks.length) % looks.length].id);
    },
    /** Put another picture of the look on its button. */
    picture: (id, element) => radio(id)?.closest("label").querySelector(".look-face").replaceChildren(element),
  };
}
