"""Films of a face that turns and blinks, made from one portrait, for tests and benches.

The portrait's own 468-point mesh gives the depth: its points are turned about the middle of the head, and the picture is
stretched after them. Good for about 25 degrees; what a photo hides stays hidden.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from ml_models import face_detector, face_landmarker, head_pose, images

WIDTH, HEIGHT = 640, 480
FACE = 0.34  # height of the face's square that the picture is scaled to, of the frame's height: large, as before a webcam
GRID = 8  # pixels; the stretching is computed this coarsely, and smooth in between
HEAD = 1.5  # what lies further out than so many half faces does not move
LIDS = {  # upper lid, lower lid: mesh points from the outer to the inner corner
    "right": ((246, 161, 160, 159, 158, 157, 173), (7, 163, 144, 145, 153, 154, 155)),
    "left": ((466, 388, 387, 386, 385, 384, 398), (249, 390, 373, 374, 380, 381, 382)),
}
CREASES = {"right": (247, 30, 29, 27, 28, 56, 190), "left": (467, 260, 259, 257, 258, 286, 414)}
CAMERA_RATE = 30  # frames a second, at which Chromium's fake camera plays a motion JPEG


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """A portrait, uint8 (HEIGHT, WIDTH, 3), and the mesh of its face, float64 (468, 3), z away from the camera."""

    image: np.ndarray
    points: np.ndarray


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees as in HeadPose, beside the portrait's own pose; `shut`: how far the eyes are closed, 0..1."""

    yaw: float = 0.0
    pitch: float = 0.0
    shut: float = 0.0


# Everything that a guided enrolment asks for, once: (pose, seconds of the way there, seconds to stay). The tasks in either order
# of the lot, then the poses in theirs.
ENROLMENT = (
    (Pose(), 0.1, 0.9),
    (Pose(shut=1.0), 0.2, 0.5),
    (Pose(), 0.2, 0.8),
    (Pose(yaw=33), 1.0, 0.6),
    (Pose(), 1.0, 0.4),
    (Pose(yaw=-35), 1.0, 0.6),
    (Pose(), 1.0, 0.9),
    (Pose(shut=1.0), 0.2, 0.5),
    (Pose(), 0.2, 0.8),
    (Pose(yaw=4), 0.4, 1.2),  # straight ahead in two ways, for two samples
    (Pose(yaw=-4), 0.4, 1.2),
    (Pose(yaw=33), 1.0, 1.5),
    (Pose(yaw=-35), 1.5, 1.5),
    (Pose(yaw=3), 1.0, 0.8),  # for whom the turn was the last task: looking up would be taken for looking ahead
    (Pose(yaw=-3), 0.4, 0.8),
    (Pose(pitch=24), 0.8, 2.0),
    (Pose(), 0.5, 0.3),
)


def cast(portrait: np.ndarray) -> Actor:
    """The largest face of a picture, uint8 RGB, before a webcam."""
    face = face_detector.detect(portrait)[0]
    points = face_landmarker.detect_landmarks(portrait, face).points[:, :2]
    low, high = points.min(axis=0), points.max(axis=0)
    scale = FACE * HEIGHT * 1.4 / float(high[1] - low[1])
    shift = np.array([WIDTH / 2, HEIGHT * 0.52]) - scale * (low + high) / 2
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    image = cv2.warpAffine(portrait, matrix, (WIDTH, HEIGHT), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    mesh = face_landmarker.detect_landmarks(image, face_detector.detect(image)[0])
    return Actor(image, mesh.points.astype(np.float64))


def frame(actor: Actor, pose: Pose) -> np.ndarray:
    """The actor in this pose, uint8 (HEIGHT, WIDTH, 3)."""
    if pose == Pose():
        return actor.image
    before = actor.points.copy()
    after = before.copy()
    middle = np.array([*(before[:, :2].min(axis=0) + before[:, :2].max(axis=0)) / 2, 0.25 * np.ptp(before[:, 0])])
    after = (after - middle) @ head_pose.to_matrix(pose.yaw, pose.pitch, 0.0).T + middle
    image = actor.image if pose.shut == 0 else _with_lids(actor, pose.shut)
    return _stretched(image, before[:, :2], after[:, :2], middle[:2])


def photo_held_up(actor: Actor, yaw: float, pitch: float = 0.0, distance: float = 3.0) -> np.ndarray:
    """A print of the actor before the camera, turned as a whole; `distance` of the camera, in heights of the print."""
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float64)
    centre = np.array([WIDTH / 2, HEIGHT / 2])
    flat = np.column_stack([corners - centre, np.zeros(4)]) @ head_pose.to_matrix(yaw, pitch, 0.0).T
    focal = distance * HEIGHT
    seen = flat[:, :2] * (focal / (focal + flat[:, 2:])) + centre
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32))
    return cv2.warpPerspective(actor.image, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_CONSTANT, borderValue=(90, 80, 70))


def glide(stops: Iterable[tuple[Pose, float, float]], rate: int) -> Iterator[Pose]:
    """Poses at `rate` a second: from stop to stop, each (pose, seconds of the way there, seconds to stay)."""
    here = Pose()
    for stop, way_s, stay_s in stops:
        steps = max(1, round(way_s * rate))
        for step in range(1, steps + 1):
            share = step / steps
            names = ("yaw", "pitch", "shut")
            yield Pose(*((1 - share) * getattr(here, name) + share * getattr(stop, name) for name in names))
        yield from [stop] * round(stay_s * rate)
        here = stop


def motion_jpeg(actor: Actor, stops: Iterable[tuple[Pose, float, float]]) -> bytes:
    """A film for a browser's fake camera, which repeats it for ever."""
    drawn: dict[Pose, bytes] = {}
    parts = []
    for pose in glide(stops, CAMERA_RATE // 2):  # each twice: drawing takes its time
        if pose not in drawn:
            drawn[pose] = images.encode_jpeg(frame(actor, pose), 90)
        parts += [drawn[pose]] * 2
    return b"".join(parts)


def _with_lids(actor, shut):
    """The portrait with its upper lids drawn down, in the colour of the skin above them and with lashes at their edge."""
    image = actor.image.copy()
    points = actor.points[:, :2]
    for side, (upper, lower) in LIDS.items():
        rim, sole, fold = (points[list(indices)] for indices in (upper, lower, CREASES[side]))
        height = np.linalg.norm(sole - rim, axis=1).max()
        down = np.array([0.0, height])
        edge = (1 - shut) * (rim - 0.3 * down) + shut * (sole + 0.1 * down)
        skin = image[tuple(np.rint(fold).astype(int)[:, ::-1].T)].mean(axis=0)
        lid = np.concatenate([fold, edge[::-1]])
        mask = np.zeros(image.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.rint(8 * lid).astype(np.int32)], 255, cv2.LINE_AA, 3)
        share = cv2.GaussianBlur(mask, (0, 0), 0.05 * height + 0.5)[..., None] / 255.0
        image = np.rint((1 - share) * image + share * skin).astype(np.uint8)
        cv2.polylines(image, [np.rint(8 * edge).astype(np.int32)], False, (40, 25, 25), max(1, round(height / 8)), cv2.LINE_AA, 3)
    return image


def _stretched(image, before, after, middle):
    """The picture after its points moved: in between by triangles, not at all far from the face."""
    from scipy.interpolate import LinearNDInterpolator

    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    reach = HEAD * np.ptp(before, axis=0) / 2
    ring = middle + np.column_stack([np.cos(angles), np.sin(angles)]) * reach
    frame_edge = np.array([[x, y] for x in (0, WIDTH / 2, WIDTH) for y in (0, HEIGHT / 2, HEIGHT) if (x, y) != (WIDTH / 2, HEIGHT / 2)])
    source = np.concatenate([before, ring, frame_edge])
    target = np.concatenate([after, ring, frame_edge])
    xs, ys = np.meshgrid(np.arange(0, WIDTH + GRID, GRID), np.arange(0, HEIGHT + GRID, GRID))
    places = LinearNDInterpolator(target, source)(np.column_stack([xs.ravel(), ys.ravel()]).clip(0, (WIDTH, HEIGHT)))
    coarse = places.reshape(*xs.shape, 2).astype(np.float32)
    ids = np.meshgrid(np.arange(WIDTH, dtype=np.float32) / GRID, np.arange(HEIGHT, dtype=np.float32) / GRID)
    fine = cv2.remap(coarse, *ids, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return cv2.remap(image, fine[..., 0], fine[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
