// Boxes and names over a video that is shown whole, mirrored or not. Names are drawn as text; nothing is parsed.
const FONT_PX = 15;
const STYLES = {
  known: { stroke: "#7fd6aa", fill: "#17613f", dash: [] },
  unknown: { stroke: "#f6ba2f", fill: "#2b1620", dash: [] },
  looking: { stroke: "#fffaf6", fill: "#2b1620", dash: [6, 5] },
};

/** @param canvas lies over the video, as large as it. Returns {show, faceAt, clear}. */
export function makeFaceBoxes(canvas) {
  const context = canvas.getContext("2d");
  let placed = []; // faces with their place in CSS pixels

  /** @param told {width, height, faces: [{box, state, label}]} of a frame; `label` is what is written at the box. */
  function show({ width, height, faces }, isMirrored) {
    const density = devicePixelRatio || 1;
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(wide * density)) canvas.width = Math.round(wide * density);
    if (canvas.height !== Math.round(high * density)) canvas.height = Math.round(high * density);
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, wide, high);
    const scale = Math.min(wide / width, high / height);
    const [left, top] = [(wide - width * scale) / 2, (high - height * scale) / 2];
    placed = faces.map((face) => {
      const [x, y, w, h] = face.box.map((value) => value * scale);
      return { face, x: left + (isMirrored ? width * scale - x - w : x), y: top + y, w, h };
    });
    for (const place of placed) draw(place, wide);
  }

  function draw({ face, x, y, w, h }, wide) {
    const { stroke, fill, dash } = STYLES[face.state] ?? STYLES.looking;
    context.lineWidth = 6;
    context.strokeStyle = "rgb(19 10 15 / 0.55)";
    context.setLineDash([]);
    outline(x, y, w, h);
    context.lineWidth = 3;
    context.strokeStyle = stroke;
    context.setLineDash(dash);
    outline(x, y, w, h);
    if (!face.label) return;
    context.font = `650 ${FONT_PX}px system-ui, sans-serif`;
    const textWidth = Math.min(context.measureText(face.label).width, wide - 20);
    const at = Math.max(4, Math.min(x, wide - textWidth - 20));
    const above = y > FONT_PX + 16 ? y - FONT_PX - 12 : y + h + 4;
    context.fillStyle = fill;
    context.beginPath();
    context.roundRect(at, above, textWidth + 16, FONT_PX + 9, 6);
    context.fill();
    context.fillStyle = "#fffaf6";
    context.fillText(face.label, at + 8, above + FONT_PX + 2, wide - 20);
  }

  function outline(x, y, w, h) {
    context.beginPath();
    context.roundRect(x, y, w, h, 12);
    context.stroke();
  }

  /** @returns the topmost face under a pointer event, or undefined. */
  function faceAt(event) {
    const area = canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - area.left, event.clientY - area.top];
    return placed.findLast(({ x, y, w, h }) => px >= x && px <= x + w && py >= y && py <= y + h)?.face;
  }

  function clear() {
    placed = [];
    context.clearRect(0, 0, canvas.width, canvas.height);
  }

  return { show, faceAt, clear };
}
