// The developers' page: copying examples, and the sandbox that sends a real request.
import { startCopying } from "../lib/copy.js";

startCopying();
const sandbox = document.querySelector("[data-sandbox]");
sandbox?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const status = sandbox.querySelector("[data-status]");
  const answer = sandbox.querySelector("[data-answer]");
  const form = new FormData(sandbox);
  for (const [name, value] of [...form]) if (value === "" || name === "csrfmiddlewaretoken") form.delete(name);
  status.textContent = "…";
  answer.hidden = true;
  try {
    const started = performance.now();
    const response = await fetch(sandbox.dataset.api, {
      method: "POST",
      headers: { "X-CSRFToken": sandbox.querySelector("[name=csrfmiddlewaretoken]").value, Accept: "application/json, application/problem+json" },
      body: form,
    });
    const body = await response.json();
    status.textContent = `${response.status} ${response.statusText} · ${Math.round(performance.now() - started)} ms`;
    answer.querySelector("code").textContent = JSON.stringify(body, null, 1);
    answer.hidden = false;
  } catch {
    status.textContent = sandbox.dataset.offline;
  }
});
