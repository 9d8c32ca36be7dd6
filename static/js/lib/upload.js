// One multipart upload with progress. XMLHttpRequest, because fetch does not report what has been sent.
import { readProblem } from "./problem.js";

/**
 * @returns {{done: Promise<object>, cancel: () => void}}; `done` rejects with {status, detail, code, retryAfter}:
 * status 0 when the server was not reached, code "cancelled" after cancel().
 */
export function upload(address, { field, blob, name, token, onProgress, fields = {} }) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open("POST", address);
    request.responseType = "text";
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.upload.onload = () => onProgress(1);
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300 && body) resolve(body);
      else reject(readProblem(request.status, body, request.getResponseHeader("Retry-After")));
    };
    request.onerror = () => reject({ status: 0, code: "offline" });
    request.onabort = () => reject({ status: 0, code: "cancelled" });
    const form = new FormData();
    form.append(field, blob, name);
    for (const [key, value] of Object.entries(fields)) form.append(key, value);
    request.send(form);
  });
  return { done, cancel: () => request.abort() };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
