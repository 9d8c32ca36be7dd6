"""From a picture's bytes to the JSON of its faces, beside the old way in the same process, in turn with it.

The old way, as the older service did it, in one process: dlib's HOG detector with one upsampling, its 68 points, six of
them to solvePnP. And the same without upsampling. Then how the cost grows with faces and with pixels.
"""

import json
import statistics
import time

import cv2
import numpy as np

from analysis.face_json import faces_json
from evaranks.sample_pictures import group_photo, picture_path
from ml_models import face_analyzer, images, presets

RUNS = 40
GROUP_RUNS = 7
TARGET_MS, TARGET_RATIO, TARGET_RATIO_PLAIN = 15, 5, 2
TARGET_GROUP_MS = 600
# Nose tip, chin, eye and mouth corners of a head, in millimetres, as in many a tutorial.
HEAD = np.array([(0, 0, 0), (0, -330, -65), (-225, 170, -135), (225, 170, -135), (-150, -150, -125), (150, -150, -125)], np.float64)
HEAD_POINTS = [30, 8, 36, 45, 48, 54]


def webcam_picture() -> bytes:
    """A person in a JPEG of 640x480."""
    portrait = images.decode(picture_path("grace_hopper").read_bytes())
    return images.encode_jpeg(
        cv2.resize(cv2.copyMakeBorder(portrait, 0, 0, 144, 144, cv2.BORDER_REPLICATE), (640, 480), interpolation=cv2.INTER_AREA)
    )


def new_way(data: bytes) -> str:
    return json.dumps(faces_json(face_analyzer.analyze(images.decode(data))))


def old_way(upsampling: int):
    import dlib

    detector, predictor = dlib.get_frontal_face_detector(), dlib.shape_predictor(str(presets.load("dlib-68").path))

    def read(data):
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        (box,) = detector(grey, upsampling)
        shape = predictor(grey, box)
        points = np.array([(part.x, part.y) for part in shape.parts()], np.float64)
        width, height = image.shape[1::-1]
        camera = np.array([[width, 0, width / 2], [0, width, height / 2], [0, 0, 1.0]])
        _, turn, _ = cv2.solvePnP(HEAD, points[HEAD_POINTS], camera, None)
        return json.dumps(
            {"box": [box.left(), box.top(), box.width(), box.height()], "points": points.tolist(), "turn": turn.ravel().tolist()}
        )

    return read


def in_turn(ways: dict, data: bytes, runs: int) -> dict:
    """Median milliseconds of each way; they take turns, so that whatever else the machine does hits all alike."""
    times = {name: [] for name in ways}
    for way in ways.values():
        way(data)
    for _run in range(runs):
        for name, way in ways.items():
            started = time.perf_counter()
            way(data)
            times[name].append(1000 * (time.perf_counter() - started))
    return {name: round(statistics.median(values), 1) for name, values in times.items()}


def line(points: list[tuple[float, float]]) -> dict:
    """The straight line through (x, y), and how much of the differences it explains."""
    x, y = np.array(points).T
    slope, start = np.polyfit(x, y, 1)
    return {"slope": round(float(slope), 2), "start": round(float(start), 1), "r_squared": round(float(np.corrcoef(x, y)[0, 1] ** 2), 3)}


def curves() -> dict:
    by_faces = []
    for rows, columns in ((1, 1), (1, 3), (2, 4), (3, 5), (4, 6)):
        data = images.encode_jpeg(group_photo(rows, columns, 2400, 1800)[0])
        by_faces.append((rows * columns, in_turn({"ours": new_way}, data, GROUP_RUNS)["ours"]))
    by_pixels = []
    for width, height in ((1280, 960), (2000, 1500), (2800, 2100), (3400, 2550), (4000, 3000)):  # in a smaller one this face is too small
        data = images.encode_jpeg(group_photo(1, 1, width, height)[0])
        by_pixels.append((width * height / 1e6, in_turn({"ours": new_way}, data, GROUP_RUNS)["ours"]))
    return {
        "ms_by_faces_at_4_megapixels": dict(by_faces),
        "line_by_faces": line(by_faces),
        "ms_by_megapixels_with_one_face": dict(by_pixels),
        "line_by_megapixels": line(by_pixels),
    }


def main() -> dict:
    medians = in_turn({"ours": new_way, "old": old_way(1), "old_without_upsampling": old_way(0)}, webcam_picture(), RUNS)
    group = in_turn({"ours": new_way}, images.encode_jpeg(group_photo()[0]), GROUP_RUNS)["ours"]
    ratio, plain = (round(medians[name] / medians["ours"], 1) for name in ("old", "old_without_upsampling"))
    grown = curves()
    print(
        f"640x480, one face: {medians['ours']} ms (target {TARGET_MS}), {ratio} x the old way ({TARGET_RATIO}), "
        f"{plain} x without upsampling ({TARGET_RATIO_PLAIN})"
    )
    print(f"12 megapixels, 20 faces: {group} ms (target {TARGET_GROUP_MS})")
    print(f"{grown['line_by_faces']['slope']} ms a face, {grown['line_by_megapixels']['slope']} ms a megapixel: {grown}")
    return {
        "median_ms": medians,
        "ratio_to_old": ratio,
        "ratio_to_old_without_upsampling": plain,
        "group_12_megapixels_20_faces_ms": group,
        **grown,
    }
