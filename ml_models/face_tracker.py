"""Follow faces through a video: the mesh where it last lay, the detector only where that does not do.

As MediaPipe's pipeline does it (Kartynnik et al. 2019, arXiv:1907.06724): each frame's mesh tells the square in which the
next frame's is looked for. The detector runs while nobody is seen or somebody was lost, and now and then for new faces.
"""

from dataclasses import dataclass, field
from itertools import count

import numpy as np

from . import eye_landmarker, face_detector, face_landmarker, face_search, presets, runtime
from .one_euro import OneEuroFilter
from .results import Face, FaceMesh, TrackedFace

NEW = face_search.PRESENT  # of a face that was not there before,
KEPT = 0.5  # and presence of one that was
STILL = (0.02, 0.03, np.radians(2))  # a square that moved, grew or turned by less is kept: a new one would make the mesh tremble
OFF = 0.08  # of the square's side; a mesh further from its middle is looked at again
LOOKS = 3  # that it gets at most
LEAP = 1.6  # a face that grows or shrinks by more within a frame is another one, or none
SAME = 0.5  # of the smaller of two faces' extents; those that share more are one. Cheek to cheek they share a quarter
NEAR = 1.5  # sides; a hidden face may come back this far from where it was
MEMORY_S = 1.5  # a hidden face that comes back within this time is the same one
SEARCH_S = (0.2, 1.0)  # between looks for new faces: soon after one came, seldom when none does


@dataclass(slots=True, eq=False)
class _Track:
    id: int
    mesh: FaceMesh  # as the network gave it
    square: tuple  # middle, side, angle
    seen_s: float
    age: int = 0
    hidden: bool = False
    points: OneEuroFilter = field(default_factory=OneEuroFilter)
    irises: OneEuroFilter = field(default_factory=OneEuroFilter)

    def see(self, mesh, time_s):
        self.age += 1
        self.mesh, self.seen_s, self.hidden = mesh, time_s, False
        self.square = _steadied(self.square, face_landmarker.region(mesh))


class FaceTracker:
    """The faces of one video. Not for several threads at once."""

    def __init__(self, max_faces: int = 4):
        self._max_faces = max_faces
        self._tracks: list[_Track] = []
        self._ids = count(1)
        self._size = None
        self._searched_s, self._pause_s = -np.inf, SEARCH_S[0]

    def track(self, image: np.ndarray, time_s: float, *, irises: bool = False) -> list[TrackedFace]:
        """The faces of the next frame, those longest known first.

        Args:
            image: uint8 (height, width, 3), RGB; its size may differ from the last one's.
            time_s: when it was taken, in seconds of any clock.
            irises: whether to find them too.
        """
        self._resize(image)
        for track in self._tracks:
            mesh = _followed(image, track)
            if mesh is None:
                track.hidden = True
            else:
                track.see(mesh, time_s)
        self._drop_doubles()
        if self._wants_search(time_s):
            self._search(image, time_s)
        self._tracks = [track for track in self._tracks if not track.hidden or 0 <= time_s - track.seen_s < MEMORY_S]
        return [_smoothed(image, track, time_s, irises) for track in self._tracks if not track.hidden]

    def _resize(self, image):
        size, before = image.shape[:2], self._size
        self._size = size
        if before in (None, size):
            return
        factor = size[1] / before[1]
        if abs(size[0] / before[0] / factor - 1) > 0.02:  # another camera, or turned
            self._tracks.clear()
        for track in self._tracks:
            middle, side, angle = track.square
            track.square = (middle * factor, side * factor, angle)
            track.points.rescale(factor)
            track.irises.rescale(factor)

    def _drop_doubles(self):
        kept = []
        for track in self._tracks:
            if track.hidden or not any(_shared(track.square, other.square) > SAME for other in kept if not other.hidden):
                kept.append(track)
        self._tracks = kept

    def _wants_search(self, time_s):
        shown = sum(not track.hidden for track in self._tracks)
        if shown == self._max_faces:
            return False
        due = not 0 <= time_s - self._searched_s < self._pause_s
        return due or shown == 0 or shown < len(self._tracks)

    def _search(self, image, time_s):
        self._searched_s = time_s
        self._pause_s = min(2 * self._pause_s, SEARCH_S[1])
        for face in face_detector.detect(image, reach="short"):
            shown = [track for track in self._tracks if not track.hidden]
            if len(shown) == self._max_faces:
                return
            if any(_shared(_square(face), track.square) > SAME for track in shown):
                continue
            mesh = face_landmarker.detect_landmarks(image, face)
            if mesh.presence < NEW:
                continue
            _, mesh = face_search.confirm(image, face)  # it may be upside down: the mesh then puts the lips on the forehead
            square = face_landmarker.region(mesh)
            if any(_shared(square, track.square) > SAME for track in shown):
                continue
            self._pause_s = SEARCH_S[0]
            track = self._remembered(square)
            if track is None:
                self._tracks.append(_Track(next(self._ids), mesh, square, time_s))
            else:
                track.see(mesh, time_s)

    def _remembered(self, square):
        """The nearest hidden face that this may be, if any."""
        hidden = [(_distance(track.square, square), track) for track in self._tracks if track.hidden]
        near = [(distance, track) for distance, track in hidden if distance < NEAR and _is_alike(track.square, square)]
        return min(near, key=lambda pair: pair[0])[1] if near else None


def warm() -> None:
    """Load what a tracker may need into the calling thread."""
    for name in ("blazeface-short", face_landmarker.PRESET, eye_landmarker.PRESET):
        runtime.interpreter(presets.load(name).path, runtime.spare_cores())


def _followed(image, track):
    """The mesh in this frame of a face of the last one, or None where it is not to be trusted."""
    square = track.square
    mesh = face_landmarker.look(image, *square)
    for _again in range(LOOKS):
        found = face_landmarker.region(mesh)
        if mesh.presence < KEPT or not _is_alike(square, found) or not _is_inside(found, image):
            return None
        if _distance(square, found) <= OFF:
            return mesh
        square = found
        mesh = face_landmarker.look(image, *square)
    return None


def _smoothed(image, track, time_s, irises):
    mesh = track.mesh
    scale = max(1.0, track.square[1] / face_landmarker.HEIGHTS)
    smooth = FaceMesh(track.points.smooth(mesh.points, time_s, scale), mesh.presence, mesh.angle)
    if not irises:
        return TrackedFace(track.id, smooth, track.age)
    seen = np.concatenate([eye_landmarker.detect_iris(image, mesh, side) for side in ("right", "left")])
    return TrackedFace(track.id, smooth, track.age, track.irises.smooth(seen, time_s, scale))


def _steadied(old, new):
    """The old square where the new one hardly differs."""
    turned = abs((new[2] - old[2] + np.pi) % (2 * np.pi) - np.pi)
    still = _distance(old, new) < STILL[0] and abs(new[1] / old[1] - 1) < STILL[1] and turned < STILL[2]
    return old if still else new


def _square(face: Face):
    box = face.box
    return np.array([box.x + box.width / 2, box.y + box.height / 2]), face_landmarker.MARGIN * max(box.width, box.height), 0.0


def _distance(one, other):
    """Between the middles of two squares, in sides of the first."""
    return float(np.hypot(*(other[0] - one[0]))) / one[1]


def _is_alike(one, other):
    return 1 / LEAP < other[1] / one[1] < LEAP


def _is_inside(square, image):
    x, y = square[0]
    return 0 <= x < image.shape[1] and 0 <= y < image.shape[0] and square[1] >= 16


def _shared(one, other):
    """How much of the smaller of the faces in two squares, taken as squares themselves, lies in the other, 0..1."""
    (a, one_half), (b, other_half) = ((square[0], square[1] / face_landmarker.HEIGHTS / 2) for square in (one, other))
    sides = np.minimum(a + one_half, b + other_half) - np.maximum(a - one_half, b - other_half)
    return float(np.clip(sides, 0, None).prod() / (2 * min(one_half, other_half)) ** 2)
