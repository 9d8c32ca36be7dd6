"""From a found face to its embedding, beside dlib's own call in the same process, in turn with it.

Both start from an image with known points of one face, align it and run the same weights. Then how long each keeps another
thread of the process waiting (dlib holds Python's lock), and the whole way from a still photo's bytes to an embedding.
"""

import importlib.util
import threading
import time
from pathlib import Path

import cv2
import numpy as np

from bench.face_speed import in_turn, webcam_picture
from evaranks.sample_pictures import picture_path
from ml_models import face_analyzer, face_embedder, images, presets, runtime

RUNS, LOCK_RUNS = 40, 10
TARGET_RATIO, TARGET_PHOTO_MS = 10, 40
TICK_S = 0.001
LARGE = 1600  # pixels of the longer side that the browser sends


def find(image):
    return face_analyzer.analyze(image, landmarks=False, attributes=False, max_faces=1).faces[0].mesh


def photo_way(data: bytes) -> np.ndarray:
    image = images.decode(data)
    return face_embedder.embed(image, find(image))


def dlib_way(image: np.ndarray):
    """dlib's call on `image` with the points that its own five-point predictor finds on it."""
    import dlib

    folder = Path(importlib.util.find_spec("face_recognition_models").submodule_search_locations[0]) / "models"
    network = dlib.face_recognition_model_v1(str(folder / "dlib_face_recognition_resnet_model_v1.dat"))
    (box,) = dlib.get_frontal_face_detector()(image, 0)
    points = dlib.shape_predictor(str(folder / "shape_predictor_5_face_landmarks.dat"))(image, box)
    return lambda _: np.array(network.compute_face_descriptor(image, points))


def one_core_way(image: np.ndarray, mesh):
    """Ours without a second core's help."""
    network = runtime.interpreter(presets.load(face_embedder.PRESET).path, 1)
    entry = network.get_input_details()[0]["index"]

    def embed(_):
        network.set_tensor(entry, face_embedder.align(image, mesh)[None].astype(np.float32))
        network.invoke()

    return embed


def longest_wait(way) -> float:
    """Milliseconds that another thread, which wants to do something every millisecond, had to wait at most while `way` ran."""
    gaps, done = [], threading.Event()

    def tick():
        last = time.perf_counter()
        while not done.is_set():
            time.sleep(TICK_S)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    thread = threading.Thread(target=tick)
    thread.start()
    for _run in range(LOCK_RUNS):
        way(None)
    done.set()
    thread.join()
    return round(1000 * max(gaps), 1)


def main() -> dict:
    data = webcam_picture()
    image = images.decode(data)
    mesh = find(image)
    ways = {"ours": lambda _: face_embedder.embed(image, mesh), "ours_one_core": one_core_way(image, mesh), "dlib": dlib_way(image)}
    medians = in_turn(ways, None, RUNS)
    aligned = in_turn({"align": lambda _: face_embedder.align(image, mesh)}, None, RUNS)["align"]
    waits = {name: longest_wait(ways[name]) for name in ("ours", "dlib")}
    portrait = images.decode(picture_path("grace_hopper").read_bytes())
    scale = LARGE / max(portrait.shape)
    large = images.encode_jpeg(cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))
    photos = {"640x480": in_turn({"ours": photo_way}, data, RUNS)["ours"], f"{LARGE} px": in_turn({"ours": photo_way}, large, RUNS)["ours"]}
    ratio = round(medians["dlib"] / medians["ours"], 1)
    one_core = round(medians["dlib"] / medians["ours_one_core"], 1)
    apart = float(face_embedder.distance(face_embedder.embed(image, mesh), ways["dlib"](None)))
    print(
        f"Embedding: {medians['ours']} ms, {medians['ours_one_core']} on one core ({aligned} of it alignment), dlib {medians['dlib']}: "
        f"{ratio} x and {one_core} x (target {TARGET_RATIO}). Another thread waits {waits['ours']} ms at most, with dlib {waits['dlib']}"
    )
    print(f"Still photo, one face, all of it: {photos} (target {TARGET_PHOTO_MS} ms). Distance of both ways' embeddings: {apart:.3f}")
    return {
        "median_ms": medians,
        "alignment_ms": aligned,
        "ratio_to_dlib": ratio,
        "ratio_to_dlib_on_one_core": one_core,
        "another_thread_waits_ms": waits,
        "still_photo_with_one_face_ms": photos,
        "distance_between_both_ways": round(apart, 4),
    }
