"""Find every face of a photo, small ones and turned ones too, with BlazeFace at several scales.

BlazeFace sees faces between a twelfth and the whole of its input's side. So a large photo is looked at
whole and in overlapping tiles, again from another side if it lies there; a face then needs about 55
pixels, or a 48th of the longer side if that is more.
"""

from itertools import product

import numpy as np

from . import face_detector, face_landmarker, face_patch
from .results import BoundingBox, Face, FaceMesh

MIN_SCORE = 0.4  # the mesh has a say as well, so the detector may be a little credulous
TILE = 640  # pixels, or a quarter of the longer side
STRIDE = 0.75  # of a tile
SEEN = 192  # side of the full-range network's input
SMALL = 256  # in an image no larger than this, every face is near enough for the short-range network
TWICE = 0.5  # of the smaller box: two detections that share more are one face
CERTAIN = 1 - 1e-7  # the mesh's answer for a face that is the right way up
PRESENT = 0.99  # the mesh's answer for a face at all
DOUBTFUL = 0.75  # the score of many a face that lies askew


def search(image: np.ndarray, min_score: float = MIN_SCORE, quarters: int = 0) -> list[Face]:
    """Candidates, largest first: what the detector takes for a face, without the landmarker's opinion.

    Args:
        image: uint8 (height, width, 3), RGB.
        min_score: 0..1; fainter detections are dropped.
        quarters: by how many quarter turns clockwise the faces lie that are looked for, 0..3. Some of the others are found as well.
    """
    longest = max(image.shape[:2])
    if longest <= SMALL:
        found = face_detector.detect(_upright(image, quarters), reach="short", min_score=min_score)
        return _largest_first([_turned(face, quarters, image.shape) for face in found])
    tile = max(TILE, longest // 4)
    # The detector's own resizing of whole photos would take longer than its network.
    image, scale = face_patch.halved(image, tile / SEEN)
    tile //= scale
    shape = image.shape
    image = _upright(image, quarters)  # shrunk before: of a large photo there is no second copy
    whole, further = face_patch.halved(image, max(image.shape[:2]) / SEEN)
    found = [_moved(face, further, 0, 0) for face in face_detector.detect(whole, min_score=min_score)]
    if longest > tile * scale:
        for y, x in product(_starts(image.shape[0], tile), _starts(image.shape[1], tile)):
            part = image[y : y + tile, x : x + tile]
            inside = (face for face in face_detector.detect(part, min_score=min_score) if not _is_cut(face, part, (x, y), image))
            found += [_moved(face, 1, x, y) for face in inside]
    return _largest_first([_moved(_turned(face, quarters, shape), scale, 0, 0) for face in _distinct(found)])


def other_sides(meshes: list[FaceMesh]) -> list[int]:
    """From which further sides to search a photo in which these faces were found, as `quarters` of `search`.

    A photo that lies on its side or head has all its faces so, of which an upright search misses many; and where it sees
    nobody, each side may be the right one.
    """
    if not meshes:
        return [1, 2, 3]
    quarters = [round(face_landmarker.turn(mesh) / (np.pi / 2)) % 4 for mesh in meshes]
    most = max(range(4), key=quarters.count)
    return [most] if most else []


def confirm(image: np.ndarray, face: Face, min_score: float = MIN_SCORE) -> tuple[Face, FaceMesh] | None:
    """The face with its mesh, or None where the mesh sees no face.

    The detector also finds faces that lie sideways or upside down, but takes them for upright ones. So
    where the mesh doubts, the surroundings are turned by quarters and both are asked again.
    """
    mesh = face_landmarker.detect_landmarks(image, face)
    best = (face, mesh)
    if mesh.presence < CERTAIN or face.score < DOUBTFUL:
        box = face.box
        centre, side = (box.x + box.width / 2, box.y + box.height / 2), 2.5 * max(box.width, box.height)
        for other in search_turned(image, centre, side, min_score):
            other_mesh = face_landmarker.detect_landmarks(image, other)
            if _share(other.box, box) > TWICE and other_mesh.presence > best[1].presence:
                best = (other, other_mesh)
    return best if best[1].presence >= PRESENT else None


def search_turned(image: np.ndarray, centre=None, side: float | None = None, min_score: float = MIN_SCORE) -> list[Face]:
    """Faces in the square around `centre` (default: the whole image), seen from all four sides. The same face may come several times."""
    height, width = image.shape[:2]
    centre, side = centre or (width / 2, height / 2), side or max(width, height)
    found = []
    for patch, back in face_patch.quarter_turns(image, centre, side, 128):
        found += [_placed(face, back, side / 128) for face in face_detector.detect(patch, reach="short", min_score=min_score)]
    return _largest_first(found)


def unknown(candidates: list[Face], found: list[tuple[Face, FaceMesh]]) -> list[Face]:
    """Those of the candidates that are none of the faces found for certain: to confirm one takes far longer than to see it."""
    certain = [face.box for face, mesh in found if mesh.presence >= CERTAIN]
    return [face for face in candidates if all(_share(face.box, box) <= TWICE for box in certain)]


def distinct(faces: list[tuple[Face, FaceMesh]]) -> list[tuple[Face, FaceMesh]]:
    """Each face once, the most certain mesh of it, largest first."""
    kept = []
    for face, mesh in sorted(faces, key=lambda pair: -pair[1].presence):
        bounds = _bounds(mesh)
        if all(_share(bounds, other) <= TWICE for *_, other in kept):
            kept.append((face, mesh, bounds))
    return sorted(((face, mesh) for face, mesh, _ in kept), key=lambda pair: -_area(pair[0].box))


def _starts(length, tile):
    """Where tiles begin along one side: evenly, overlapping by at least a quarter."""
    if length <= tile:
        return [0]
    count = int(np.ceil((length - tile) / (STRIDE * tile))) + 1
    return [round(step * (length - tile) / (count - 1)) for step in range(count)]


def _is_cut(face, part, origin, image):
    """Whether the face reaches over an edge of its tile that is no edge of the image: another tile shows all of it."""
    box, (height, width) = face.box, part.shape[:2]
    x, y = origin
    return (
        (box.x < 0 < x)
        or (box.y < 0 < y)
        or (box.x + box.width > width and x + width < image.shape[1])
        or (box.y + box.height > height and y + height < image.shape[0])
    )


def _moved(face, scale, x, y):
    """A face of a part at (x, y) of an image that was shrunk by `scale`, in the unshrunk image."""
    box = face.box
    placed = BoundingBox(scale * (box.x + x), scale * (box.y + y), scale * box.width, scale * box.height)
    return Face(placed, face.score, tuple((scale * (px + x), scale * (py + y)) for px, py in face.keypoints))


def _upright(image, quarters):
    """The image as it looks once it is turned back by so many quarters."""
    return image if quarters == 0 else np.ascontiguousarray(np.rot90(image, quarters))


def _turned(face, quarters, shape):
    """A face of an `_upright` image in the image, which has this shape."""
    height, width = shape[:2]
    for left in range(quarters, 0, -1):  # a quarter clockwise at a time; width and height change places with each
        across, box = width if left % 2 else height, face.box
        box = BoundingBox(across - box.y - box.height, box.x, box.height, box.width)
        face = Face(box, face.score, tuple((across - y, x) for x, y in face.keypoints))
    return face


def _placed(face, back, scale):
    """A face of a patch in the image's coordinates. The box stays upright: BlazeFace's are squares."""
    box = face.box
    centre, *points = face_patch.place(np.array([(box.x + box.width / 2, box.y + box.height / 2), *face.keypoints]), back)
    width, height = box.width * scale, box.height * scale
    upright = BoundingBox(float(centre[0] - width / 2), float(centre[1] - height / 2), width, height)
    return Face(upright, face.score, tuple((float(x), float(y)) for x, y in points))


def _distinct(faces):
    kept = []
    for face in sorted(faces, key=lambda face: -face.score):
        if all(_share(face.box, other.box) <= TWICE for other in kept):
            kept.append(face)
    return kept


def _share(one, other):
    """How much of the smaller box lies in the other, 0..1."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0.0, width) * max(0.0, height) / max(1e-9, min(_area(one), _area(other)))


def _area(box):
    return box.width * box.height


def _bounds(mesh):
    (x, y), (right, bottom) = mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0)
    return BoundingBox(float(x), float(y), float(right - x), float(bottom - y))


def _largest_first(faces):
    return sorted(faces, key=lambda face: -_area(face.box))
