// Two pictures of the same size over each other, with a line between them that a range input moves.
export function startCompare(root) {
  const split = root.querySelector('[data-compare="split"]');
  const place = () => root.style.setProperty("--split", `${split.value}%`);
  split.addEventListener("input", place);
  place();
}
