// While everything is being packed: how far it is, and the page anew when it is done.
import { call } from "../lib/api.js";

const LOOK_AGAIN_MS = 1500;

const box = document.querySelector("[data-export][data-open]");
if (box) lookAgain();

async function lookAgain() {
  await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
  // What does not answer now may answer later: the packing goes on without this page.
  const answer = await call(box.dataset.export).catch(() => null);
  if (answer && !["waiting", "running"].includes(answer.state)) {
    location.reload();
    return;
  }
  if (answer) {
    box.querySelector("progress").value = answer.percent;
    box.querySelector("[data-percent]").textContent = `${answer.percent}%`;
  }
  lookAgain();
}
