// Web storage that may be blocked: then nothing is remembered, and nothing breaks.
export function remember(store, key, value) {
  try {
    if (value === null) window[store].removeItem(key);
    else window[store].setItem(key, value);
  } catch { /* blocked */ }
}

export function recall(store, key) {
  try {
    return window[store].getItem(key);
  } catch {
    return null;
  }
}
