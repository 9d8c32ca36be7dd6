// The comments' forms answer in place: the server sends the section anew, as the page would show it.
import { noteChange } from "./stay-fresh.js";
import { tellFailure } from "./signed-out.js";

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
    if (!response.ok) throw { status: response.status };
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-comments]");
    if (!fresh) throw { status: 401 }; // it led on to the page that asks who one is
    noteChange();
    const typed = draftOf(section)?.value;
    if (typed !== sent && draftOf(fresh)) draftOf(fresh).value = typed; // somebody writes on while the first words are under way
    section.replaceWith(fresh);
    for (const number of document.querySelectorAll(".like-bar [data-comment-count]")) number.textContent = countOf(fresh);
    const next = fresh.querySelector("[data-undo] button") ?? (place && fresh.querySelector(`#${CSS.escape(place)} summary`));
    (next ?? draftOf(fresh))?.focus();
  } catch (error) {
    if (!("status" in error || error instanceof TypeError)) throw error; // fetch's own: the server was not reached
    tellFailure(error, section.dataset.failed);
  } finally {
    section.ariaBusy = "false";
  }
}

const countOf = (section) => section.querySelector("[data-comment-count]").textContent;
const draftOf = (section) => section.querySelector(".comment-form textarea");
