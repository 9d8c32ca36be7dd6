// A horizontal swipe by touch or pen. The element needs `touch-action: pan-y`, or the browser keeps the gesture for itself.
const FAR_PX = 60;

/** Calls onMove(pixels) while the finger moves sideways (0 when it lets go), and onSwipe("left" | "right") when it went far enough. */
export function startSwipe(element, { onMove, onSwipe }) {
  let start = null;
  element.addEventListener("pointerdown", (event) => {
    start = event.pointerType === "mouse" || !event.isPrimary ? null : event;
  });
  element.addEventListener("pointermove", (event) => {
    if (start?.pointerId === event.pointerId) onMove(isSideways(start, event) ? event.clientX - start.clientX : 0);
  });
  element.addEventListener("pointercancel", () => end());
  element.addEventListener("pointerup", (event) => {
    const from = start;
    end();
    if (from?.pointerId !== event.pointerId || !isSideways(from, event)) return;
    const distance = event.clientX - from.clientX;
    if (Math.abs(distance) < FAR_PX) return;
    // The click that follows on whatever lies below the finger is not meant.
    element.addEventListener("click", suppress, { capture: true, once: true });
    setTimeout(() => element.removeEventListener("click", suppress, { capture: true }), 50);
    onSwipe(distance < 0 ? "left" : "right");
  });

  function end() {
    start = null;
    onMove(0);
  }
}

const isSideways = (from, to) => Math.abs(to.clientX - from.clientX) > 1.5 * Math.abs(to.clientY - from.clientY);

function suppress(event) {
  event.preventDefault();
  event.stopPropagation();
}
