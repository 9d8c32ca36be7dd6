"""How likely is a picture pornographic? Yahoo's open_nsfw (Mahadeokar and Pesavento 2016, a thin ResNet-50) on ONNX Runtime.

It knows pornography as it was collected for it, and nothing of violence, children or consent: see MODEL_CARDS.md.
"""

import cv2
import numpy as np

from . import images, presets, runtime

RESIZED = 256  # both sides, whatever the aspect; the network sees the middle 224
MEAN = np.array([104, 117, 123], np.float32)  # of its training pictures: blue, green, red


def score_nsfw(image: np.ndarray) -> float:
    """Args: uint8 (height, width, 3), RGB. Returns: 0 (certainly not) to 1."""
    preset = presets.load("open-nsfw")
    session = runtime.onnx_session(preset.path)
    (outputs,) = session.run(None, {session.get_inputs()[0].name: prepare(image, preset.input_size)})
    return float(outputs[0, 1])


def prepare(image: np.ndarray, size: int) -> np.ndarray:
    """What the network was trained on: float32 (1, size, size, 3), BGR around zero, through a JPEG, as the original's pictures were."""
    squeezed = cv2.resize(image, (RESIZED, RESIZED), interpolation=cv2.INTER_AREA)
    jpeg = np.frombuffer(images.encode_jpeg(squeezed, 75), np.uint8)
    edge = (RESIZED - size) // 2
    middle = cv2.imdecode(jpeg, cv2.IMREAD_COLOR_BGR)[edge : edge + size, edge : edge + size]
    return (middle - MEAN)[None]
