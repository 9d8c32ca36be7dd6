"""How well faces are followed: `python -m bench.face_motion [FOLDER] [--each N]`, on moving video made from portraits.

FOLDER holds one folder of pictures a group, each picture a portrait; without it two public-domain portraits serve.
"Followed": the mean distance of the 468 points from where they truly are is below a tenth of the face's width; "kept": and
the face has the id that it had at first. "Raw" is the mesh before smoothing.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from bench import moving_faces
from evaranks.sample_pictures import picture_path
from ml_models.face_tracker import FaceTracker

KEPT = 0.1  # of the face's width
TARGET_JITTER = 0.3
SETTLED_S = 1.0


def watch(scene: str, *portraits) -> list[dict]:
    """What the tracker saw in each frame, for each face."""
    tracker, rows, ids = FaceTracker(), [], [None] * len(portraits)
    for frame in moving_faces.video(scene, *portraits):
        faces = tracker.track(frame.image, frame.time_s)
        raw = {track.id: track.mesh.points[:, :2] for track in tracker._tracks if not track.hidden}
        for place, truth in enumerate(frame.truths):
            width = float(np.linalg.norm(truth[234] - truth[454]))
            errors = [(float(np.linalg.norm(face.mesh.points[:, :2] - truth, axis=1).mean()) / width, face) for face in faces]
            error, face = min(errors, key=lambda pair: pair[0], default=(np.inf, None))
            on_it = error < KEPT
            if on_it and ids[place] is None:
                ids[place] = face.id
            rows.append(
                {
                    "place": place,
                    "time_s": frame.time_s,
                    "visible": frame.visible,
                    "on_it": on_it,
                    "kept": on_it and face.id == ids[place],
                    "extra": max(0, len(faces) - len(portraits)),
                    "truth": truth,
                    "smooth": face.mesh.points[:, :2] if on_it else None,
                    "raw": raw[face.id] if on_it else None,
                }
            )
    return rows


def shares(rows) -> dict:
    """Of the frames that show the face."""
    shown = [row for row in rows if row["visible"]]
    return {"followed": sum(row["on_it"] for row in shown) / len(shown), "kept": sum(row["kept"] for row in shown) / len(shown)}


def recoveries(rows) -> list[int]:
    """Frames from each moment at which the face comes to be seen again until it is followed again; 0 is at once."""
    counts, waiting, before = [], None, True
    for row in rows:
        if row["visible"] and not before:
            waiting = 0
        if waiting is not None and row["on_it"]:
            counts.append(waiting)
            waiting = None
        elif waiting is not None and row["visible"]:
            waiting += 1
        before = row["visible"]
    return counts + ([len(rows)] if waiting is not None else [])


def jitter(rows, kind: str) -> float:
    """Root of the mean squared distance of the points from their mean place, in pixels."""
    points = np.array([row[kind] for row in rows if row["time_s"] >= SETTLED_S and row["on_it"]])
    return float(np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=2).mean()))


def lag_ms(rows, kind: str) -> float:
    """How far the points stay behind at constant speed, in milliseconds of that motion; the network's own bias is not counted."""
    seen = [row for row in rows if row["on_it"] and row["visible"] and row["time_s"] >= SETTLED_S]
    x = np.array([row["truth"][:, 0].mean() for row in seen])
    speed = float(np.polyfit([row["time_s"] for row in seen], x, 1)[0])
    behind = np.mean([(row["raw"] - row[kind])[:, 0].mean() for row in seen])
    return 1000 * float(behind) / speed


def measure(portrait) -> dict:
    played = {scene: watch(scene, portrait) for scene in moving_faces.SCENES if scene != "side_by_side"}
    figures = {scene: shares(rows) for scene, rows in played.items()}
    for kind in ("raw", "smooth"):
        figures["still"][f"jitter_px_{kind}"] = jitter(played["still"], kind)
    figures["constant_speed"]["lag_ms"] = lag_ms(played["constant_speed"], "smooth")
    for scene in ("occlusion", "exit_and_return"):
        figures[scene]["recovery_frames"] = max(recoveries(played[scene]), default=0)
    figures["extra_faces"] = {"frames": float(sum(row["extra"] for rows in played.values() for row in rows))}
    return figures


def measure_two(one, other) -> dict:
    rows = watch("side_by_side", one, other)
    return {"two_faces": {**shares(rows), "extra_frames": float(sum(row["extra"] for row in rows))}}


def portraits(folder: Path | None, each: int | None) -> list:
    if folder is None:
        paths = [picture_path(name) for name in ("grace_hopper", "astronaut")]
    else:
        groups = [sorted(path for path in group.iterdir() if path.is_file()) for group in sorted(folder.iterdir()) if group.is_dir()]
        paths = [path for group in groups for path in group[:each]]
    return [found for found in map(moving_faces.portrait, paths) if found is not None]


def summary(rows: list[dict]) -> dict:
    """Mean and worst of each figure over the portraits."""
    found = {}
    for scene in {scene for row in rows for scene in row}:
        names = {name for row in rows for name in row.get(scene, {})}
        values = {name: [row[scene][name] for row in rows if name in row.get(scene, {})] for name in names}
        worst = {name: min(some) if name in {"kept", "followed"} else max(some) for name, some in values.items()}
        found[scene] = {name: {"mean": round(float(np.mean(values[name])), 4), "worst": round(worst[name], 4)} for name in sorted(names)}
    return dict(sorted(found.items()))


def main(folder: Path | None = None, each: int | None = None) -> dict:
    people = portraits(folder, each)
    rows = []
    for index, person in enumerate(people):
        rows.append(measure(person) | measure_two(person, people[index - 1]))
        print(f"\r{index + 1} of {len(people)} portraits", end="", file=sys.stderr, flush=True)
    figures = summary(rows)
    print(f"\njitter when still: {figures['still']['jitter_px_smooth']} px (target {TARGET_JITTER})")
    for scene, values in figures.items():
        print(f"{scene}: {values}")
    return {"portraits": len(people), "frames_a_scene": moving_faces.RATE * moving_faces.SECONDS, **figures}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--each", type=int, help="portraits of each group; default: all")
    options = parser.parse_args()
    print(json.dumps(main(options.folder, options.each), indent=1))
