// The binary frames of the live socket, in network byte order.
//
// To the server:  uint32 number, uint32 capture time (ms), then the picture.
// From it:        uint32 number, uint32 capture time, uint32 the server's time (microseconds), then a picture, or
//                 uint8 version = 2, uint8 faces, uint16 points a face, uint16 width, uint16 height of the frame, and for each
//                 face uint32 track id, float32 yaw, pitch, roll, float32 light, and its points as int16 x, int16 y in 1/16 pixel;
//                 or JSON.
const ANSWER_HEADER = 12;
const VERSION = 2;
const SUBPIXELS = 16;
const BRACE = 0x7b; // with which JSON begins

/** @returns {Blob} a frame as the server takes it. */
export function packFrame(number, captured, picture) {
  const header = new DataView(new ArrayBuffer(8));
  header.setUint32(0, number);
  header.setUint32(4, captured % 2 ** 32);
  return new Blob([header, picture]);
}

/**
 * @returns {{number, serverMs, picture: Blob|null, landmarks: {width, height, faces}|null, told: object|null}}; a face is
 * {id, yaw, pitch, roll, light, points: Float32Array (x, y, x, y, ...) in the frame's pixels}.
 */
export function readAnswer(buffer) {
  const view = new DataView(buffer);
  const answer = { number: view.getUint32(0), serverMs: view.getUint32(8) / 1000, picture: null, landmarks: null, told: null };
  const kind = view.byteLength > ANSWER_HEADER ? view.getUint8(ANSWER_HEADER) : null;
  if (kind === VERSION) answer.landmarks = readLandmarks(view, ANSWER_HEADER);
  else if (kind === BRACE) answer.told = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, ANSWER_HEADER)));
  else answer.picture = new Blob([new Uint8Array(buffer, ANSWER_HEADER)]);
  return answer;
}

function readLandmarks(view, start) {
  const count = view.getUint8(start + 1);
  const pointCount = view.getUint16(start + 2);
  const faces = [];
  let at = start + 8;
  for (let face = 0; face < count; face += 1) {
    const id = view.getUint32(at);
    const [yaw, pitch, roll, light] = [4, 8, 12, 16].map((offset) => view.getFloat32(at + offset));
    at += 20;
    const points = new Float32Array(2 * pointCount);
    for (let index = 0; index < points.length; index += 1, at += 2) points[index] = view.getInt16(at) / SUBPIXELS;
    faces.push({ id, yaw, pitch, roll, light, points });
  }
  return { width: view.getUint16(start + 4), height: view.getUint16(start + 6), faces };
}
