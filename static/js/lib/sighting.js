// That a result's page was seen, once it really is on the screen.
import { call } from "./api.js";

export function startSighting(root = document.querySelector("[data-see]")) {
  if (!root) return;
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const tell = () => call(root.dataset.see, { method: "PUT", token }).catch(() => {}); // it only counts; the page is none the worse
  if (document.visibilityState === "visible") tell();
  else document.addEventListener("visibilitychange", tell, { once: true });
}
