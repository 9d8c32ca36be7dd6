// The bell follows the notification socket. Where that fails, the count is right on the next page.
import { closeToast, showToast } from "./toast.js";

const BACK_OFF_MS = [1000, 2000, 5000, 10000, 30000, 60000];
const FOR_GOOD = new Set([4401, 4423, 4429]); // signed out, account closed, too many tabs: trying again would change nothing
const RENEW_MS = 6 * 3600 * 1000; // the server forgets a socket after a day

export function startBell(bell = document.querySelector("[data-bell]"), Socket = WebSocket) {
  if (!bell) return;
  const address = new URL(bell.dataset.bell, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  let failures = 0;

  function open() {
    const socket = new Socket(address);
    const renewal = setTimeout(() => socket.close(1000), RENEW_MS);
    socket.onmessage = ({ data }) => {
      failures = 0;
      show(bell, JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      clearTimeout(renewal);
      if (FOR_GOOD.has(code)) return;
      const wait = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)];
      failures += 1;
      setTimeout(open, wait * (0.75 + 0.5 * Math.random())); // spread, so that not everybody comes back in the same instant
    };
  }

  open();
}

function show(bell, { unread, text, address }) {
  const count = bell.querySelector("[data-unread]");
  count.textContent = unread > 99 ? "99+" : unread;
  count.toggleAttribute("data-none", unread === 0);
  if (!text) return;
  const older = document.querySelector("[data-toast-news]");
  if (older) closeToast(older); // the newest alone: nobody should find a pile of them
  showToast(text, "info", { text: bell.dataset.open, address }).dataset.toastNews = "";
}
