// A horizontal swipe by a finger. The element needs `touch-action: pan-y`, or the browser keeps the gesture for itself.
const FAR_PX = 60;

/** Calls onMove(pixels) while the finger moves sideways (0 when it lets go), and onSwipe("left" | "right") when it went far enough. */
export function startSwipe(element, { onMove, onSwipe }) {
  let start = null;
  element.addEventListener("pointerdown", (event) => {
    start = event.pointerType === "touch" && event.isPrimary ? event : null;
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
    // After the touch has ended: the page may put something else in the element's place, and Chromium swallows the next tap
    // when a touched element goes too early.
    setTimeout(() => onSwipe(distance < 0 ? "left" : "right"));
  });

  function end() {
    start = null;
    onMove(0);
  }
}

const isSideways = (from, to) => Math.abs(to.clientX - from.clientX) > 1.5 * Math.abs(to.clientY - from.clientY);
