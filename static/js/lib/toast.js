// Short notices. They stay until closed: nobody should have to read against a clock.
const ANNOUNCED_MS = 150; // a screen reader reads what comes into the region, not what the page began with
const region = () => document.querySelector("[data-toasts]");

export function startToasts() {
  const toasts = Array.from(region()?.children ?? []);
  for (const toast of toasts) {
    toast.remove();
    addClose(toast);
  }
  if (toasts.length) setTimeout(() => region().prepend(...toasts), ANNOUNCED_MS);
}

/** @param link {text, address}: where the toast leads, if anywhere. One that says the same gives way. */
export function showToast(text, kind = "info", link = null) {
  for (const toast of region().querySelectorAll(".toast")) if (words(toast).textContent === text) closeToast(toast);
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  toast.append(Object.assign(document.createElement("span"), { textContent: text, dir: "auto" }));
  if (link) toast.append(Object.assign(document.createElement("a"), { className: "button small", href: link.address, textContent: link.text }));
  addClose(toast);
  region().append(toast);
  return toast;
}

/** Take it away; the focus, where it was inside, goes back to where it came from. */
export function closeToast(toast) {
  const hadFocus = toast.contains(document.activeElement);
  const before = cameFrom.get(toast);
  toast.remove();
  if (hadFocus) (before?.isConnected ? before : document.querySelector("#main"))?.focus({ preventScroll: true });
}

const words = (toast) => toast.firstElementChild;
const cameFrom = new WeakMap(); // toast -> what had the focus before something in it

function addClose(toast) {
  toast.addEventListener("focusin", ({ relatedTarget }) => {
    if (!toast.contains(relatedTarget)) cameFrom.set(toast, relatedTarget);
  });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button";
  button.setAttribute("aria-label", region().dataset.close);
  button.textContent = "×";
  button.addEventListener("click", () => closeToast(toast));
  toast.append(button);
}
