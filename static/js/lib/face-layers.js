// Draws a photo and what was measured in it, in layers.
import { outlines } from "./face-outlines.js";

// Bright on any photo, each with a dark seam under it.
const COLOURS = { box: "#f6ba2f", landmarks: "#fffaf6", mesh: "rgb(140 220 255 / 0.75)", x: "#ff6b81", y: "#7fd6aa", z: "#f6ba2f" };
const SEAM = "rgb(19 10 15 / 0.7)";
const SMALL = 72; // pixels of the page: a smaller face disappears under its points, so it has them only while it is the chosen one

/**
 * @param view {photo: ImageBitmap|null, width, height, faces, layers: Set, chosen: number, edges: number[][]|null}
 */
export function drawFaces(canvas, view) {
  const { photo, width, height, faces, layers, chosen, edges } = view;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.lineJoin = context.lineCap = "round";
  if (photo) context.drawImage(photo, 0, 0, width, height);
  // One unit is one pixel of the page, whatever the size of the photo.
  const unit = Math.max(1, width / (canvas.clientWidth || width));
  faces.forEach((face, index) => {
    const strong = faces.length === 1 || index === chosen;
    const draw = makePen(context, unit, strong ? 1 : 0.55);
    if (layers.has("box")) drawBox(draw, face, strong ? 2.5 : 1.5);
    if (!strong && face.box.width < SMALL * unit) return;
    if (layers.has("mesh") && edges && face.mesh) draw.lines(edges.map(([a, b]) => [face.mesh[a], face.mesh[b]]), COLOURS.mesh, 0.6);
    if (layers.has("landmarks") && face.landmarks) drawLandmarks(draw, face, Math.min(2.5, face.eye_distance / unit / 30));
    if (layers.has("axes") && face.pose?.matrix) drawAxes(draw, face);
  });
}

function drawBox(draw, { box }, thickness) {
  const { x, y, width, height } = box;
  const corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]];
  draw.path(corners, COLOURS.box, thickness);
}

function drawLandmarks(draw, { landmarks }, radius) {
  for (const part of outlines(landmarks)) draw.path(part, COLOURS.landmarks, Math.min(1, radius));
  for (const point of landmarks) draw.dot(point, COLOURS.landmarks, radius);
}

/** Three axes from between the eyes: to the person's left (red), up (green), and where the face looks (yellow). */
function drawAxes(draw, { pose, points, eye_distance: distance }) {
  const origin = points.nose_tip;
  const column = (index, sign, length) => [origin[0] + sign * pose.matrix[0][index] * length, origin[1] + sign * pose.matrix[1][index] * length];
  draw.arrow(origin, column(0, 1, distance), COLOURS.x);
  draw.arrow(origin, column(1, -1, distance), COLOURS.y);
  draw.arrow(origin, column(2, -1, 1.6 * distance), COLOURS.z);
}

function makePen(context, unit, alpha) {
  function stroke(trace, colour, thickness) {
    context.globalAlpha = alpha;
    for (const [style, extra] of [[SEAM, 1.5 * Math.min(1, thickness)], [colour, 0]]) {
      context.strokeStyle = style;
      context.lineWidth = (thickness + extra) * unit;
      context.beginPath();
      trace();
      context.stroke();
    }
    context.globalAlpha = 1;
  }
  const path = (points, colour, thickness) =>
    stroke(() => points.forEach(([x, y], index) => (index ? context.lineTo(x, y) : context.moveTo(x, y))), colour, thickness);
  return {
    path,
    lines(pairs, colour, thickness) {
      context.globalAlpha = alpha;
      context.strokeStyle = colour;
      context.lineWidth = thickness * unit;
      context.beginPath();
      for (const [from, to] of pairs) {
        context.moveTo(from[0], from[1]);
        context.lineTo(to[0], to[1]);
      }
      context.stroke();
      context.globalAlpha = 1;
    },
    dot([x, y], colour, radius) {
      context.globalAlpha = alpha;
      for (const [style, extra] of [[SEAM, 0.8 * Math.min(1, radius)], [colour, 0]]) {
        context.fillStyle = style;
        context.beginPath();
        context.arc(x, y, (radius + extra) * unit, 0, 2 * Math.PI);
        context.fill();
      }
      context.globalAlpha = 1;
    },
    arrow(from, to, colour) {
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
      const length = Math.hypot(dx, dy) || 1;
      const head = Math.min(10 * unit, 0.35 * length);
      const [ux, uy] = [dx / length, dy / length];
      const wing = (side) => [to[0] - head * (ux + side * 0.5 * uy), to[1] - head * (uy - side * 0.5 * ux)];
      path([from, to], colour, 3);
      path([wing(1), to, wing(-1)], colour, 3);
    },
  };
}
