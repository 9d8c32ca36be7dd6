// The heat map's strength. Which map shows, and whether, is CSS alone.
export function startHeat(root = document) {
  for (const slider of root.querySelectorAll("[data-heat-strength]")) {
    const heat = slider.closest(".heat-figure").querySelector(".heat");
    const apply = () => heat.style.setProperty("--map-opacity", slider.value / 100);
    slider.addEventListener("input", apply);
    apply();
  }
}
