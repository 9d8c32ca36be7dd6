// A picture that one page of the site hands to the next, also across signing in. It stays in this tab.
import { recall, remember } from "./storage.js";

const KEY = "handed-over";

/** @returns {Promise<boolean>} whether it could be kept. */
export async function handOver(blob) {
  const data = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(blob);
  });
  remember("sessionStorage", KEY, data);
  return recall("sessionStorage", KEY) === data;
}

/** @returns {Blob|null} what was handed over, once. */
export function takeOver() {
  const data = recall("sessionStorage", KEY);
  if (!data) return null;
  remember("sessionStorage", KEY, null);
  const [head, base64] = data.split(",");
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: head.slice("data:".length).split(";")[0] });
}
