// The session ended while the page stood open, so nothing that it sends is taken.
import { showToast } from "./toast.js";

export function tellSignedOut() {
  const { signedOut, signIn, login } = document.querySelector("[data-toasts]").dataset;
  showToast(signedOut, "error", { text: signIn, address: `${login}?next=${encodeURIComponent(location.pathname + location.search)}` });
}

/** Say why a call of the API failed, {status, detail}; `words` where the server gave no reason. */
export function tellFailure({ status, detail }, words) {
  if (status === 401) tellSignedOut();
  else showToast(detail || words, "error");
}
