"""Find faces with BlazeFace (Bazarevsky et al. 2019, arXiv:1907.05047) on LiteRT.

"short" sees faces within about two metres (128x128 input), "full" within about five (192x192).
"""

from functools import lru_cache

import cv2
import numpy as np

from . import presets, runtime, stages
from .results import BoundingBox, Face

# (stride in input pixels, anchors per cell) of the network's two feature maps, or its one.
ANCHORS = {"short": ((8, 2), (16, 6)), "full": ((4, 1),)}
OVERLAP = 0.3  # boxes with a higher intersection over union are one face


@stages.timed("detect")
def detect(image: np.ndarray, *, reach: str = "full", min_score: float = 0.5) -> list[Face]:
    """Every face, the most certain first.

    Args:
        image: uint8 (height, width, 3), RGB.
        reach: "short" or "full".
        min_score: 0..1; fainter detections are dropped.

    Returns:
        Faces whose boxes and points are in the image's pixels.
    """
    preset = presets.load(f"blazeface-{reach}")
    size = preset.input_size
    square, scale, (left, top) = _letterbox(image, size)
    network = runtime.interpreter(preset.path, runtime.spare_cores())
    pixels = (square.astype(np.float32) - preset.mean) / preset.std
    network.set_tensor(network.get_input_details()[0]["index"], pixels[None])
    network.invoke()
    raw_boxes, raw_scores = _outputs(network)
    scores = 1.0 / (1.0 + np.exp(-np.clip(raw_scores, -80, 80)))
    keep = scores >= min_score
    points = raw_boxes[keep].reshape(-1, 8, 2) / size  # centre, (width, height), six keypoints
    points[:, [0, 2, 3, 4, 5, 6, 7]] += _anchors(reach, size)[keep][:, None]
    points *= size / scale
    points[:, [0, 2, 3, 4, 5, 6, 7]] -= np.array([left, top]) / scale
    return [_face(merged, score) for merged, score in _merge(points, scores[keep])]


def _letterbox(image, size):
    """The image scaled to fit a black size x size square, the scale, and where it lies in the square."""
    height, width = image.shape[:2]
    scale = size / max(height, width)
    small = cv2.resize(image, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA)
    left, top = (size - small.shape[1]) // 2, (size - small.shape[0]) // 2
    square = np.zeros((size, size, 3), np.uint8)
    square[top : top + small.shape[0], left : left + small.shape[1]] = small
    return square, scale, (left, top)


def _outputs(network):
    """(anchors, 16) regressors and (anchors,) logits: the files name and order their outputs differently."""
    outputs = [network.get_tensor(detail["index"])[0] for detail in network.get_output_details()]
    boxes, scores = sorted(outputs, key=lambda output: -output.shape[-1])
    return boxes, scores[:, 0]


@lru_cache
def _anchors(reach, size):
    """(anchors, 2) centres, 0..1, row by row, each cell's anchors together."""
    layers = []
    for stride, count in ANCHORS[reach]:
        cells = size // stride
        y, x = np.mgrid[0:cells, 0:cells]
        centres = (np.stack([x, y], axis=-1).reshape(-1, 2) + 0.5) / cells
        layers.append(np.repeat(centres, count, axis=0))
    return np.concatenate(layers)


def _merge(points, scores):
    """Weighted non-maximum suppression: overlapping detections become their average, weighted by score."""
    corners = np.concatenate([points[:, 0] - points[:, 1] / 2, points[:, 0] + points[:, 1] / 2], axis=1)
    rest = np.argsort(-scores)
    while rest.size:
        overlap = _overlap(corners[rest[0]], corners[rest])
        together = rest[overlap > OVERLAP]
        yield np.average(points[together], axis=0, weights=scores[together]), float(scores[rest[0]])
        rest = rest[overlap <= OVERLAP]


def _overlap(box, boxes):
    """Intersection over union of one (x0, y0, x1, y1) with many."""
    sides = np.clip(np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2]), 0, None)
    shared = sides.prod(axis=1)
    return shared / ((box[2:] - box[:2]).prod() + (boxes[:, 2:] - boxes[:, :2]).prod(axis=1) - shared + 1e-9)


def _face(points, score):
    (x, y), (width, height) = points[0], points[1]
    box = BoundingBox(float(x - width / 2), float(y - height / 2), float(width), float(height))
    return Face(box, score, tuple((float(px), float(py)) for px, py in points[2:]))
