// A drawn face that wears a look: what a look's button shows until it can be tried on a real one.
const SKINS = [["#f6d3bd", "#5a3a2c"], ["#8d5a3c", "#1d1210"], ["#e3b08c", "#2b1a16"], ["#c68a63", "#26140f"], ["#5f3a28", "#120b0a"]];
// The effects that are seen in so small a picture: the property of the drawing, and the parameter that fills it.
const PAINTED = {
  lipstick: [["--lips", "color"]],
  lip_liner: [["--lip-line", "color"]],
  blush: [["--blush-paint", "color"]],
  eye_shadow: [["--shadow", "color"], ["--shadow-high", "crease"]],
  eyeliner: [["--liner", "color"]],
  lashes: [["--lashes", "color"]],
  brows: [["--brow", "color"]],
  iris: [["--iris", "color"]],
  glasses: [["--glasses", "color"], ["--lens", "lens"]],
};

/** @param description tells the parameters' defaults; @param turn picks one of several skins. Returns an <svg>. */
export function drawFace(effects, description, turn) {
  const svg = document.querySelector("template[data-drawn-face]").content.firstElementChild.cloneNode(true);
  const [skin, hair] = SKINS[turn % SKINS.length];
  svg.style.setProperty("--skin", skin);
  svg.style.setProperty("--hair", hair);
  for (const effect of effects) {
    const parameters = description.effects.find(({ name }) => name === effect.name)?.parameters ?? {};
    for (const [property, key] of PAINTED[effect.name] ?? []) {
      const color = effect[key] ?? parameters[key]?.default;
      if (color) svg.style.setProperty(property, color);
    }
  }
  return svg;
}
