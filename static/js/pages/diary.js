// Arrow keys walk through the days that have looks; Page Up and Page Down turn the month.
const calendar = document.querySelector("[data-calendar]");
const MONTHS = { PageUp: "prev", PageDown: "next" };

calendar.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key in MONTHS) {
    const link = calendar.querySelector(`[rel="${MONTHS[event.key]}"]`);
    if (link) {
      event.preventDefault();
      link.click();
    }
    return;
  }
  const cell = event.target.closest("td");
  const next = cell && neighbour(cell, event.key);
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

function neighbour(cell, key) {
  const links = [...calendar.querySelectorAll("td a")];
  const at = links.indexOf(cell.querySelector("a"));
  if (key === "ArrowRight") return links[at + 1];
  if (key === "ArrowLeft") return links[at - 1];
  if (key === "Home") return links[0];
  if (key === "End") return links.at(-1);
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const column = links.filter((link) => link.closest("td").cellIndex === cell.cellIndex);
  return column[column.indexOf(links[at]) + (key === "ArrowDown" ? 1 : -1)];
}
