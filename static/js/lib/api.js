// JSON calls of the site's own API.

/** @returns {Promise<object|null>} the answer's body; rejects with {status, detail}: status 0 when the server was not reached. */
export async function call(address, { method = "GET", body = null, token = "" } = {}) {
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }), "X-CSRFToken": token },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw { status: 0, detail: "" };
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw { status: response.status, detail: firstError(answer?.errors) || answer?.detail || "" };
  return answer;
}

function firstError(errors) {
  const [value] = Object.values(errors ?? {});
  return Array.isArray(value) ? String(value[0]) : "";
}
