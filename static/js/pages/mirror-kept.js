// The person's own looks: saving, renaming, sharing, deleting.
import { call } from "../lib/api.js";
import { copy } from "../lib/copy.js";
import { tellSignedOut } from "../lib/signed-out.js";
import { noteChange } from "../lib/stay-fresh.js";
import { showToast } from "../lib/toast.js";

/**
 * @param getMix() -> {effects, strength}; @param onChange(looks, id) hears of every change, and of the look that should be
 * worn now, if any. Returns nothing: without an account there is no form, and nothing to do.
 */
export function startKept({ root, looks, api, token, say, getMix, onChange }) {
  const form = root.querySelector("[data-keep]");
  if (!form) return;
  const list = root.querySelector("[data-kept]");
  const dialog = document.querySelector('[data-dialog="kept"]');
  const part = (selector) => dialog.querySelector(selector);
  const change = part("[data-change]");
  let kept = looks;
  let open = null; // the look that the dialog is about

  function show(worn = null) {
    list.replaceChildren(...kept.map(makeRow));
    onChange(kept, worn);
  }

  function makeRow(look) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = look.is_shared ? `${look.name} · ${say("shared")}` : look.name;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button small quiet", textContent: "…" });
    button.setAttribute("aria-label", say("change", { name: look.name }));
    button.addEventListener("click", () => openDialog(look));
    row.append(name, button);
    return row;
  }

  function openDialog(look) {
    open = look;
    change.elements.name.value = look.name;
    change.elements.is_shared.checked = look.is_shared;
    showLink();
    part("[data-sure]").hidden = true;
    part("[data-told]").textContent = "";
    dialog.showModal();
  }

  // Toasts lie under an open dialog.
  function tell(text, kind) {
    if (dialog.open) part("[data-told]").textContent = text;
    else showToast(text, kind);
  }

  function showLink() {
    part("[data-link]").hidden = !open.is_shared;
    part("#kept-link").value = new URL(open.page_url, location.href);
  }

  async function attempt(work) {
    try {
      await work();
      noteChange();
      return true;
    } catch (error) {
      if (!("status" in error)) throw error;
      if (error.status === 404) forget(); // deleted elsewhere
      else if (error.status === 401) {
        dialog.close(); // the toast with the way back in would lie under it
        tellSignedOut();
      } else tell(error.detail || say(error.status ? "failed" : "offline"), "error");
      return false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const look = await call(api, { method: "POST", body: { name: form.elements.name.value, ...getMix() }, token });
      kept = [look, ...kept];
      form.reset();
      show(look.id);
      showToast(say("kept", { name: look.name }), "success");
    });
  });

  const address = () => `${api}${open.id}/`;
  async function patch(body) {
    const isDone = await attempt(async () => {
      open = await call(address(), { method: "PATCH", body, token });
      kept = kept.map((look) => (look.id === open.id ? { ...look, ...open } : look));
      showLink();
      show();
    });
    change.elements.is_shared.checked = open.is_shared; // as it is, whatever was wished
    return isDone;
  }

  function forget() {
    kept = kept.filter((look) => look.id !== open.id);
    dialog.close();
    show();
    showToast(say("gone", { name: open.name }), "success");
  }

  change.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await patch({ name: change.elements.name.value })) dialog.close();
  });
  change.elements.is_shared.addEventListener("change", (event) => patch({ is_shared: event.target.checked }));
  part("[data-close]").addEventListener("click", () => dialog.close());
  const copyWords = { copied: say("copied"), copyFailed: say("copy-failed") };
  part('[data-do="copy-link"]').addEventListener("click", () => copy(part("#kept-link").value, copyWords, tell));
  part('[data-do="delete"]').addEventListener("click", () => {
    part("[data-sure]").hidden = false;
    part('[data-do="delete-not"]').focus();
  });
  part('[data-do="delete-not"]').addEventListener("click", () => {
    part("[data-sure]").hidden = true;
    part('[data-do="delete"]').focus();
  });
  part('[data-do="delete-sure"]').addEventListener("click", () =>
    attempt(async () => {
      await call(address(), { method: "DELETE", token });
      forget();
    }),
  );

  show();
}
