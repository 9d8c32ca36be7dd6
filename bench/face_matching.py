"""The arithmetic of verification (1:1) and identification (1:N) on embeddings: plain NumPy, no pictures."""

import numpy as np


def distances(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Euclidean distances (n, m) of (n, 128) and (m, 128); infinite where a face was not found (NaN)."""
    ones, others = ones.astype(np.float64), others.astype(np.float64)
    squares = (ones**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * ones @ others.T
    return np.nan_to_num(np.sqrt(np.maximum(0, squares)), nan=np.inf)


def area_under_curve(genuine: np.ndarray, impostors: np.ndarray) -> float:
    """The share of (genuine, impostor) couples in which the genuine pair is the nearer one; ties count half."""
    impostors = np.sort(impostors)
    nearer = np.searchsorted(impostors, genuine, side="left") + np.searchsorted(impostors, genuine, side="right")
    return 1 - float(nearer.mean()) / 2 / len(impostors)


def threshold_at(impostors: np.ndarray, rate: float) -> float:
    """The distance up to which the share `rate` of impostor pairs would match."""
    return float(np.quantile(impostors, rate))


def pairs(enrolled: np.ndarray, probes: list[np.ndarray], groups: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Distances of genuine and of impostor pairs.

    Args:
        enrolled: (n, 128), and each of `probes` too: row i is the same person everywhere.
        groups: (n,); with it impostors are of the same group only.
    """
    genuine, impostors = [], []
    other = ~np.eye(len(enrolled), dtype=bool)
    if groups is not None:
        other &= groups[:, None] == groups
    for probe in probes:
        apart = distances(enrolled, probe)
        genuine.append(np.diag(apart))
        impostors.append(apart[other])
    return np.concatenate(genuine), np.concatenate(impostors)


def verification(genuine: np.ndarray, impostors: np.ndarray, threshold: float, rates: tuple[float, ...]) -> dict:
    """AUC, true match rates where impostors match at `rates`, and both rates at `threshold`."""
    at_rates = {f"true_match_rate_at_{rate:g}": share(genuine <= threshold_at(impostors, rate)) for rate in rates}
    return {
        "auc": round(area_under_curve(genuine, impostors), 6),
        **at_rates,
        "true_match_rate": share(genuine <= threshold),
        "false_match_rate": share(impostors <= threshold),
    }


def nearest(samples: list[np.ndarray], probes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each of `probes` (m, 128): who of the n enrolled is nearest, at what distance, and how far the second person is.

    `samples` are (n, 128) each: one, two or three of every person. They vote as in faces.matching: a person's distance
    is half that of the nearest sample and half the mean of all.
    """
    each = [distances(probes, sample) for sample in samples]
    apart = (np.min(each, axis=0) + np.mean(each, axis=0)) / 2
    who = apart.argmin(axis=1)
    first = apart[np.arange(len(apart)), who]
    if apart.shape[1] == 1:
        return who, first, np.full(len(apart), np.inf)
    return who, first, np.partition(apart, 1, axis=1)[:, 1]


def named(first: np.ndarray, second: np.ndarray, threshold: float, margin: float) -> np.ndarray:
    """Whether a name is given: near enough, and nearer than the second person by the margin."""
    with np.errstate(invalid="ignore"):  # a face that was not found is infinitely far from everybody
        return (first <= threshold) & (second - first >= margin)


def margin_for(first: np.ndarray, second: np.ndarray, threshold: float, rate: float) -> float:
    """The smallest margin, in hundredths, at which strangers with these distances are named at most at `rate`."""
    margins = np.arange(100) / 100
    return float(next(margin for margin in margins if named(first, second, threshold, margin).mean() <= rate))


def share(values: np.ndarray) -> float:
    return round(float(values.mean()), 6)
