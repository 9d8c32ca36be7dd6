// Short notices. They stay until closed: nobody should have to read against a clock.
const region = () => document.querySelector("[data-toasts]");

export function startToasts() {
  for (const toast of region()?.children ?? []) addClose(toast);
}

export function showToast(text, kind = "info") {
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  addClose(toast);
  region().append(toast);
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
