"""A picture's perceptual hash: 64 bits of which few change when it is compressed, resized or lightly cropped.

pHash as in OpenCV's img_hash (Zauner 2010, "Implementation and benchmarking of perceptual image hash functions"): whether each of
the 8 x 8 lowest cosine frequencies of the picture in grey, at 32 x 32 pixels, is above their mean.
"""

import cv2
import numpy as np


def fingerprint(image: np.ndarray) -> str:
    """Args: uint8 (height, width, 3), RGB. Returns: 64 letters, each 0 or 1."""
    return "".join(f"{byte:08b}" for byte in cv2.img_hash.pHash(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[0])


def fingerprints(image: np.ndarray) -> tuple[str, str]:
    """Of the picture, and of its mirror image, whose hash is another."""
    return fingerprint(image), fingerprint(np.ascontiguousarray(image[:, ::-1]))
