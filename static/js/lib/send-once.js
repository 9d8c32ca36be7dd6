// A plain form goes once: a second click while the first is under way would make the account, the person or the list twice.
const RETRY_MS = 30_000; // nobody hears of a form that was stopped half-way

export function startSendingOnce() {
  let sent = new WeakMap(); // form -> {words, at}
  addEventListener("pageshow", () => (sent = new WeakMap())); // back from where it led to
  // Heard last, so that what a script answers itself is known; what the browser refused to send is no "submit".
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    const words = new URLSearchParams(new FormData(form, event.submitter)).toString();
    const last = sent.get(form);
    if (last?.words === words && performance.now() - last.at < RETRY_MS) event.preventDefault();
    else sent.set(form, { words, at: performance.now() });
  });
}
