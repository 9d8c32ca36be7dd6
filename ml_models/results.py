"""What the networks answer: plain values without Django, each frozen."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """An upright rectangle in pixels; (x, y) is its top-left corner, y grows downwards. It may reach outside the image."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Face:
    """A detected face: its box, the detector's score in 0..1 and BlazeFace's six points (x, y) in pixels:
    right eye, left eye, nose tip, mouth centre, right ear tragion, left ear tragion (the person's own right and left)."""

    box: BoundingBox
    score: float
    keypoints: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class StylePrediction:
    """A style and where it was seen.

    Attributes:
        preset: name of the network's preset.
        labels: its classes; `probabilities`: calibrated, in the same order, summing to 1.
        verdict: "sure", "unsure" (Eva says "between X and Y") or "no_outfit".
        reason: for "no_outfit": "no_person" or "face_only"; otherwise "".
        maps: uint8 (rows, columns, 3): class activation maps of the three best classes, best first;
            negative evidence is cut at 0 and 255 is the strongest of the three.
        map_box: the part of the photo that the maps cover, in the photo's pixels.
        regions: where most of the best class's energy lies, strongest first, at most two of
            "head", "shoulders", "torso", "waist", "legs", "feet".
    """

    preset: str
    labels: tuple[str, ...]
    probabilities: tuple[float, ...]
    verdict: str
    reason: str
    maps: np.ndarray
    map_box: BoundingBox
    regions: tuple[str, ...]

    def ranking(self) -> list[tuple[str, float]]:
        """(label, probability) of every class, best first."""
        return sorted(zip(self.labels, self.probabilities, strict=True), key=lambda pair: -pair[1])
