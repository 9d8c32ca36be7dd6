"""The live socket's binary messages. Everything is in network byte order. Clients send SENT, the server ANSWER."""

import struct

import numpy as np

from ml_models import head_pose
from ml_models.results import TrackedFace

SENT = struct.Struct("!II")  # frame number, capture time in milliseconds; then a JPEG or WebP
ANSWER = struct.Struct("!III")  # the same two, the server's time in microseconds; then a JPEG or the landmarks
LANDMARKS = struct.Struct("!BBHHH")  # version, faces, points a face, the frame's width and height
FACE = struct.Struct("!Ifff")  # the track's id; yaw, pitch and roll in degrees; then the points
VERSION = 1
SUBPIXELS = 16  # x and y are int16 in these fractions of a pixel


def pack_landmarks(faces: list[TrackedFace], image_size: tuple[int, int]) -> bytes:
    """What `output: "landmarks"` answers: about 1.9 KB a face. `image_size` is (width, height) of the frame."""
    points = [face.points() for face in faces]
    parts = [LANDMARKS.pack(VERSION, len(faces), len(points[0]) if points else 0, *image_size)]
    for face, places in zip(faces, points, strict=True):
        pose = head_pose.estimate(face.mesh, image_size)
        parts.append(FACE.pack(face.id, pose.yaw, pose.pitch, pose.roll))
        parts.append(np.clip(np.rint(places * SUBPIXELS), -32768, 32767).astype(">i2").tobytes())
    return b"".join(parts)
