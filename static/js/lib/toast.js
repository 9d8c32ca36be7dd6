// Short notices. They stay until closed: nobody should have to read against a clock.
const region = () => document.querySelector("[data-toasts]");

export function startToasts() {
  for (const toast of region()?.children ?? []) addClose(toast);
}

/** @param link {text, address}: where the toast leads, if anywhere. */
export function showToast(text, kind = "info", link = null) {
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  words.dir = "auto";
  toast.append(words);
  if (link) toast.append(Object.assign(document.createElement("a"), { className: "button small", href: link.address, textContent: link.text }));
  addClose(toast);
  region().append(toast);
  return toast;
}

function addClose(toast) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button";
  button.setAttribute("aria-label", region().dataset.close);
  button.textContent = "×";
  button.addEventListener("click", () => toast.remove());
  toast.append(button);
}
