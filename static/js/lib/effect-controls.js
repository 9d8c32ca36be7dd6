// Controls of the effects, built from the server's description of them: a switch each, and its parameters while it is on.

const SHADES = 5; // offered beside the free choice

/**
 * @param description the server's: effects with parameters; @param palette shades offered by effect name.
 * @param onChange hears of every change by the person. Returns {show(effects), read()}; effects as the socket takes them.
 */
export function makeControls(list, description, palette, onChange) {
  const rows = new Map(description.effects.map((effect) => [effect.name, makeRow(effect, palette[effect.name] ?? [], onChange)]));
  list.replaceChildren(...Array.from(rows.values(), (row) => row.element));
  return {
    show: (effects) => rows.forEach((row, name) => row.show(effects.find((effect) => effect.name === name))),
    read: () => Array.from(rows, ([name, row]) => row.isOn() && { name, ...row.read() }).filter(Boolean),
  };
}

function makeRow({ name, label, parameters }, palette, onChange) {
  const element = make("div", { className: "effect" });
  const box = make("input", { type: "checkbox", name: `effect-${name}` });
  box.setAttribute("role", "switch");
  const head = make("label", { className: "effect-head" }, box, label);
  const body = make("fieldset", { className: "effect-body", hidden: true }, make("legend", { className: "visually-hidden", textContent: label }));
  const controls = Object.entries(parameters).map(([key, parameter]) => {
    const control = MAKERS[parameter.type](`${name}-${key}`, parameter, onChange, palette);
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

function makeColor(id, { label, default: first }, onChange, palette) {
  const input = make("input", { type: "color", id });
  const shades = Array.from(new Set([first, ...palette])).slice(0, SHADES);
  const buttons = shades.map((shade) => {
    const button = make("button", { type: "button", className: "swatch" });
    button.style.setProperty("--swatch", shade);
    button.setAttribute("aria-label", `${label} ${shade}`);
    button.addEventListener("click", () => {
      write(shade);
      onChange();
    });
    return button;
  });
  function write(value) {
    input.value = value;
    buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(shades[index] === value)));
  }
  input.addEventListener("input", () => {
    write(input.value);
    onChange();
  });
  return {
    element: make("div", { className: "control" }, make("label", { htmlFor: id, textContent: label }), make("div", { className: "swatches" }, ...buttons, input)),
    read: () => input.value,
    write,
  };
}

function makeChoice(id, { label, choices }, onChange) {
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

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
