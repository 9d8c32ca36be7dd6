// Buttons over the faces of a picture; where there are several, each can be left out.
import { upload } from "./upload.js";

/**
 * @returns {Promise<{count, chosen: () => number[], cut: (aspect) => string}>}, largest first as the server counts them; `cut` is the
 * object-position of a tile that shows the first chosen one; rejects as `upload` does.
 */
export async function markFaces(layer, { address, token, photo, say, onChange }) {
  const sent = upload(address, {
    field: "image", blob: photo, name: "photo.jpg", token, onProgress() {}, fields: { landmarks: "none", attributes: "none", max_faces: 10 },
  });
  const { faces, width, height } = await sent.done;
  const buttons = faces.map(({ box }, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "face-mark";
    button.textContent = index + 1;
    button.setAttribute("aria-pressed", "true");
    button.setAttribute("aria-label", say("face", { n: index + 1 }));
    const share = { left: box.x / width, top: box.y / height, width: box.width / width, height: box.height / height };
    for (const [side, value] of Object.entries(share)) button.style.setProperty(side, `${100 * value}%`);
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      onChange();
    });
    return button;
  });
  layer.replaceChildren(...(buttons.length > 1 ? buttons : []));
  const chosen = () => buttons.flatMap((button, index) => (button.getAttribute("aria-pressed") === "true" ? [index] : []));

  function cut(aspect) {
    const { x, y, width: w, height: h } = faces[chosen()[0] ?? 0].box;
    const [middle, whole, part] = width > aspect * height ? [x + w / 2, width, aspect * height] : [y + h / 2, height, width / aspect];
    const share = whole - part < 1 ? 0.5 : Math.min(1, Math.max(0, (middle - part / 2) / (whole - part)));
    return `${100 * share}% ${100 * share}%`;
  }

  return { count: buttons.length, chosen, cut };
}
