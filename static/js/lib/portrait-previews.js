// Made-up previews of one photo from the server: each wish is asked for once, the newest wish wins.

/** @returns {render, shrunk, forget}; render rejects with {status, code, detail, retryAfter}: status 0 offline, code "cancelled" when another came. */
export function makePreviews(address, token) {
  const kept = new Map(); // wish -> object URL
  let underWay = null;

  /** The address of a JPEG in this page. `wish`: {look?, reference?, parts, faces?}; reference is a Blob with a `name`. */
  async function render(photo, wish, { side = 1280, queue = false } = {}) {
    const key = keyOf(wish, side);
    if (!queue) underWay?.abort();
    if (kept.has(key)) return kept.get(key);
    const stop = new AbortController();
    if (!queue) underWay = stop;
    const found = URL.createObjectURL(await ask(address, token, photo, { ...wish, max_side: side }, stop.signal));
    kept.set(key, found);
    return found;
  }

  function forget() {
    underWay?.abort();
    for (const url of kept.values()) URL.revokeObjectURL(url);
    kept.clear();
  }

  return { render, forget };
}

/** One made-up JPEG, whatever is wished: also `strength` and `mark`. */
export async function ask(address, token, photo, wish, signal) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "image/jpeg, application/problem+json" },
      body: wishForm(photo, wish),
      signal,
    });
  } catch (error) {
    throw { status: 0, code: error.name === "AbortError" ? "cancelled" : "offline" };
  }
  if (response.ok) return response.blob();
  const problem = await response.json().catch(() => null);
  throw {
    status: response.status,
    code: problem?.code ?? "",
    detail: problem?.detail ?? "",
    retryAfter: Number.parseInt(response.headers.get("Retry-After") ?? "", 10) || 0,
  };
}

/** The multipart form of a wish; lists become repeated fields. */
export function wishForm(photo, wish) {
  const form = new FormData();
  form.append("image", photo, "photo.jpg");
  for (const [key, value] of Object.entries(wish)) {
    if (value instanceof Blob) form.append(key, value, "reference.jpg");
    else for (const one of [value].flat()) if (one !== null && one !== undefined) form.append(key, one);
  }
  return form;
}

function keyOf({ reference, ...rest }, side) {
  return JSON.stringify([rest, reference ? reference.size + (reference.type ?? "") : null, side]);
}
