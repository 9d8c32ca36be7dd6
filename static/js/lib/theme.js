// Light or dark by hand. A choice that equals the system's is forgotten, so that the page follows the system again.
import { remember } from "./storage.js";

const system = matchMedia("(prefers-color-scheme: dark)");

export function startThemeToggle() {
  for (const button of document.querySelectorAll("[data-theme-toggle]")) button.addEventListener("click", toggle);
}

function toggle() {
  const root = document.documentElement;
  const systems = system.matches ? "dark" : "light";
  const now = root.dataset.theme ?? systems;
  const next = now === "dark" ? "light" : "dark";
  if (next === systems) delete root.dataset.theme;
  else root.dataset.theme = next;
  remember("localStorage", "theme", root.dataset.theme ?? null);
}
