"""The whole training: lay faces flat, fit, measure on held-out faces, export."""

import hashlib
import json

import numpy as np

from . import batches, faces, fitting, guess, likeness, measures, network


def train(options) -> None:
    """Run all of it; an interrupted run continues where it stopped."""
    people = faces.lay_all_flat(faces.portraits(options.data), options.state / "people", fill=False)
    worn = faces.lay_all_flat(faces.references(options.references), options.state / "references", fill=True)
    known = tuple(path for path, out in zip(people.paths, people.held_out, strict=True) if not out)
    chips = likeness.cut_all(known, options.state / "chips")
    guessed = guess.fit(people.flats[~people.held_out], options.state, count=options.guess, seed=options.seed)
    trainer = fitting.Trainer(options.state, options.width, options.rate, guessed)
    unseen, unseen_worn = people.flats[people.held_out], worn.flats[worn.held_out]
    *shown, _ = batches.make_batch(unseen, unseen_worn, 12, 6, np.random.default_rng((options.seed, 2)))
    fitting.fit(trainer, people.flats[~people.held_out], chips, worn.flats[~worn.held_out], shown, options)
    figures = measures.measure(trainer.generator, unseen, np.random.default_rng((options.seed, 1)))
    export(trainer.generator, people, options, figures)


def export(generator, people, options, figures: dict) -> None:
    """weights/<preset>.tflite, .json, .metrics.json and .npz: the network, how to use it, how good it is, and a face to show looks on."""
    packed = network.export(generator)
    name = options.preset
    (options.weights / f"{name}.tflite").write_bytes(packed)
    mean = people.flats[~people.held_out].mean(axis=0)
    mean = np.round((mean + mean[:, ::-1]) / 2).astype(np.uint8)  # nobody: more than a thousand faces and their mirror images
    np.savez_compressed(options.weights / f"{name}.npz", face=mean)
    preset = {
        "name": name,
        "task": "makeup",
        "file": f"{name}.tflite",
        "sha256": hashlib.sha256(packed).hexdigest(),
        "licence": "Own weights; the training pictures' terms apply, see MODEL_CARDS.md",
        "input_size": 256,
        "mean": 0.0,
        "std": 255.0,
    }
    (options.weights / f"{name}.json").write_text(json.dumps(preset, indent=2) + "\n")
    settings = {key: getattr(options, key) for key in ("guess", "steps", "pairs", "real", "width", "rate", "seed")}
    (options.weights / f"{name}.metrics.json").write_text(json.dumps({"options": settings} | figures, indent=2) + "\n")
