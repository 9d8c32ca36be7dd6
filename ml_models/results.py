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


@dataclass(frozen=True, slots=True, eq=False)
class FaceMesh:
    """468 points on a face.

    Attributes:
        points: float32 (468, 3): x and y in the image's pixels; z, the depth, in the same unit, growing away
            from the camera, 0 near the middle of the head.
        presence: the network's certainty, 0..1, that it looked at a face.
        angle: by how much, in radians, the face was turned clockwise when it was looked at.
    """

    points: np.ndarray
    presence: float
    angle: float


@dataclass(frozen=True, slots=True, eq=False)
class TrackedFace:
    """A face of a video: `id` stays the same while it is kept, `age` counts the frames before this one that showed it.

    `mesh` is smoothed over time. `irises`: float32 (10, 2), the right one's five points, then the left one's; None when not asked for.
    """

    id: int
    mesh: FaceMesh
    age: int
    irises: np.ndarray | None = None

    def points(self) -> np.ndarray:
        """float32 (468, 2), or (478, 2) with the irises: x and y in the image's pixels, in MediaPipe's order."""
        points = self.mesh.points[:, :2]
        return points if self.irises is None else np.concatenate([points, self.irises])


@dataclass(frozen=True, slots=True, eq=False)
class HeadPose:
    """Degrees, as the viewer sees them: yaw is positive towards the image's right, pitch upwards, roll clockwise.

    `rotation`, (3, 3), takes the head's axes to the viewer's (x right, y down, z along the line of sight to
    the head); the identity looks straight at the camera.
    """

    yaw: float
    pitch: float
    roll: float
    rotation: np.ndarray


@dataclass(frozen=True, slots=True)
class FaceAttributes:
    """Eye distance in pixels, between the middles of the eyes; openings as ratios of height to width. Sides are the person's own."""

    eye_distance: float
    mouth_ratio: float
    mouth_open: bool
    right_eye_ratio: float
    right_eye_closed: bool
    left_eye_ratio: float
    left_eye_closed: bool


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """`sharpness`: variance of the Laplacian at 112 pixels; `brightness`: mean, 0..1; `reason`: why it is not usable for
    enrolment, "cut_off", "too_small", "too_dark", "too_bright", "turned_away" or "too_blurry", otherwise ""."""

    sharpness: float
    brightness: float
    usable: bool
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class AnalyzedFace:
    """One face and what is known of it. `landmarks` is float32 (68, 2) in pixels or None; the last three are None when not asked for."""

    face: Face
    mesh: FaceMesh
    landmarks: np.ndarray | None
    pose: HeadPose | None
    attributes: FaceAttributes | None
    quality: FaceQuality | None


@dataclass(frozen=True, slots=True, eq=False)
class FacesAnalysis:
    """Every face of an image, largest first; the presets that found them, by task; milliseconds by stage."""

    width: int
    height: int
    faces: tuple[AnalyzedFace, ...]
    presets: dict[str, str]
    elapsed_ms: dict[str, float]
