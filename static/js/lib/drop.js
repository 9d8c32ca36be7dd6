// Pictures that are dropped anywhere on the page or pasted.
export function acceptPictures(zone, onFile) {
  let depth = 0; // dragenter and dragleave also fire for every child

  addEventListener("dragenter", (event) => {
    if (!carriesFile(event.dataTransfer)) return;
    depth += 1;
    zone.classList.add("over");
  });
  addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) zone.classList.remove("over");
  });
  addEventListener("dragover", (event) => {
    if (carriesFile(event.dataTransfer)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    depth = 0;
    zone.classList.remove("over");
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    onFile(file);
  });
  addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    if (file) onFile(file);
  });
}

function carriesFile(transfer) {
  return Boolean(transfer?.types.includes("Files"));
}
