// What the server says of a request that it refuses.

/** @param body the problem document, or null; @param wait its Retry-After, or null. Returns {status, code, detail, retryAfter: seconds}. */
export function readProblem(status, body, wait) {
  return { status, code: body?.code ?? "", detail: body?.detail ?? "", retryAfter: Number.parseInt(wait ?? "", 10) || 0 };
}
