"""How right the face analysis is, on a folder of portraits: `python -m bench.face_accuracy FOLDER [--each N]`.

FOLDER holds one folder of pictures a group, each picture a portrait of one person. Measured are:
recall by group beside dlib's HOG detector with one upsampling; the distance between both sources of the 68 points; pose
against a known roll of the image, against the mirrored image, and against the mesh's own 3-D turned by a known yaw and pitch.
"""

import argparse
import json
from itertools import product
from pathlib import Path

import cv2
import numpy as np

from ml_models import face_analyzer, face_geometry, face_points, head_pose, images
from ml_models.results import FaceMesh

ROLLS = (-60, -40, -20, 20, 40, 60)
TURNS = tuple(product((-45, -30, -15, 0, 15, 30, 45), (-30, -15, 0, 15, 30)))
POSE_SHARE = 8  # pose is measured on every so many-th portrait
CAMERA = ((640, 480), 640.0, 60.0)  # size, focal length, distance in centimetres of the imagined camera


def faces_of(image):
    return face_analyzer.analyze(image, landmarks=False).faces


def landmark_distance(image, mesh) -> np.ndarray:
    """Distance of each of the 68 points between both sources, in eye distances."""
    ours, theirs = (face_points.locate(image, mesh, source) for source in ("mesh", "dlib"))
    eyes = np.linalg.norm(theirs[36:42].mean(axis=0) - theirs[42:48].mean(axis=0))
    return np.linalg.norm(ours - theirs, axis=1) / eyes


def angle_error(found: float, expected: float) -> float:
    return abs((found - expected + 180) % 360 - 180)


def roll_errors(image) -> list[dict]:
    """Errors in degrees after the image is turned clockwise by each of ROLLS; yaw and pitch must stay."""
    height, width = image.shape[:2]
    margin = max(height, width) // 2
    wide = cv2.copyMakeBorder(image, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    size = wide.shape[1::-1]
    straight = faces_of(wide)
    rows = []
    for roll in ROLLS:
        turn = cv2.getRotationMatrix2D(((size[0] - 1) / 2, (size[1] - 1) / 2), -roll, 1)
        turned = faces_of(cv2.warpAffine(wide, turn, size, borderMode=cv2.BORDER_REPLICATE))
        if straight and turned:
            before, after = straight[0].pose, turned[0].pose
            rows.append(
                {
                    "roll": angle_error(after.roll, before.roll + roll),
                    "yaw": abs(after.yaw - before.yaw),
                    "pitch": abs(after.pitch - before.pitch),
                }
            )
    return rows


def mirror_error(image) -> dict | None:
    """Errors in degrees between the pose and that of the mirrored image with the signs of yaw and roll turned."""
    here, there = faces_of(image), faces_of(np.ascontiguousarray(image[:, ::-1]))
    if not (here and there):
        return None
    one, other = here[0].pose, there[0].pose
    return {"yaw": abs(one.yaw + other.yaw), "pitch": abs(one.pitch - other.pitch), "roll": angle_error(one.roll, -other.roll)}


def turn_errors(mesh: FaceMesh) -> list[dict]:
    """Errors in degrees where the mesh's own 3-D, straightened, is turned by each of TURNS and seen by an imagined camera."""
    vertices, _, _ = face_geometry.canonical_face()
    points = mesh.points.astype(np.float64)
    rotation, scale = head_pose._rigid_fit(vertices * head_pose.FLIP, points, np.ones(len(points)))
    straight = (points - points.mean(axis=0)) @ rotation / scale
    size, focal, distance = CAMERA
    rows = []
    for yaw, pitch in TURNS:
        placed = straight @ head_pose.to_matrix(yaw, pitch, 0).T + (0, 0, distance)
        seen = placed[:, :2] / placed[:, 2:] * focal + np.array(size) / 2
        depth = (placed[:, 2] - distance) * focal / distance
        pose = head_pose.estimate(FaceMesh(np.column_stack([seen, depth]).astype(np.float32), 1.0, 0.0), size, focal)
        rows.append({"yaw": abs(pose.yaw - yaw), "pitch": abs(pose.pitch - pitch), "roll": abs(pose.roll)})
    return rows


def mean_of(rows: list[dict]) -> dict:
    return {name: round(float(np.mean([row[name] for row in rows])), 2) for name in rows[0]}


def main(folder: Path, each: int | None = None) -> dict:
    import dlib

    hog = dlib.get_frontal_face_detector()
    recall, distances, rolls, mirrors, turns = {}, [], [], [], []
    for group in sorted(path for path in folder.iterdir() if path.is_dir()):
        found = {"portraits": 0, "ours": 0, "dlib": 0, "more_than_one": 0, "usable": 0}
        for number, path in enumerate(sorted(group.iterdir())[:each]):
            image = images.decode(path.read_bytes())
            faces = faces_of(image)
            found["portraits"] += 1
            found["ours"] += bool(faces)
            found["more_than_one"] += len(faces) > 1
            found["dlib"] += bool(hog(image, 1))
            if not faces:
                continue
            found["usable"] += faces[0].quality.usable
            distances.append(landmark_distance(image, faces[0].mesh))
            if number % POSE_SHARE == 0:
                rolls += roll_errors(image)
                mirrors += [error] if (error := mirror_error(image)) else []
                turns += turn_errors(faces[0].mesh)
        recall[group.name] = found
        print(f"{group.name}: {found}", flush=True)
    shares = [group["ours"] / group["portraits"] for group in recall.values()]
    points = np.array(distances)
    return {
        "recall": recall,
        "largest_difference_between_groups_in_points": round(100 * (max(shares) - min(shares)), 2),
        "landmark_distance_in_eye_distances": {
            "median": round(float(np.median(points)), 4),
            "median_of_faces_means": round(float(np.median(points.mean(axis=1))), 4),
        },
        "pose_error_degrees": {"known_roll": mean_of(rolls), "mirrored": mean_of(mirrors), "own_3d_turned": mean_of(turns)},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, help="portraits of each group, for a quick look; default: all")
    options = parser.parse_args()
    print(json.dumps(main(options.folder, options.each), indent=1))
