// The browser's way back shows a page as it was: from memory, or its HTML from the cache. Where something was changed since,
// it is fetched anew; after signing out nobody shall see it at all.
import { recall, remember } from "./storage.js";

const CHANGED = "changed-at";
const LEFT = "signed-out-at";

/** Something on the server is different now. */
export const noteChange = () => remember("localStorage", CHANGED, Date.now());

export function startStayingFresh() {
  const loadedAt = Date.now();
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    noteChange();
    if ("signsOut" in event.target.dataset) remember("localStorage", LEFT, Date.now());
  });
  addEventListener("pageshow", ({ persisted }) => {
    const isBack = persisted || performance.getEntriesByType("navigation")[0].type === "back_forward";
    if (isBack) refresh(history.state?.loadedAt ?? loadedAt);
    else history.replaceState({ loadedAt }, ""); // it goes with the entry in the history
  });
}

function refresh(loadedAt) {
  const isOlderThan = (key) => loadedAt < Number(recall("localStorage", key));
  const { dataset } = document.documentElement;
  const isAnswer = "posted" in dataset; // to a form: it cannot be had again without sending the form again
  if (isOlderThan(LEFT)) {
    document.body.hidden = true;
    if (isAnswer) location.replace("/");
    else location.reload();
  } else if (isOlderThan(CHANGED) && !isAnswer && !document.querySelector("[data-holding]")) {
    location.reload();
  }
}
