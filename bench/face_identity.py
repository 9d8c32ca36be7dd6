"""How well faces are told apart: `python -m bench.face_identity FOLDER [--people FOLDER] [--each N] [--calibrate]`.

FOLDER holds one folder of pictures a group, each picture a portrait of another person. "The same person" is a portrait and
the same portrait changed by bench.face_changes; "another" is any other portrait. Every second portrait sets the thresholds,
the others are reported. --people names a folder of real people, a folder each; they are reported and set nothing.
--calibrate writes threshold and margin, and what they were measured to do, into the preset.
"""

import argparse
import importlib.util
import json
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from bench import face_matching as matching
from bench.face_changes import CHANGES
from evaranks.sample_pictures import picture_path
from ml_models import face_analyzer, face_embedder, images, presets

ALIKE, EQUAL = 500, 1e-3  # portraits on which our network and dlib's are compared, and how far they may be apart
RATES = (1e-2, 1e-3)
CHOSEN_RATE = 1e-3  # the threshold is set where that share of pairs of different people would match
ENROLLED = 1000
STRANGERS_NAMED, CHOSEN_STRANGERS = 1 / 200, 1 / 400  # what is aimed at, and what the margin is chosen for
GALLERIES = (1, 10, 100, ENROLLED)
ENROLLED_WITH = ("plain", "light", "turn")  # the changes of which samples are made
SAMPLES = {"one sample": ENROLLED_WITH[:1], "three samples": ENROLLED_WITH}


@dataclass(frozen=True, slots=True)
class Portraits:
    """`groups` (n,), their names. The others by kind of change, "plain" is none: `samples`, averaged with the mirror image's as for
    enrolment, and `probes`, (n, 128) each, NaN where no face was found. `beside_dlib`: how far dlib's embeddings lie from ours."""

    groups: np.ndarray
    samples: dict[str, np.ndarray]
    probes: dict[str, np.ndarray]
    beside_dlib: dict

    def changed(self, part) -> list[np.ndarray]:
        return [self.probes[kind][part] for kind in CHANGES]


def embeddings(image):
    """Mesh, chip and embedding of the largest face, or None and NaN."""
    faces = face_analyzer.analyze(image, landmarks=False, attributes=False, max_faces=1).faces
    if not faces:
        return None, None, np.full(128, np.nan, np.float32)
    chip = face_embedder.align(image, faces[0].mesh)
    return faces[0].mesh, chip, face_embedder.embed_chip(chip)


def as_sample(chip, probe):
    """As `face_embedder.embed` does it with `mirrored`, where the chip's own embedding is known."""
    return probe if chip is None else (probe + face_embedder.embed_chip(chip[:, ::-1])) / 2


def read(folder: Path, each: int | None) -> Portraits:
    paths = [path for group in sorted(folder.iterdir()) if group.is_dir() for path in sorted(group.iterdir())[:each]]
    probes = {kind: [] for kind in ("plain", *CHANGES)}
    samples = {kind: [] for kind in ENROLLED_WITH}
    groups, chips = [], []
    for number, path in enumerate(paths):
        image = images.decode(path.read_bytes())
        mesh, chip, plain = embeddings(image)
        if mesh is None:
            print(f"No face: {path}")
            continue
        random = np.random.default_rng(number)
        found = {"plain": (chip, plain)} | {kind: embeddings(change(image, mesh, random))[1:] for kind, change in CHANGES.items()}
        for kind, (_, probe) in found.items():
            probes[kind].append(probe)
        for kind in ENROLLED_WITH:
            samples[kind].append(as_sample(*found[kind]))
        groups.append(path.parent.name)
        if number % max(1, len(paths) // ALIKE) == 0 and len(chips) < ALIKE:
            chips.append((chip, plain))
        if number % 100 == 0:
            print(f"{number} of {len(paths)} portraits", flush=True)
    samples, probes = ({kind: np.array(rows) for kind, rows in found.items()} for found in (samples, probes))
    return Portraits(np.array(groups), samples, probes, beside_dlib(chips))


def beside_dlib(chips) -> dict:
    """Distances between our embeddings of the same chips and dlib's own, and on how many pairs the verdicts differ."""
    import dlib

    folder = Path(importlib.util.find_spec("face_recognition_models").submodule_search_locations[0]) / "models"
    network = dlib.face_recognition_model_v1(str(folder / "dlib_face_recognition_resnet_model_v1.dat"))
    ours = np.array([embedding for _, embedding in chips])
    theirs = np.array([network.compute_face_descriptor(np.ascontiguousarray(chip)) for chip, _ in chips])
    upper = np.triu_indices(len(chips), 1)
    limits = {"preset": presets.load(face_embedder.PRESET).thresholds["distance"], "dlib": 0.6}
    pairs = [matching.distances(known, known)[upper] for known in (ours, theirs)]
    return {
        "portraits": len(chips),
        "largest_distance": float(face_embedder.distance(ours, theirs).max()),
        "target": EQUAL,
        "pairs": len(upper[0]),
        "verdicts_that_differ": {name: int(((pairs[0] <= limit) != (pairs[1] <= limit)).sum()) for name, limit in limits.items()},
    }


def choose(portraits: Portraits, known) -> tuple[float, float]:
    """Threshold and margin, from the portraits of the mask `known` alone."""
    _, impostors = matching.pairs(portraits.samples["plain"][known], portraits.changed(known))
    threshold = round(matching.threshold_at(impostors, CHOSEN_RATE), 2)
    enrolled, strangers = divide(len(portraits.groups))
    gallery = [portraits.samples["plain"][enrolled]]
    probes = np.concatenate([rows[strangers[known[strangers]]] for rows in portraits.probes.values()])
    _, first, second = matching.nearest(gallery, probes)
    return threshold, matching.margin_for(first, second, threshold, CHOSEN_STRANGERS)


def divide(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Who is enrolled and who stays a stranger."""
    order = np.random.default_rng(0).permutation(count)
    return np.split(order, [min(ENROLLED, 2 * count // 3)])


def verify(portraits: Portraits, held, threshold: float) -> dict:
    """On held portraits: against everybody by kind of change, and by group, against the same group alone (the harder ones)."""
    sample, groups = portraits.samples["plain"], portraits.groups
    kinds = {kind: [portraits.probes[kind][held]] for kind in CHANGES} | {"every kind": portraits.changed(held)}
    by_kind = {kind: matching.verification(*matching.pairs(sample[held], rows), threshold, RATES) for kind, rows in kinds.items()}
    by_group = {}
    for group in sorted(set(groups)):
        part = held & (groups == group)
        genuine, impostors = matching.pairs(sample[part], portraits.changed(part))
        by_group[group] = matching.verification(genuine, impostors, threshold, RATES)
        others = [matching.distances(sample[part], rows[held & (groups != group)]).ravel() for rows in portraits.probes.values()]
        by_group[group]["false_match_rate_with_other_groups"] = matching.share(np.concatenate(others) <= threshold)
    return {"everybody": by_kind, "within_group": by_group}


def identify(portraits: Portraits, held, threshold: float, margin: float) -> dict:
    """Held probes against the enrolled: rank 1, named rightly and wrongly; and held strangers who were given a name."""
    enrolled, strangers = divide(len(portraits.groups))
    mine, strangers = held[enrolled], strangers[held[strangers]]
    unknown = np.concatenate([rows[strangers] for rows in portraits.probes.values()])
    result = {"enrolled": len(enrolled), "strangers": len(strangers), "probes_of_strangers": len(unknown)}
    for name, kinds in SAMPLES.items():
        gallery = [portraits.samples[kind][enrolled] for kind in kinds]
        rows = {}
        for kind in (kind for kind in CHANGES if kind not in kinds):
            who, first, second = matching.nearest(gallery, portraits.probes[kind][enrolled[mine]])
            right, told = who == np.flatnonzero(mine), matching.named(first, second, threshold, margin)
            rows[kind] = {
                "rank_1": matching.share(right),
                "named_rightly": matching.share(right & told),
                "named_wrongly": matching.share(~right & told),
            }
        _, first, second = matching.nearest(gallery, unknown)
        result[name] = {"by_change": rows, "strangers_named": matching.share(matching.named(first, second, threshold, margin))}
    result["strangers_named_by_size_of_gallery"] = {
        size: matching.share(
            np.concatenate(
                [
                    matching.named(*matching.nearest([portraits.samples["plain"][some]], unknown)[1:], threshold, margin)
                    for some in np.array_split(enrolled, len(enrolled) // size)[:50]
                ]
            )
        )
        for size in GALLERIES
        if size <= len(enrolled)
    }
    return result


def real_people(folder: Path | None, portraits: Portraits, threshold: float) -> dict:
    """Distances between the few pictures of real people at hand, and how near any generated portrait comes to one of them."""
    people = {name: picture_path(name) for name in ("astronaut", "grace_hopper")}
    people |= {f"{path.parent.name}/{path.stem}": path for path in sorted(folder.glob("*/*"))} if folder else {}
    known = {name: embeddings(images.decode(path.read_bytes()))[1:] for name, path in people.items()}
    same, different = {}, {}
    for (one, first), (other, (_, probe)) in combinations(known.items(), 2):
        pair = same if one.partition("/")[0] == other.partition("/")[0] else different
        pair[f"{one} - {other}"] = round(float(face_embedder.distance(as_sample(*first), probe)), 3)
    nearest = matching.distances(np.array([probe for _, probe in known.values()]), portraits.samples["plain"]).min(axis=1)
    return {
        "same_person": same,
        "same_person_within_threshold": sum(value <= threshold for value in same.values()),
        "nearest_different": min(different.values()),
        "nearest_generated": {name: round(float(value), 3) for name, value in zip(known, nearest, strict=True)},
    }


def write(threshold: float, margin: float, figures: dict) -> None:
    path = presets.WEIGHTS / f"{face_embedder.PRESET}.json"
    values = json.loads(path.read_text())
    everybody, groups = figures["verification"]["everybody"]["every kind"], figures["verification"]["within_group"]
    worst = max(groups, key=lambda group: groups[group]["false_match_rate"])
    values["thresholds"] = {"distance": threshold, "margin": margin, "false_match_rate": everybody["false_match_rate"]}
    values["measured"] = {
        "true_match_rate": everybody["true_match_rate"],
        "false_match_rate_within_group": {"worst_group": worst} | {name: row["false_match_rate"] for name, row in groups.items()},
        "strangers_named_of_1000_enrolled": figures["identification"]["one sample"]["strangers_named"],
        "on": "generated portraits, changed by code; see MODEL_CARDS.md",
    }
    path.write_text(json.dumps(values, indent=2) + "\n")


def main(folder: Path, people: Path | None = None, each: int | None = None, calibrate: bool = False) -> dict:
    portraits = read(folder, each)
    held = np.arange(len(portraits.groups)) % 2 == 1
    chosen = choose(portraits, ~held)
    known = presets.load(face_embedder.PRESET).thresholds
    threshold, margin = chosen if calibrate else (known["distance"], known["margin"])
    figures = {
        "portraits": len(portraits.groups),
        "no_face_found": {kind: int(np.isnan(rows[:, 0]).sum()) for kind, rows in portraits.probes.items()},
        "beside_dlib": portraits.beside_dlib,
        "used": {"distance": threshold, "margin": margin},
        "chosen_on_the_other_half": dict(zip(("distance", "margin"), chosen, strict=True)),
        "verification": verify(portraits, held, threshold),
        "identification": identify(portraits, held, threshold, margin),
        "real_people": real_people(people, portraits, threshold),
    }
    if calibrate:
        write(threshold, margin, figures)
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=Path, help="real people, a folder each")
    parser.add_argument("--each", type=int, help="portraits of each group, for a quick look; default: all")
    parser.add_argument("--calibrate", action="store_true", help="write what was chosen into the preset")
    print(json.dumps(main(**vars(parser.parse_args())), indent=1))
