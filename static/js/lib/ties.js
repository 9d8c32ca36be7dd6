// Hearts and bookmarks: shown at once, sent after, taken back when it did not get through. The last wish wins.
import { announce } from "./announce.js";
import { call } from "./api.js";
import { noteChange } from "./stay-fresh.js";
import { tellFailure } from "./signed-out.js";

const states = new WeakMap(); // form -> {wanted, done, count, busy}

export function startTies(root = document) {
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-tie]");
    if (!form) return;
    event.preventDefault();
    const state = stateOf(form);
    state.wanted = !state.wanted;
    show(form, state, true);
    if (!state.busy) send(form, state);
  });
}

function stateOf(form) {
  if (!states.has(form)) {
    const done = button(form).getAttribute("aria-pressed") === "true";
    states.set(form, { wanted: done, done, count: Number(counter(form)?.textContent), busy: false });
  }
  return states.get(form);
}

const button = (form) => form.querySelector("button");
const counter = (form) => form.querySelector("[data-count]");

function show(form, { wanted, done, count }, pops = false) {
  button(form).setAttribute("aria-pressed", String(wanted));
  button(form).value = wanted ? "0" : "1";
  button(form).classList.toggle("pops", pops && wanted);
  if (counter(form)) counter(form).textContent = count + Number(wanted) - Number(done);
}

async function send(form, state) {
  state.busy = true;
  const token = form.elements.csrfmiddlewaretoken.value;
  try {
    while (state.wanted !== state.done) {
      const sent = state.wanted;
      const answer = await call(form.dataset.tie, { method: sent ? "PUT" : "DELETE", token });
      state.done = sent;
      noteChange();
      state.count = answer.like_count;
    }
    announce(form.dataset.said ? `${form.dataset.said} ${state.count}` : state.done ? form.dataset.on : form.dataset.off);
  } catch (error) {
    if (!("status" in error)) throw error;
    state.wanted = state.done;
    tellFailure(error, form.dataset.failed);
  } finally {
    state.busy = false;
    show(form, state);
  }
}
