// The 68 points of iBUG 300-W as the lines that a person sees: jaw, brows, nose, eyes, lips.
const PARTS = [
  [0, 17, false], [17, 22, false], [22, 27, false], [27, 31, false], [31, 36, false],
  [36, 42, true], [42, 48, true], [48, 60, true], [60, 68, true],
]; // first, end, closed

export function outlines(landmarks) {
  return PARTS.map(([first, end, closed]) => [...landmarks.slice(first, end), ...(closed ? [landmarks[first]] : [])]);
}
