// The staff's page: asks for the figures every two seconds, and draws what happened between two answers.

import { call } from "../lib/api.js";
import { makeChart } from "../lib/line-chart.js";

const EVERY_MS = 2000;
const KEPT = 150; // points: five minutes
const root = document.querySelector("[data-charts]");
const lost = document.querySelector("[data-lost]");
const charts = new Map([...root.querySelectorAll("[data-chart]")].map((figure) => [figure.dataset.chart, makeChart(figure, KEPT)]));
let before = null;

/** What each chart shows of the time between two answers. */
const READ = {
  requests: (now, last, seconds) => ({
    all: (sum(now.requests.counts) - sum(last.requests.counts)) / seconds,
    refused: (now.requests.refused - last.requests.refused) / seconds,
    faults: (now.requests.faults - last.requests.faults) / seconds,
  }),
  time: (now, last) => {
    const counts = now.requests.counts.map((count, place) => count - last.requests.counts[place]);
    return { half: quantile(now.requests.bounds, counts, 0.5), most: quantile(now.requests.bounds, counts, 0.95) };
  },
  frames: (now, last, seconds) =>
    Object.fromEntries(
      ["received", "answered", "dropped"].map((key) => [key, ((now.frames[key] ?? 0) - (last.frames[key] ?? 0)) / seconds]),
    ),
  stages: (now, last) =>
    Object.fromEntries(
      Object.entries(now.stages).map(([stage, [count, total]]) => {
        const [earlier, spent] = last.stages[stage] ?? [0, 0];
        return [stage, count > earlier ? (1000 * (total - spent)) / (count - earlier) : null];
      }),
    ),
  inference: (now) => now.inference,
  streams: (now) => ({ open: now.streams }),
  jobs: (now) => ({ unfinished: now.jobs.unfinished, failed: (now.jobs.failed ?? 0) + (now.jobs.given_up ?? 0) }),
  processor: (now, last, seconds) => ({ processor: (100 * (now.processor_s - last.processor_s)) / seconds }),
  memory: (now) => ({ memory: now.memory / 2 ** 20 }),
};
const SHOWN = { inference: ["running", "waiting", "workers"] };

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/** In milliseconds, as Prometheus reckons it: evenly spread within a bucket. */
function quantile(bounds, counts, share) {
  const wanted = share * sum(counts);
  if (!wanted) return null;
  let below = 0;
  for (const [place, count] of counts.entries()) {
    if (below + count >= wanted) {
      const from = place ? bounds[place - 1] : 0;
      const to = bounds[place] ?? bounds.at(-1);
      return 1000 * (from + ((to - from) * (wanted - below)) / count);
    }
    below += count;
  }
  return null;
}

function show(now) {
  document.querySelector("[data-process]").textContent = now.process;
  const fine = document.querySelector("[data-checks]").dataset.ok;
  for (const [key, wrong] of Object.entries(now.checks)) {
    const chip = document.querySelector(`[data-check="${key}"]`);
    chip.classList.toggle("on", !wrong);
    chip.classList.toggle("off", Boolean(wrong));
    const state = chip.querySelector("[data-state]");
    if (state.textContent !== (wrong || fine)) state.textContent = wrong || fine;
  }
  // Another process may have answered, or this one anew: what lies between the two means nothing.
  if (before && before.process === now.process && now.at > before.at) {
    for (const [key, chart] of charts) {
      const values = READ[key](now, before, now.at - before.at);
      chart.add(SHOWN[key] ? Object.fromEntries(SHOWN[key].map((line) => [line, values[line]])) : values);
    }
  }
  before = now;
}

async function ask() {
  if (!document.hidden) {
    try {
      show(await call(root.dataset.charts));
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  }
  setTimeout(ask, EVERY_MS);
}

ask();
