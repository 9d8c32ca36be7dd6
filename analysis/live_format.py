"""The live socket's binary messages. Everything is in network byte order. Clients send SENT, the server ANSWER."""

import struct

import numpy as np

from ml_models import effects, head_pose
from ml_models.results import TrackedFace

SENT = struct.Struct("!II")  # frame number, capture time in milliseconds; then a JPEG or WebP
ANSWER = struct.Struct("!III")  # the same two, the server's time in microseconds; then a JPEG or the landmarks
LANDMARKS = struct.Struct("!BBHHH")  # version, faces, points a face, the frame's width and height
FACE = struct.Struct("!Iffff")  # the track's id; yaw, pitch and roll in degrees; the light on it, 0..1; then the points
VERSION = 2
SUBPIXELS = 16  # x and y are int16 in these fractions of a pixel


def pack_landmarks(faces: list[TrackedFace], image: np.ndarray) -> bytes:
    """What `output: "landmarks"` answers: about 1.9 KB a face. `image` is the frame, uint8 (height, width, 3), RGB."""
    image_size = image.shape[1::-1]
    points = [face.points() for face in faces]
    parts = [LANDMARKS.pack(VERSION, len(faces), len(points[0]) if points else 0, *image_size)]
    for face, places in zip(faces, points, strict=True):
        pose = head_pose.estimate(face.mesh, image_size)
        parts.append(FACE.pack(face.id, pose.yaw, pose.pitch, pose.roll, effects.light_on(image, places)))
        parts.append(np.clip(np.rint(places * SUBPIXELS), -32768, 32767).astype(">i2").tobytes())
    return b"".join(parts)
