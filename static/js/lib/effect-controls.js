// Controls of the effects, built from the server's description of them: a switch each, and its parameters while it is on.

const SHADES = 5; // offered beside the free choice

/**
 * @param description the server's: effects with parameters, and looks, whose shades are offered under the looks' names.
 * @param onChange hears of every change by the person. @param usual what a shade is called that no look wears. Returns {show(effects), read()}; effects as the socket takes them.
 */
export function makeControls(list, description, onChange, usual) {
  const worn = (name) =>
    description.looks.flatMap(({ label, effects }) => effects.filter((effect) => effect.name === name).map((effect) => ({ label, effect })));
  const rows = new Map(description.effects.map((effect) => [effect.name, makeRow(effect, worn(effect.name), onChange, usual)]));
  list.replaceChildren(...Array.from(rows.values(), (row) => row.element));
  return {
    show: (effects) => rows.forEach((row, name) => row.show(effects.find((effect) => effect.name === name))),
    read: () => Array.from(rows, ([name, row]) => row.isOn() && { name, ...row.read() }).filter(Boolean),
  };
}

function makeRow({ name, label, parameters }, worn, onChange, usual) {
  const element = make("div", { className: "effect" });
  const box = make("input", { type: "checkbox", name: `effect-${name}` });
  box.setAttribute("role", "switch");
  const head = make("label", { className: "effect-head" }, box, label);
  const body = make("fieldset", { className: "effect-body", hidden: true }, make("legend", { className: "visually-hidden", textContent: label }));
  const controls = Object.entries(parameters).map(([key, parameter]) => {
    const shades = new Map([[parameter.default, usual], ...worn.map(({ label, effect }) => [effect[key], label])]); // shade -> name
    const control = MAKERS[parameter.type](`${name}-${key}`, parameter, onChange, shades);
    body.append(control.element);
    return [key, control];
  });
  element.append(head, body);
  box.addEventListener("change", () => {
    body.hidden = !box.checked;
    onChange();
  });

  function show(effect) {
    box.checked = Boolean(effect);
    body.hidden = !effect;
    for (const [key, control] of controls) control.write(effect?.[key] ?? parameters[key].default);
  }

  return { element, show, isOn: () => box.checked, read: () => Object.fromEntries(controls.map(([key, control]) => [key, control.read()])) };
}

const MAKERS = { number: makeNumber, color: makeColor, choice: makeChoice };

function makeNumber(id, { label, low, high, step }, onChange) {
  const range = make("input", { type: "range", id, min: low, max: high, step });
  const output = make("output", { htmlFor: id });
  const isShare = low >= 0 && high <= 1;
  const tell = () => {
    output.textContent = isShare ? `${Math.round(100 * range.value)}%` : range.value;
    range.setAttribute("aria-valuetext", output.textContent);
  };
  range.addEventListener("input", () => {
    tell();
    onChange();
  });
  return {
    element: make("div", { className: "control" }, make("label", { htmlFor: id, textContent: label }), range, output),
    read: () => Number(range.value),
    write(value) {
      range.value = value;
      tell();
    },
  };
}

function makeColor(id, { label }, onChange, names) {
  const input = make("input", { type: "color", id });
  const shades = Array.from(names).filter(([shade]) => shade).slice(0, SHADES);
  const swatches = makeSwatches(
    shades.map(([shade, name]) => ({ value: shade, color: shade, label: `${label}: ${name}` })),
    (shade) => {
      write(shade);
      onChange();
    },
  );
  function write(value) {
    input.value = value;
    swatches.mark(value);
  }
  input.addEventListener("input", () => {
    swatches.mark(input.value);
    onChange();
  });
  const field = make("div", { className: "swatches" }, ...swatches.buttons, input);
  return { element: make("div", { className: "control" }, make("label", { htmlFor: id, textContent: label }), field), read: () => input.value, write };
}

function makeChoice(id, { label, choices }, onChange) {
  if (choices.some(({ color }) => color)) return makeTones(id, label, choices, onChange);
  const select = make("select", { id }, ...choices.map(({ value, label: text }) => make("option", { value, textContent: text })));
  select.addEventListener("change", onChange);
  return {
    element: make("div", { className: "control" }, make("label", { htmlFor: id, textContent: label }), select),
    read: () => select.value,
    write(value) {
      select.value = value;
    },
  };
}

/** A choice between colours that have names; what has no colour is a word. */
function makeTones(id, label, choices, onChange) {
  let chosen = null;
  const swatches = makeSwatches(choices, (value) => {
    write(value);
    onChange();
  });
  function write(value) {
    chosen = value;
    swatches.mark(value);
  }
  const group = make("div", { className: "swatches" }, ...swatches.buttons);
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", id);
  return { element: make("div", { className: "control" }, make("span", { id, textContent: label }), group), read: () => chosen, write };
}

function makeSwatches(choices, onChoose) {
  const buttons = choices.map(({ value, color, label }) => {
    const button = make("button", { type: "button", className: color ? "swatch" : "swatch word", title: label, textContent: color ? "" : label });
    if (color) button.style.setProperty("--swatch", color);
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => onChoose(value));
    return button;
  });
  const mark = (value) => buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(choices[index].value === value)));
  return { buttons, mark };
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
