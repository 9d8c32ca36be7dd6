"""The whole training: cut out, measure by grouped folds, train on everything, export."""

import hashlib
import json
from pathlib import Path

import keras
import numpy as np
from tqdm import tqdm

from ...style_classifier import softmax
from . import cutting, dataset, fitting, measures, network
from .views import augment

THRESHOLDS = {"person": 0.06, "certainty": 0.85, "body_to_face": 1.5}  # tuned on pictures without an outfit; see MODEL_CARDS.md
BATCH = 32


def train(options) -> None:
    """Runs every step with the command's options, see __main__."""
    keras.utils.set_random_seed(options.seed)
    data = dataset.read(options.data)
    print(f"{len(data.paths)} photos, {len(data.classes)} classes, {len(set(data.groups))} groups of near-duplicates")
    cuts, masks = cutting.cut_all(data, options.backgrounds, options.rows, options.state)
    features = view_features(cuts, options)
    logits = {"photos": np.full((len(cuts), len(data.classes)), np.nan), "composites": np.full((len(cuts), len(data.classes)), np.nan)}
    best_maps, probes = {}, []
    splits = measures.folds(data.labels, data.groups, options.folds, options.seed)
    for number, (known, held) in enumerate(splits[: options.measured]):
        print(f"Fold {number + 1} of {options.measured or options.folds}")
        model = fitted(known, data, cuts, features, options, f"fold{number}")
        logits["photos"][held] = run(model, cuts[held, 0])[0]
        logits["composites"][held], maps = run(model, cuts[held, -1])
        best = logits["composites"][held].argmax(axis=1)
        best_maps |= {photo: maps[index, :, :, best[index]] for index, photo in enumerate(held)}
        probes.append(source_probe(model, cuts, data, known, held))
    model = fitted(np.arange(len(cuts)), data, cuts, features, options, "all")
    write(model, data, measured(logits, best_maps, probes, masks, data), options)


def view_features(cuts, options) -> np.ndarray:
    """float16 (photos, views, rows, columns, channels): the frozen lower blocks' answers to random views."""
    path = options.state / f"views-{options.backbone}-{options.frozen}-{options.views}.npy"
    if path.is_file():
        return np.load(path, mmap_mode="r")
    lower, _ = network.halves(network.build(options.backbone, options.rows, 2), options.frozen)
    features = np.empty((len(cuts), options.views, *lower.output_shape[1:]), np.float16)
    for start in tqdm(range(0, len(cuts), BATCH), desc="Random views"):
        photos = range(start, min(start + BATCH, len(cuts)))
        for view in range(options.views):
            pixels = [_random_view(cuts, photo, view, options.seed) for photo in photos]
            features[photos.start : photos.stop, view] = lower.predict_on_batch(np.stack(pixels).astype(np.float32))
    np.save(path, features)
    return features


def _random_view(cuts, photo, view, seed):
    random = np.random.default_rng((seed, photo, view))
    # Never the last composite: its background must stay unseen. The plain cut-out is drawn as often as the others together.
    which = 0 if random.random() < 0.5 else random.integers(1, cuts.shape[1] - 1)
    return augment(cuts[photo, which], random)


def fitted(known, data, cuts, features, options, name) -> keras.Model:
    """A network trained on the photos `known`; read back where an earlier run finished it."""
    model = network.build(options.backbone, options.rows, len(data.classes))
    path = options.state / f"{name}.weights.h5"
    if path.is_file():
        model.load_weights(path)
        return model
    _, upper = network.halves(model, options.frozen)
    means = embed(model, np.concatenate([cuts[known, 0], cuts[known, 1]]))
    network.set_head(model, *fitting.linear_head(means, np.tile(data.labels[known], 2)))
    fitting.fine_tune(
        upper, features, known, data.labels, classes=len(data.classes), epochs=options.epochs, rate=options.rate,
        state=options.state / "epochs" / name, seed=options.seed,
    )  # fmt: skip
    model.save_weights(path)
    return model


def run(model, pixels) -> tuple[np.ndarray, np.ndarray]:
    """Logits and maps of uint8 (n, rows, columns, 3)."""
    answers = [model.predict_on_batch(pixels[start : start + BATCH].astype(np.float32)) for start in range(0, len(pixels), BATCH)]
    logits, maps = zip(*answers, strict=True)
    return np.concatenate(logits), np.concatenate(maps)


def embed(model, pixels) -> np.ndarray:
    """(n, features) means of the last feature map."""
    body = network.embedder(model)
    return np.concatenate([body.predict_on_batch(pixels[start : start + BATCH].astype(np.float32)) for start in range(0, len(pixels), BATCH)])


def source_probe(model, cuts, data, known, held) -> float:
    return measures.names_the_source(embed(model, cuts[held, 0]), data.sources[held], data.groups[held])


def measured(logits, best_maps, probes, masks, data) -> dict:
    """The metrics file's content; everything from held-out folds."""
    seen = np.flatnonzero(~np.isnan(logits["photos"][:, 0]))
    labels, sources = data.labels[seen], data.sources[seen]
    divisor = measures.temperature(logits["photos"][seen], labels)
    halves = (seen % 2 == 0), (seen % 2 == 1)  # the calibration error is measured on the half that the temperature was not fitted on
    crossed = np.empty((len(seen), len(data.classes)))
    for fit, test in (halves, halves[::-1]):
        crossed[test] = softmax(logits["photos"][seen][test] / measures.temperature(logits["photos"][seen][fit], labels[fit]))
    photos = softmax(logits["photos"][seen] / divisor)
    sure = measures.sure_threshold(photos, labels)
    chosen = photos.max(axis=1) >= sure
    return {
        "held_out_photos": len(seen),
        "photos": measures.accuracy(photos, labels, sources),
        "composites_on_unseen_backgrounds": measures.accuracy(logits["composites"][seen], labels, sources),
        "recall": measures.per_class(photos, labels, data.classes),
        "temperature": round(divisor, 4),
        "calibration_error": measures.calibration_error(crossed, labels),
        "calibration_error_before": measures.calibration_error(softmax(logits["photos"][seen]), labels),
        "sure": {"threshold": sure, "share": round(float(chosen.mean()), 4), "top1": measures.accuracy(photos[chosen], labels[chosen], sources[chosen])["top1"] if chosen.any() else None},
        "source_probe": round(float(np.mean(probes)), 4),
        "pointing_game": measures.pointing_game(np.stack([best_maps[photo] for photo in seen]), masks[seen] > 127),
    }


def write(model, data, metrics, options) -> None:
    """weights/<preset>.tflite, .json and .metrics.json."""
    blob = network.export(model)
    folder = Path(options.weights)
    (folder / f"{options.preset}.tflite").write_bytes(blob)
    preset = {
        "name": options.preset,
        "task": "style",
        "file": f"{options.preset}.tflite",
        "sha256": hashlib.sha256(blob).hexdigest(),
        "licence": "Backbone Apache-2.0; the training photos' terms apply, see MODEL_CARDS.md",
        "labels": list(data.classes),
        "input_size": options.rows,
        "mean": 0.0,
        "std": 1.0,
        "temperature": metrics["temperature"],
        "thresholds": {"sure": metrics["sure"]["threshold"], **THRESHOLDS},
    }
    chosen = {key: getattr(options, key) for key in ("backbone", "rows", "frozen", "views", "epochs", "rate", "folds", "measured", "seed")}
    (folder / f"{options.preset}.json").write_text(json.dumps(preset, indent=2) + "\n")
    (folder / f"{options.preset}.metrics.json").write_text(json.dumps({"options": chosen, **metrics}, indent=2) + "\n")
