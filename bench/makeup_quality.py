"""How well make-up is carried over: `python -m bench.makeup_quality PORTRAITS REFERENCES [--each N] [--sheets FOLDER]`.

PORTRAITS holds one folder of pictures a group, REFERENCES portraits with real make-up; the same that the network was trained
with: only those that its training held out are used. The same random make-up is rendered on two people; the one made up like
the other is compared with the truth, beside the rule-based renderer told the reference's mean colours, beside histogram matching, and
beside no change. Real references have no truth: there the colours' distributions in lips and lids are compared.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from bench import makeup_pairs as pairs
from bench import makeup_sheets
from ml_models import effects, face_embedder, makeup_alignment, makeup_transfer
from ml_models.training.makeup import baselines, faces, rendering

SAME_PERSON = 0.4  # of the face embedder's distance


def rendered(people: list[pairs.Portrait], random: np.random.Generator, of_each: int = 1) -> dict:
    """Figures of each method over all, then of the network by group."""
    rows = []
    for source in people * of_each:
        other = people[random.integers(len(people))]
        layers = rendering.random_layers(random)
        truth, worn = (effects.render(one.image, [one.mesh.points], layers) for one in (source, other))
        reference = makeup_transfer.reference_from_image(worn, pairs.find(worn) or other.mesh)
        for name, method in pairs.METHODS.items():
            rows.append({"method": name, "group": source.group} | pairs.compare(source, method(source, reference), truth))
    result = {name: _summary([row for row in rows if row["method"] == name]) for name in pairs.METHODS}
    ours = [row for row in rows if row["method"] == "network"]
    groups = sorted({row["group"] for row in ours})
    return result | {"network_by_group": {group: _summary([row for row in ours if row["group"] == group]) for group in groups}}


def real(people: list[pairs.Portrait], worn: list[pairs.Portrait]) -> dict:
    """Every person with every real reference: colours in lips and lids before and after, identity, what changed outside the face."""
    before, after, apart, outside = [], [], [], []
    for source in people:
        flat = makeup_alignment.lay_flat(source.image, source.mesh.points)
        own = face_embedder.embed(source.image, source.mesh)
        away = pairs.on_photo(source, np.ones((256, 256))) == 0
        for other in worn:
            reference = makeup_transfer.reference_from_image(other.image, other.mesh)
            result = pairs.ours(source, reference)
            made = makeup_alignment.lay_flat(result, source.mesh.points)
            before.append(baselines.lip_and_lid_distance(flat, reference.flat))
            after.append(baselines.lip_and_lid_distance(made, reference.flat))
            apart.append(face_embedder.distance(own, face_embedder.embed(result, source.mesh)))
            outside.append(np.abs(result[away].astype(int) - source.image[away]).mean())
    distances = {
        name: {"before": _mean(before, name), "after": _mean(after, name), "ratio": round(_mean(after, name) / _mean(before, name), 3)}
        for name in before[0]
    }
    return {
        "results": len(apart),
        "colour_distance": distances,
        "identity": {
            "share_under_0.4": round(float(np.mean(np.array(apart) < SAME_PERSON)), 4),
            "median": round(float(np.median(apart)), 3),
        },
        "largest_mean_change_outside": round(float(np.max(outside)), 4),
    }


def bare(people: list[pairs.Portrait], random: np.random.Generator) -> dict:
    """What a reference without make-up changes: PSNR and Delta E 2000 against the untouched source."""
    rows = []
    for source in people:
        other = people[random.integers(len(people))]
        reference = makeup_transfer.reference_from_image(other.image, other.mesh)
        rows.append(pairs.compare(source, pairs.ours(source, reference), source.image))
    return _summary(rows)


def _summary(rows):
    """The means of PSNR and SSIM, the medians of the rest."""
    keys = [key for key in rows[0] if key not in {"method", "group"}]
    chosen = {key: np.mean if key in {"psnr_db", "ssim"} else np.median for key in keys}
    return {key: round(float(chosen[key]([row[key] for row in rows])), 4 if key == "ssim" else 2) for key in keys}


def _mean(rows, name):
    return round(float(np.mean([row[name] for row in rows])), 3)


def main(portraits: Path, references: Path, each: int | None, sheets: Path | None) -> dict:
    people = pairs.read(faces.portraits(portraits))
    if each:
        kept = [[one for one in people if one.group == group][:each] for group in sorted({one.group for one in people})]
        people = [one for group in kept for one in group]
    unseen, seen = (pairs.read(faces.references(references), held_out=out) for out in (True, False))
    if sheets:
        makeup_sheets.save_all(people, unseen, pairs.read(faces.references(references), held_out=False), sheets)
    random = np.random.default_rng(0)
    return {
        "held_out_people": len(people),
        "rendered": rendered(people, random),
        "real_references_held_out": real(people[::4], unseen),
        "real_references_trained_with": real(people[::8], seen),
        "bare_reference": bare(people, random),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portraits", type=Path)
    parser.add_argument("references", type=Path)
    parser.add_argument("--each", type=int, help="people of each group, for a quick look; default: all that were held out")
    parser.add_argument("--sheets", type=Path, help="folder for sheets of results to look at; keep it out of the repository")
    options = parser.parse_args()
    print(json.dumps(main(**vars(options)), indent=1))
