// Made-up pictures from the server. A wish: {look or reference (a Blob), parts?, faces?, strength?, mark?, max_side?}.
import { readProblem } from "./problem.js";

/** Previews of one photo at a time: each wish is asked for once, and a newer one ends the one under way. */
export function makePreviews(address, token) {
  const kept = new Map(); // wish -> object URL
  const asked = new Set(); // of this photo, without an answer yet
  let underWay = null;

  /** An object URL; rejects as `send` does, with code "cancelled" where a newer wish came. `among`: others go on beside it. */
  async function render(photo, wish, { side = 1280, among = false } = {}) {
    if (!among) stop();
    const key = JSON.stringify([{ ...wish, reference: Boolean(wish.reference) }, side]);
    if (kept.has(key)) return kept.get(key);
    const halt = new AbortController();
    if (!among) underWay = halt;
    asked.add(halt);
    try {
      kept.set(key, URL.createObjectURL(await ask(address, token, photo, { ...wish, max_side: side }, halt.signal)));
    } finally {
      asked.delete(halt);
    }
    return kept.get(key);
  }

  function stop() {
    underWay?.abort();
    underWay = null;
  }

  /** What is under way goes too: it would come back as a picture of the next photo. */
  function forget() {
    for (const halt of asked) halt.abort();
    for (const url of kept.values()) URL.revokeObjectURL(url);
    kept.clear();
  }

  return { render, stop, forget };
}

/** One made-up JPEG as a Blob. */
export async function ask(address, token, photo, wish, signal) {
  return (await send(address, token, photo, wish, signal)).blob();
}

/** Rejects with {status, code, detail, retryAfter}: status 0 where the server was not reached. */
export async function send(address, token, photo, wish, signal) {
  let response;
  try {
    response = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, body: wishForm(photo, wish), signal });
  } catch (error) {
    throw { status: 0, code: error.name === "AbortError" ? "cancelled" : "offline" };
  }
  if (response.ok) return response;
  throw readProblem(response.status, await response.json().catch(() => null), response.headers.get("Retry-After"));
}

function wishForm(photo, wish) {
  const form = new FormData();
  form.append("image", photo, "photo.jpg");
  for (const [key, value] of Object.entries(wish)) {
    if (value instanceof Blob) form.append(key, value, "reference.jpg");
    else for (const one of [value].flat()) if (one !== null && one !== undefined) form.append(key, one);
  }
  return form;
}
