"""Figures for the model card, from predictions that no training saw."""

import cv2
import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.decomposition import PCA
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ...style_classifier import softmax


def folds(labels: np.ndarray, groups: np.ndarray, count: int, seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """(training, held-out) indices; near-duplicates stay together, classes keep their shares."""
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    return list(splitter.split(labels, labels, groups))


def accuracy(probabilities: np.ndarray, labels: np.ndarray, sources: np.ndarray) -> dict[str, float]:
    """Top-1 and top-3 over all, top-1 for each source."""
    ranks = (probabilities > probabilities[np.arange(len(labels)), labels][:, None]).sum(axis=1)
    names = [name for name in sorted(set(sources)) if name]
    return {"top1": _share(ranks == 0), "top3": _share(ranks < 3)} | {name: _share(ranks[sources == name] == 0) for name in names}


def accuracy_within(probabilities: np.ndarray, labels: np.ndarray, sources: np.ndarray) -> dict[str, float]:
    """Top-1 for each source among the classes that come from it, as if the collection were known: how well its looks are told apart."""
    found = {}
    for name in sorted(set(sources)):
        if name:
            chosen = sources == name
            classes = np.unique(labels[chosen])
            found[name] = _share(classes[probabilities[chosen][:, classes].argmax(axis=1)] == labels[chosen])
    return found


def per_class(probabilities: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]) -> dict[str, float]:
    """Recall of each class."""
    hit = probabilities.argmax(axis=1) == labels
    return {name: _share(hit[labels == index]) for index, name in enumerate(classes) if (labels == index).any()}


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The divisor of the logits that makes the likelihood highest (Guo et al. 2017, arXiv:1706.04599)."""

    def loss(value):
        chosen = softmax(logits / np.exp(value))[np.arange(len(labels)), labels]
        return -np.log(np.maximum(chosen, 1e-12)).mean()

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def calibration_error(probabilities: np.ndarray, labels: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error of the best class, over bins of equal width."""
    confidence, hit = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(hit[place == each].mean() - confidence[place == each].mean()) * (place == each).mean() for each in np.unique(place)]
    return round(float(sum(gaps)), 4)


def sure_threshold(probabilities: np.ndarray, labels: np.ndarray, wanted: float = 0.6) -> float:
    """The confidence under which the best class is right less than `wanted` of the time (isotonic, in steps of 20)."""
    confidence, hit = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    right = IsotonicRegression(out_of_bounds="clip").fit(confidence, hit)
    grid = np.linspace(0, 1, 201)
    above = grid[right.predict(grid) >= wanted]
    return round(float(above[0]), 3) if above.size else 1.0


def names_the_source(embeddings: np.ndarray, data) -> float | None:
    """Balanced accuracy with which a linear probe on (n, features) embeddings names the photos' source; None with one source.

    1 / sources is chance. Three grouped folds of `data`, a Dataset.
    """
    if len(set(data.sources)) < 2:
        return None
    size = min(256, embeddings.shape[1], len(embeddings) // 2)
    probe = make_pipeline(StandardScaler(), PCA(size, random_state=0), LogisticRegression(C=0.01, max_iter=300, class_weight="balanced"))
    splitter = StratifiedGroupKFold(3, shuffle=True, random_state=0)
    return _share(cross_val_score(probe, embeddings, data.sources, groups=data.groups, cv=splitter, scoring="balanced_accuracy"))


def pointing_game(maps: np.ndarray, masks: np.ndarray) -> float:
    """Mean share of activation energy inside the person (energy-based pointing game, Wang et al. 2020, arXiv:1910.01279).

    maps: (n, rows, columns) >= 0 of the best class; masks: bool at any higher resolution.
    """
    shares = []
    for activation, mask in zip(maps, masks, strict=True):
        energy = np.maximum(cv2.resize(activation, mask.shape[::-1], interpolation=cv2.INTER_LINEAR), 0)
        if energy.sum() > 0:
            shares.append(energy[mask].sum() / energy.sum())
    return _share(shares)


def _share(values) -> float:
    return round(float(np.mean(values)), 4)
