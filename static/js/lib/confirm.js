// Without scripts a <details> asks before a deletion; with them its body moves into a modal dialog.
export function startConfirmations() {
  for (const details of document.querySelectorAll("[data-confirm]")) {
    details.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      ask(details);
    });
  }
}

function ask(details) {
  const body = details.querySelector(".confirm-body");
  const close = body.querySelector("[data-close]");
  const dialog = document.createElement("dialog");
  const title = body.querySelector(".confirm-title");
  title.id ||= `confirm-${crypto.randomUUID?.() ?? Date.now()}`;
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(body);
  document.body.append(dialog);
  close.hidden = false;
  close.onclick = () => dialog.close();
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    close.hidden = true;
    details.append(body);
    dialog.remove();
    details.querySelector("summary").focus();
  });
  dialog.showModal();
  close.focus();
}
