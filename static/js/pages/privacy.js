// An export that is being prepared: its progress, and the page anew when it is ready.
import { call } from "../lib/api.js";

const LOOK_AGAIN_MS = 1500;

const box = document.querySelector("[data-export][data-open]");
if (box) lookAgain();

async function lookAgain() {
  await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
  // What does not answer now may answer later: the export goes on without this page.
  const export_ = await call(box.dataset.export).catch(() => null);
  if (export_ && !["waiting", "running"].includes(export_.state)) {
    location.reload();
    return;
  }
  if (export_) {
    box.querySelector("progress").value = export_.percent;
    box.querySelector("[data-percent]").textContent = `${export_.percent}%`;
  }
  lookAgain();
}
