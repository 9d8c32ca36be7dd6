"""The page draws the layers of make-up as the server does: the same pixels, but for rounding and the edges' smoothness."""

import base64
from functools import lru_cache

import cv2
import numpy as np
import pytest

from evaranks.sample_pictures import picture_path
from ml_models import effects, eye_landmarker, face_detector, face_landmarker
from ml_models.effects.looks import LOOKS

# Levels of 255, over the box of the face: the mean and the 99th percentile of the difference.
LIMITS = (2.0, 12.0)
# Lines and rims a pixel thin are nothing but edges, which OpenCV rounds to its grid.
WIDER = {"mesh": (4.0, 25.0), "glasses": (2.0, 18.0)}

PAINT = """
async ({ png, faces, shapes, sets, options }) => {
  const { makeRenderer } = await import('/static/js/lib/makeup/renderer.js');
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
  const source = await createImageBitmap(new Blob([bytes], { type: 'image/png' }), { colorSpaceConversion: 'none' });
  const canvas = document.createElement('canvas');
  const renderer = makeRenderer(canvas, { shapes });
  const people = faces.map(({ points, light }, id) => ({ id, light, points: Float32Array.from(points) }));
  const rest = () => new Promise((done) => setTimeout(done, 20));
  const drawn = [];
  const seen = [];
  const look = () => seen.push(canvas.toDataURL('image/png').split(',')[1]);
  for (const layers of sets) {
    renderer.setLayers(layers);
    drawn.push(renderer.draw(source, people, options));
    look();
  }
  if (options.lose) {
    const loser = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
    const event = (name) => new Promise((done) => canvas.addEventListener(name, done, { once: true }));
    const lost = event('webglcontextlost');
    loser.loseContext();
    await lost;
    drawn.push(renderer.draw(source, people, options));
    await rest();
    const restored = event('webglcontextrestored');
    loser.restoreContext();
    await restored;
    drawn.push(renderer.draw(source, people, options));
    look();
  }
  const snapshot = await renderer.snapshot('image/png').then((blob) => blob.arrayBuffer());
  const text = Array.from(new Uint8Array(snapshot), (byte) => String.fromCharCode(byte)).join('');
  renderer.dispose();
  return { drawsMakeup: renderer.drawsMakeup, drawn, seen, snapshot: btoa(text) };
}
"""

NO_WEBGL = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind === 'webgl2' ? null : get.call(this, kind, ...rest);
};
"""


@lru_cache
def sample(name):
    """A picture, and its faces' points with the irises, (478, 2) each."""
    image = cv2.cvtColor(cv2.imread(str(picture_path(name))), cv2.COLOR_BGR2RGB)
    meshes = [face_landmarker.detect_landmarks(image, face) for face in face_detector.detect(image)]
    irises = [np.concatenate([eye_landmarker.detect_iris(image, mesh, side) for side in ("right", "left")]) for mesh in meshes]
    return image, [np.concatenate([mesh.points[:, :2], iris]) for mesh, iris in zip(meshes, irises, strict=True)]


def paint(page, image, faces, *sets, **options):
    """What the page makes of a picture with each of these sets of layers, one after the other: its answer, the pictures
    decoded: `seen`, one a set (and one after graphics were lost), and `snapshot`, the last."""
    if not page.url.startswith("http"):
        page.goto("/")
    task = {
        "png": base64.b64encode(cv2.imencode(".png", image[:, :, ::-1])[1].tobytes()).decode(),
        "faces": [{"points": points.ravel().tolist(), "light": effects.light_on(image, points)} for points in faces],
        "shapes": effects.describe()["shapes"],
        "sets": [[layer.to_json() for layer in layers] for layers in sets],
        "options": options,
    }
    answer = page.evaluate(PAINT, task)
    return {**answer, "seen": [read(png) for png in answer["seen"]], "snapshot": read(answer["snapshot"])}


def read(png):
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(base64.b64decode(png), np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def layers_of(*items):
    return effects.compile(effects.parse(list(items)))


def assert_alike(image, faces, layers, drawn, name=""):
    """The server's picture and `drawn`: alike within the faces' boxes, and both the untouched picture far from the make-up."""
    expected = effects.render(image, faces, layers)
    difference = np.abs(expected.astype(int) - drawn).max(axis=2)
    for points in faces:
        left, top = np.maximum(0, points.min(axis=0)).astype(int)
        right, bottom = points.max(axis=0).astype(int)
        box = difference[top:bottom, left:right]
        mean, most = WIDER.get(name, LIMITS)
        assert box.mean() <= mean, name
        assert np.percentile(box, 99) <= most, name
    touched = (expected != image).any(axis=2)
    near = cv2.dilate(touched.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert difference[~near].max() <= 1, name  # a soft edge's last level
    if touched.any():  # what is painted matters more than what differs, unless both are next to nothing
        change = np.abs(expected.astype(int) - image).max(axis=2)
        assert difference[touched].mean() <= max(1, change[touched].mean() / 2), name


def test_it_works(page):
    image, faces = sample("grace_hopper")
    layers = layers_of({"name": "lipstick", "color": "#b3123c", "opacity": 0.8})
    answer = paint(page, image, faces, layers)
    assert answer["drawsMakeup"]
    assert answer["drawn"] == [True]
    assert (answer["seen"][0] != image).any()
    assert_alike(image, faces, layers, answer["seen"][0])
    assert (answer["seen"][0] == answer["snapshot"]).all()


@pytest.mark.parametrize("picture", ["grace_hopper", "astronaut"])
def test_every_effect_and_every_look_is_drawn_alike(page, picture):
    image, faces = sample(picture)
    chosen = {name: [{"name": name}] for name in effects.EFFECTS}
    chosen |= {f"look {name}": [dict(effect) for effect in look.effects] for name, look in LOOKS.items()}
    sets = [layers_of(*items) for items in chosen.values()]
    seen = paint(page, image, faces, *sets)["seen"]
    for name, layers, drawn in zip(chosen, sets, seen, strict=True):
        assert_alike(image, faces, layers, drawn, name)


def test_in_the_dark_too(page):
    image, faces = sample("grace_hopper")
    dark = np.round(0.15 * image).astype(np.uint8)
    pale = ({"name": "lipstick", "color": "#f2a7b5", "opacity": 1}, {"name": "eyeliner", "color": "#ffffff"}, {"name": "teeth"})
    sets = [layers_of(effect) for effect in (*pale, {"name": "mesh", "opacity": 0.3})]
    for layers, drawn in zip(sets, paint(page, dark, faces, *sets)["seen"], strict=True):
        assert_alike(dark, faces, layers, drawn, "mesh" if layers[0].kind == "lines" else "")


def test_several_faces_of_which_one_is_partly_outside(page):
    image, faces = sample("grace_hopper")
    left = faces[0][:, 0].min()
    cut = round(float(left + 0.4 * np.ptp(faces[0][:, 0])))
    pair = np.ascontiguousarray(np.hstack([image[:, cut:], image]))
    both = [faces[0] - (cut, 0), faces[0] + (image.shape[1] - cut, 0)]
    layers = layers_of({"name": "lipstick"}, {"name": "blush"}, {"name": "foundation"}, {"name": "smoothing"})
    assert_alike(pair, both, layers, paint(page, pair, both, layers)["seen"][0])


def test_faces_without_irises_have_no_tinted_eyes(page):
    image, faces = sample("grace_hopper")
    lips, eyes = {"name": "lipstick"}, {"name": "iris"}
    answer = paint(page, image, [points[:468] for points in faces], layers_of(lips), layers_of(lips, eyes))
    assert (answer["seen"][0] == answer["seen"][1]).all()


def test_mirrored_and_split_but_not_in_the_snapshot(page):
    image, faces = sample("grace_hopper")
    layers = layers_of({"name": "lipstick"})
    whole = paint(page, image, faces, layers)["seen"][0]
    answer = paint(page, image, faces, layers, mirror=True, split=0.5)
    middle = image.shape[1] // 2
    assert (answer["seen"][0][:, :middle] == image[:, ::-1][:, :middle]).all()
    assert (answer["seen"][0][:, middle:] == whole[:, ::-1][:, middle:]).all()
    assert (answer["snapshot"] == whole).all()


def test_it_draws_again_after_the_graphics_were_lost(page):
    image, faces = sample("grace_hopper")
    answer = paint(page, image, faces, layers_of({"name": "lipstick"}), lose=True)
    assert answer["drawn"] == [True, False, True]
    assert (answer["seen"][0] == answer["seen"][1]).all()


def test_without_webgl_the_picture_stays_as_it_is_and_the_page_is_told(page):
    page.add_init_script(NO_WEBGL)
    image, faces = sample("grace_hopper")
    answer = paint(page, image, faces, layers_of({"name": "lipstick"}), mirror=True)
    assert not answer["drawsMakeup"]
    assert (answer["seen"][0] == image[:, ::-1]).all()
    assert (answer["snapshot"] == image).all()
