// A button that works while it is held down, by pointer or by key. Assistive technology, which only clicks, switches it.
export function makeHold(button, onChange) {
  function set(isDown) {
    button.setAttribute("aria-pressed", String(isDown));
    onChange(isDown);
  }

  button.addEventListener("pointerdown", (event) => {
    button.setPointerCapture(event.pointerId);
    set(true);
  });
  for (const kind of ["pointerup", "pointercancel", "blur"]) button.addEventListener(kind, () => set(false));
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch
  for (const [kind, isDown] of [["keydown", true], ["keyup", false]]) {
    button.addEventListener(kind, (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault(); // or a click would follow
      if (!event.repeat) set(isDown);
    });
  }
  button.addEventListener("click", (event) => {
    if (event.detail === 0) set(button.getAttribute("aria-pressed") !== "true");
  });
  return { set };
}
