// Following: shown at once, sent after, taken back when it did not get through. Who stopped following by a slip can undo it.
import { announce } from "./announce.js";
import { call } from "./api.js";
import { noteChange } from "./stay-fresh.js";
import { tellFailure } from "./signed-out.js";
import { closeToast, showToast } from "./toast.js";

export function startFollowing(root = document) {
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-follow]");
    if (!form) return;
    event.preventDefault();
    change(form, form.elements.wanted.value === "1");
  });
}

async function change(form, wanted) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const before = shown();
  show(form, wanted);
  count(before === null ? null : before + (wanted ? 1 : -1));
  try {
    const answer = await call(form.dataset.follow, { method: wanted ? "PUT" : "DELETE", token: form.elements.csrfmiddlewaretoken.value });
    noteChange();
    count(before === null ? null : answer.follower_count);
    announce(wanted ? form.dataset.followed : form.dataset.unfollowed);
    if (!wanted) offerUndo(form);
  } catch (error) {
    if (!("status" in error)) throw error;
    show(form, !wanted);
    count(before);
    tellFailure(error, form.dataset.failed);
  } finally {
    delete form.dataset.busy;
  }
}

function show(form, follows) {
  const button = form.elements.wanted;
  button.value = follows ? "0" : "1";
  button.classList.toggle("primary", !follows);
  button.querySelector("[data-text]").textContent = follows ? form.dataset.followingText : form.dataset.followText;
}

// A profile has one number of followers; lists have none.
const counter = () => document.querySelector("[data-followers]");
const shown = () => (counter() ? Number(counter().textContent) : null);
function count(number) {
  if (number !== null) counter().textContent = number;
}

function offerUndo(form) {
  const toast = showToast(form.dataset.unfollowed);
  const undo = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: form.dataset.undo });
  undo.addEventListener("click", () => {
    closeToast(toast);
    change(form, true);
  });
  toast.firstElementChild.after(undo);
}
