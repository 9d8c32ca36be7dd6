// A face's measurements as sentences. `say` is the page's readWords().
const NOTICED = 5; // degrees: less is straight
const FAR = 30;

/** @returns {Object<string, [string, string]>} a sentence and its numbers for each fact. */
export function describeFace(face, say) {
  const { pose, eyes, mouth, quality, box } = face;
  const angles = { yaw: Math.round(pose.yaw), pitch: Math.round(pose.pitch), roll: Math.round(pose.roll) };
  return {
    head: [headWords(angles, say), say("angles", angles)],
    eyes: [say(eyesKey(eyes)), say("eyes-ratio", { right: eyes.right.ratio, left: eyes.left.ratio })],
    mouth: [say(mouth.open ? "mouth-open" : "mouth-closed"), say("mouth-ratio", { n: mouth.ratio })],
    size: [say("distance", { n: Math.round(face.eye_distance) }), say("box", { width: Math.round(box.width), height: Math.round(box.height) })],
    quality: [say(quality.usable ? "usable" : quality.reason), say("quality", quality)],
    certainty: [say("certain", { n: Math.round(face.score * 100) }), ""],
  };
}

function headWords({ yaw, pitch, roll }, say) {
  const found = [
    [yaw, "yaw-right", "yaw-left"],
    [pitch, "pitch-up", "pitch-down"],
    [roll, "roll-right", "roll-left"],
  ].filter(([angle]) => Math.abs(angle) >= NOTICED);
  if (!found.length) return say("straight");
  const words = found.map(([angle, positive, negative]) => {
    const what = say(angle > 0 ? positive : negative);
    const size = Math.abs(angle);
    return size >= FAR ? say("far", { what }) : size < 12 ? say("slightly", { what }) : what;
  });
  const sentence = words.join(say("comma"));
  return sentence[0].toLocaleUpperCase() + sentence.slice(1);
}

function eyesKey({ right, left }) {
  if (right.open && left.open) return "eyes-open";
  if (!right.open && !left.open) return "eyes-closed";
  return right.open ? "eyes-left" : "eyes-right";
}
