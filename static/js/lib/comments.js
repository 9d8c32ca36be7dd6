// The comments' forms answer in place: the server sends the section anew, as the page would show it.
import { showToast } from "./toast.js";

const HEADERS = { "X-Fragment": "1" };

export function startComments() {
  document.addEventListener("submit", (event) => {
    const section = event.target.closest("[data-comments]");
    if (!section) return;
    event.preventDefault();
    send(section, event.target);
  });
}

async function send(section, form) {
  if (section.ariaBusy === "true") return; // a second click while the first is under way
  section.ariaBusy = "true";
  const place = form.closest("li")?.id;
  const sent = draftOf(section)?.value;
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: HEADERS });
    if (!response.ok) throw new TypeError(response.statusText);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-comments]");
    const typed = draftOf(section)?.value;
    if (typed !== sent && draftOf(fresh)) draftOf(fresh).value = typed; // somebody writes on while the first words are under way
    section.replaceWith(fresh);
    const next = fresh.querySelector("[data-undo] button") ?? (place && fresh.querySelector(`#${CSS.escape(place)} summary`));
    (next ?? draftOf(fresh))?.focus();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    showToast(section.dataset.failed, "error");
  } finally {
    section.ariaBusy = "false";
  }
}

const draftOf = (section) => section.querySelector(".comment-form textarea");
