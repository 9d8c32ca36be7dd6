// The camera: opening, switching, one still, and why it would not open.

const STILL_SIZE = { width: { ideal: 1920 }, height: { ideal: 1440 } };

/**
 * @param size constraints of the video besides which camera it is.
 * @returns {Promise<MediaStream>}; throws an Error whose `code` is denied, missing, insecure, busy or unsupported.
 */
export async function openCamera(facing, deviceId = null, size = STILL_SIZE) {
  if (!window.isSecureContext) throw problem("insecure");
  if (!navigator.mediaDevices?.getUserMedia) throw problem("unsupported");
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: facing } };
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...which, ...size },
    });
  } catch (error) {
    throw problem(CODES[error.name] ?? "unsupported", error);
  }
}

const CODES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

function problem(code, cause) {
  return Object.assign(new Error(`camera: ${code}`, { cause }), { code });
}

/** The ids of all cameras; labels and ids are known only once one has been allowed. */
export async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput" && device.deviceId).map((device) => device.deviceId);
}

/** A camera that does not say where it looks is a webcam: it looks at the person. */
export function looksAtPerson(stream) {
  const { facingMode } = stream.getVideoTracks()[0].getSettings();
  return facingMode !== "environment";
}

export function stopCamera(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The current frame as it is, never mirrored, as a JPEG blob. */
export async function takeStill(video) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
}
