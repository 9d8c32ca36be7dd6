// What every page that takes a photo shares: the ways in (file, drop, paste, camera), the parts that belong to a state,
// and what helps after a failure.
import { acceptPictures } from "./drop.js";
import { tellSignedOut } from "./signed-out.js";
import { makeSnapper } from "./snapper.js";

const WORTH_ANOTHER_TRY = [0, 429, 502, 503, 504];
const OWN_WORDS = { 0: "offline", 401: "signed-out", 403: "signed-out" };

/**
 * @param root holds [data-part]s, [data-drop] with the file input, [data-capture], [data-remedies] and the camera's panel.
 * @param onPhoto(file, {fromCamera}) gets whatever came in, if it may be a picture; its states are the page's own, but for
 * "empty" and "camera". Returns {find, action, enter, openCamera, failed, start}.
 */
export function makeIntake(root, { say, speak, onPhoto }) {
  const find = (selector) => root.querySelector(selector);
  const action = (name) => find(`[data-do="${name}"]`);
  const input = find('[data-drop] input[type="file"]');
  const capture = find("[data-capture]");
  const snapper = makeSnapper(find('[data-part="camera"]'), (blob) => onPhoto(blob, { fromCamera: true }));
  let retryTimer = null;
  let again = null;

  /** Show the parts that belong to `state`, and focus an action. */
  function enter(state, focus = null) {
    root.dataset.state = state;
    root.toggleAttribute("data-holding", !["empty", "camera"].includes(state)); // a photo: coming back must not fetch the page anew
    for (const part of root.querySelectorAll("[data-part]")) part.hidden = !part.dataset.part.split(" ").includes(state);
    offer({});
    if (state !== "camera") snapper.close();
    if (focus) action(focus).focus({ preventScroll: true });
  }

  /** Show or hide what helps after a failure. */
  function offer({ retry = false, capture: app = false }) {
    clearInterval(retryTimer);
    action("retry").hidden = !retry;
    action("capture").hidden = !app;
    find("[data-remedies]").hidden = !(retry || app);
  }

  function take(file) {
    if (!file.size) speak(say("empty-file"), { mood: "unsure", trouble: true });
    // A picture of an unknown kind (HEIC on some systems) has no type: the server judges.
    else if (file.type && !file.type.startsWith("image/")) speak(say("not-an-image"), { mood: "unsure", trouble: true });
    else onPhoto(file, { fromCamera: false });
  }

  async function openCamera() {
    enter("camera", "snap");
    speak(say("pose"));
    try {
      await snapper.open();
    } catch (error) {
      cameraFailed(error);
    }
  }

  function cameraFailed(error) {
    enter("empty", "camera");
    offer({ capture: true });
    speak(say(`camera-${error.code ?? "unsupported"}`), { mood: "unsure", trouble: true });
  }

  /** Tell why a request failed, {status, code, detail, retryAfter}; `work` is tried again on demand, where that may help. */
  function failed(error, work) {
    if (error.code === "cancelled") return speak(say("cancelled"));
    const own = OWN_WORDS[error.status];
    if (own === "signed-out") tellSignedOut();
    speak(own ? say(own) : error.detail || say("failed"), { mood: "unsure", trouble: true });
    if (WORTH_ANOTHER_TRY.includes(error.status)) offerRetry(error.retryAfter ?? 0, work);
  }

  function offerRetry(seconds, work) {
    const button = action("retry");
    again = work;
    offer({ retry: true });
    const tick = () => {
      button.disabled = seconds > 0;
      button.textContent = seconds > 0 ? say("wait", { n: seconds }) : say("retry");
      if (seconds <= 0) clearInterval(retryTimer);
      seconds -= 1;
    };
    tick();
    retryTimer = setInterval(tick, 1000);
  }

  /** From now on a click is heard. @param actions the page's own, by name. */
  function start(actions) {
    const shared = {
      camera: openCamera,
      flip: () => snapper.flip().catch(cameraFailed),
      "close-camera": () => enter("empty", "camera"),
      capture: () => capture.click(),
      retry: () => again(),
    };
    for (const [name, act] of Object.entries({ ...shared, ...actions })) action(name).addEventListener("click", act);
    for (const chooser of [input, capture]) {
      chooser.addEventListener("change", () => {
        if (chooser.files[0]) take(chooser.files[0]);
        chooser.value = "";
      });
    }
    acceptPictures(find("[data-drop]"), take);
    action("camera").disabled = false;
    if (input.files[0]) take(input.files[0]); // chosen before that
  }

  return { find, action, input, enter, openCamera, failed, start };
}
