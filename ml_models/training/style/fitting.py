"""The linear head: logistic regression on the frozen backbone's features of many views of each photo."""

from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from . import network
from .views import augment
from .words import Words

BATCH = 32
COMPONENTS = 768
OUTFIT_STRENGTH = 5e-6  # scikit-learn's C of the outfit's own logit
PLAIN_COUNTS = 3  # how often a plain cut-out counts against one composite or random view


def embed(vocabularies: dict[str, list[Words]], pixels: np.ndarray) -> np.ndarray:
    """float32 (n, features) of uint8 (n, rows, columns, 3), one backbone's features after the other's."""
    return np.concatenate([_embed(network.embedder(*each, pixels.shape[1]), pixels) for each in vocabularies.items()], axis=1)


def _embed(model, pixels):
    parts = [pixels[start : start + BATCH].astype(np.float32) for start in range(0, len(pixels), BATCH)]
    return np.concatenate([model.predict_on_batch(part) for part in parts])


def view_features(cuts: np.ndarray, *, vocabularies: dict[str, list[Words]], views: int, seed: int, state: Path) -> np.ndarray:
    """Features of every cut-out, then of its mirror image, then of `views` random views; resumes where it stopped.

    Returns:
        float32 (photos, cut-outs + 1 + views, features), one backbone's features after the other's; kept in `state`.
    """
    return np.concatenate([_view_features(cuts, *each, views, seed, state) for each in vocabularies.items()], axis=2)


def _view_features(cuts, backbone, vocabulary, views, seed, state):
    model = network.embedder(backbone, vocabulary, cuts.shape[2])
    shape = (len(cuts), cuts.shape[1] + 1 + views, model.output_shape[1])
    path = state / f"features-{backbone}.npy"
    features = np.load(path, mmap_mode="r+") if path.is_file() else None
    if features is None or features.shape != shape:
        features = np.lib.format.open_memmap(path, "w+", np.float32, shape)
    for photo in tqdm(range(len(cuts)), desc=f"Looking at every view ({backbone})"):
        if not features[photo].any():
            pictures = [*cuts[photo], cuts[photo, 0, :, ::-1], *(_random_view(cuts, photo, view, seed) for view in range(views))]
            features[photo] = _embed(model, np.stack(pictures))
    return features


def _random_view(cuts, photo, view, seed):
    random = np.random.default_rng((seed, photo, view))
    # Never the last composite: its background must stay unseen.
    which = 0 if random.random() < 0.5 else random.integers(1, cuts.shape[1] - 1)
    return augment(cuts[photo, which], random)


def linear_head(plain: np.ndarray, others: np.ndarray, labels: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """(features, classes) weights and (classes,) bias of multinomial logistic regression.

    Fitted on the principal components of the standardised features, then written back in terms of the
    features. Classes count alike however many photos they have: nobody's wardrobe has the shares of our folders.

    Args:
        plain: (photos, 2, features), the cut-out and its mirror image.
        others: (photos, views, features), composites and random views.
        labels: int (photos,).
        strength: scikit-learn's C, the inverse of the regularisation.
    """
    known = plain.reshape(-1, plain.shape[2])
    centre, spread = known.mean(axis=0), known.std(axis=0) + 1e-4
    components = PCA(min(COMPONENTS, *known.shape), svd_solver="randomized", random_state=0).fit((known - centre) / spread)
    views = np.concatenate([known, others.reshape(-1, plain.shape[2])])
    targets = np.concatenate([np.repeat(labels, plain.shape[1]), np.repeat(labels, others.shape[1])])
    counts = np.where(np.arange(len(views)) < len(known), PLAIN_COUNTS, 1.0)
    regression = LogisticRegression(C=strength, max_iter=100, class_weight="balanced")
    found = regression.fit(components.transform((views - centre) / spread), targets, sample_weight=counts)
    coefficients = found.coef_ if len(found.coef_) > 1 else np.concatenate([-found.coef_, found.coef_]) / 2
    intercept = found.intercept_ if len(found.intercept_) > 1 else np.array([-1, 1]) * found.intercept_ / 2
    weights = (components.components_.T @ coefficients.T) / spread[:, None]
    bias = intercept - centre @ weights  # the components' own centre is 0: they were fitted on these standardised rows
    return weights.astype(np.float32), bias.astype(np.float32)


def outfit_head(outfits: np.ndarray, negatives: np.ndarray) -> tuple[np.ndarray, float]:
    """(features,) weights and a bias, whose sum is above 0 for outfits: logistic regression on (n, features) of both, which count alike."""
    centre, spread = outfits.mean(axis=0), outfits.std(axis=0) + 1e-3
    views = (np.concatenate([outfits, negatives]) - centre) / spread
    targets = np.repeat([1, 0], [len(outfits), len(negatives)])
    found = LogisticRegression(C=OUTFIT_STRENGTH, max_iter=200, class_weight="balanced").fit(views, targets)
    weights = (found.coef_[0] / spread).astype(np.float32)
    return weights, float(found.intercept_[0] - centre @ weights)
