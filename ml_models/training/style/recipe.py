"""The whole training: cut out, measure by grouped folds, train on everything, export."""

import hashlib
import json
from pathlib import Path

import cv2
import keras
import numpy as np
from tqdm import tqdm

from ... import outfit
from ...outfit import ASPECT
from ...style_classifier import softmax
from . import cutting, dataset, fitting, measures, negatives, network, words
from .backgrounds import read_backgrounds, read_photos

THRESHOLDS = {"person": 0.06, "certainty": 0.85, "body_to_face": 1.5}  # tuned on pictures without an outfit; see MODEL_CARDS.md
TURNED_AWAY = 0.005  # of held-out photos may be told, by the network, that they show no outfit
# Of each part of what the head reads: the regularisation's strength in terms of the option, and the weight of its answer.
HEADS = {"whole": (1.0, 2 / 7), "thirds": (0.2, 2 / 7), "words": (1.5, 2 / 7), "words in thirds": (0.2, 1 / 7)}
POINTED = 80  # photos of each fold whose maps are measured


def train(options) -> None:
    """Runs every step with the command's options, see __main__."""
    keras.utils.set_random_seed(options.seed)
    data = dataset.read(options.data)
    print(f"{len(data.paths)} photos, {len(data.classes)} classes, {len(set(data.groups))} groups of near-duplicates")
    cuts, masks = cutting.cut_all(data, options.backgrounds, options.rows, options.state)
    vocabularies = {name: vocabulary(name, cuts, options) for name in options.backbones}
    features = fitting.view_features(cuts, vocabularies=vocabularies, views=options.views, seed=options.seed, state=options.state)
    parts = network.parts(vocabularies, options.rows)
    shape = (len(cuts), len(data.classes))
    logits = {"photos": np.full(shape, np.nan), "composites": np.full(shape, np.nan)}
    model = network.build(vocabularies, options.rows, len(data.classes))
    maps = {}
    splits = measures.folds(data.labels, data.groups, options.folds, options.seed)
    for known, held in tqdm(splits, desc="Measuring on held-out folds"):
        weights, bias = fitted(known, data, features, parts, cuts.shape[1], options)
        logits["photos"][held] = features[held, 0] @ weights + bias
        logits["composites"][held] = features[held, cuts.shape[1] - 1] @ weights + bias
        network.set_head(model, *with_outfit(weights, bias, np.zeros(len(weights)), 0.0))
        few = held[:POINTED]
        maps |= dict(zip(few, maps_of(model, cuts[few, -1], logits["composites"][few]), strict=True))
    uncut = fitting.embed(vocabularies, whole_photos(data, options.rows))
    probes = {
        "photos": measures.names_the_source(uncut, data),
        "cut_outs": measures.names_the_source(features[:, 0], data),
        "logits": measures.names_the_source(logits["photos"], data),
    }
    metrics = measured(logits, maps, probes, masks, data)
    outfit_logit, metrics["no_outfit"] = outfit_judge(splits[0], features, parts == "whole", cuts, vocabularies, options)
    weights, bias = fitted(np.arange(len(cuts)), data, features, parts, cuts.shape[1], options)
    network.set_head(model, *with_outfit(weights, bias, *outfit_logit))
    write(model, data, metrics, options)


def vocabulary(backbone, cuts, options) -> list[words.Words]:
    """A backbone's visual words, learned once from the people in the backgrounds' photos, whom nothing is measured on, or without
    such photos from the cut-outs."""
    path = options.state / f"words-{backbone}.npz"
    if not path.is_file():
        people = cuts[:, 0]
        if options.backgrounds:
            people = [outfit.cut_out(photo, options.rows).image for photo in read_photos(options.backgrounds)[: words.PICTURES]]
        words.save(path, words.learn(backbone, np.stack(people[: words.PICTURES]), options.seed))
    return words.load(path)


def outfit_judge(split, features, whole, cuts, vocabularies, options) -> tuple[tuple[np.ndarray, float], dict]:
    """The logit that tells whether there is an outfit, fitted on the whole pictures of all photos; and its measures, from one
    held-out fold.

    The threshold turns away TURNED_AWAY of that fold's photos. Without backgrounds there is nothing to learn it from.
    """
    weights = np.zeros(features.shape[2], np.float32)
    if not options.backgrounds:
        return (weights, 0.0), {"threshold": -1.0}
    pictures = negatives.pictures(read_backgrounds(options.backgrounds), cuts[:, 0], options.seed)
    seen = fitting.embed(vocabularies, pictures)[:, whole]
    features = features[:, :, whole]
    last = cuts.shape[1] - 1
    views = [view for view in range(features.shape[1]) if view != last]
    known, held = split
    half = len(seen) // 2  # places come first, then outlines
    learned = np.arange(len(seen)) % half < 0.8 * half
    found, bias = fitting.outfit_head(_in_rows(features[known][:, views]), seen[learned])
    answers = features[held, 0] @ found + bias
    threshold = float(np.quantile(answers, TURNED_AWAY))
    unseen = seen[~learned] @ found + bias
    half = len(unseen) // 2
    figures = {
        "threshold": round(threshold, 3),
        "composites_turned_away": round(float((features[held, last] @ found + bias < threshold).mean()), 4),
        "places_let_through": round(float((unseen[:half] >= threshold).mean()), 4),
        "outlines_let_through": round(float((unseen[half:] >= threshold).mean()), 4),
    }
    weights[whole], bias = fitting.outfit_head(_in_rows(features[:, views]), seen)
    return (weights, bias), figures


def _in_rows(features):
    return features.reshape(-1, features.shape[2])


def with_outfit(weights, bias, outfit_weights, outfit_bias) -> tuple[np.ndarray, np.ndarray]:
    """The classes' weights (features, classes) and bias with those of the outfit's logit as the last column."""
    return np.column_stack([weights, outfit_weights]).astype(np.float32), np.append(bias, outfit_bias).astype(np.float32)


def whole_photos(data, rows) -> np.ndarray:
    """uint8 (n, rows, columns, 3): the photos as they are, background and all, stretched to the network's input."""
    size = (round(rows * ASPECT), rows)
    return np.stack([cv2.resize(dataset.load(path), size, interpolation=cv2.INTER_AREA) for path in data.paths])


def fitted(known, data, features, parts, cutouts, options) -> tuple[np.ndarray, np.ndarray]:
    """The head trained on the photos `known`: all their views but the last composite, whose background must stay unseen.

    It is a weighted mean of one for each of the `parts` that it reads, see HEADS and `network.parts`.
    """
    plain = [0, cutouts]  # see fitting.view_features for their order
    others = [view for view in range(features.shape[1]) if view not in (*plain, cutouts - 1)]
    weights, bias = np.zeros((len(parts), len(data.classes)), np.float32), 0.0
    for part, (strength, weight) in HEADS.items():
        columns = parts == part
        chosen = features[known][:, :, columns]
        found = fitting.linear_head(chosen[:, plain], chosen[:, others], data.labels[known], strength * options.strength)
        weights[columns] = weight * found[0]
        bias = bias + weight * found[1]
    return weights, bias


def maps_of(model, pixels, expected) -> np.ndarray:
    """float32 (n, rows, columns): each picture's map of its best class.

    Raises:
        RuntimeError: the network's logits are not the `expected` ones, (n, classes), that its head gives from the features.
    """
    found = []
    for picture, known in zip(pixels, expected, strict=True):
        logits, maps = model.predict_on_batch(picture[None].astype(np.float32))
        if not np.allclose(logits[0, :-1], known, atol=0.01):
            raise RuntimeError(f"The network answers {logits[0, :-1]} where its head gives {known}")
        found.append(maps[0, :, :, known.argmax()])
    return np.stack(found)


def measured(logits, maps, probes, masks, data) -> dict:
    """The metrics file's content; everything from held-out folds."""
    seen = np.flatnonzero(~np.isnan(logits["photos"][:, 0]))
    labels, sources = data.labels[seen], data.sources[seen]
    divisor = measures.temperature(logits["photos"][seen], labels)
    # The calibration error is measured on the half that the temperature was not fitted on.
    halves = (seen % 2 == 0), (seen % 2 == 1)
    crossed = np.empty((len(seen), len(data.classes)))
    for fit, test in (halves, halves[::-1]):
        crossed[test] = softmax(logits["photos"][seen][test] / measures.temperature(logits["photos"][seen][fit], labels[fit]))
    photos = softmax(logits["photos"][seen] / divisor)
    sure = measures.sure_threshold(photos, labels)
    chosen = photos.max(axis=1) >= sure
    right = photos[chosen].argmax(axis=1) == labels[chosen]
    return {
        "held_out_photos": len(seen),
        "photos": measures.accuracy(photos, labels, sources),
        "photos_among_their_collections_classes": measures.accuracy_within(photos, labels, sources),
        "composites_on_unseen_backgrounds": measures.accuracy(logits["composites"][seen], labels, sources),
        "composites_among_their_collections_classes": measures.accuracy_within(logits["composites"][seen], labels, sources),
        "recall": measures.per_class(photos, labels, data.classes),
        "temperature": round(divisor, 4),
        "calibration_error": measures.calibration_error(crossed, labels),
        "calibration_error_before": measures.calibration_error(softmax(logits["photos"][seen]), labels),
        "sure": {
            "threshold": sure,
            "share": round(float(chosen.mean()), 4),
            "top1": round(float(right.mean()), 4) if chosen.any() else None,
        },
        "source_probe": probes,
        "pointing_game": measures.pointing_game(list(maps.values()), [masks[photo] > 127 for photo in maps]),
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
        "thresholds": {"sure": metrics["sure"]["threshold"], "outfit": metrics["no_outfit"]["threshold"], **THRESHOLDS},
    }
    chosen = {key: getattr(options, key) for key in ("backbones", "rows", "views", "strength", "folds", "seed")}
    (folder / f"{options.preset}.json").write_text(json.dumps(preset, indent=2) + "\n")
    (folder / f"{options.preset}.metrics.json").write_text(json.dumps({"options": chosen, **metrics}, indent=2) + "\n")
