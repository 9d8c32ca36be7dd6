"""Compare backbones and input sizes by grouped cross-validation of a linear classifier on frozen features.

    python -m ml_models.training.style.selection --data folder --state folder [--rows 192 288]

`--state` is that of a training run, whose cut-outs are used. Prints a table for the model card.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ...outfit import ASPECT
from . import backbones, dataset, measures

COMPONENTS = 384
BATCH = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--rows", type=int, nargs="+", default=[192, 288])
    parser.add_argument("--backbones", nargs="+", default=["efficientnet-lite0", "mobilenet-v2", "efficientnet-lite2"])
    options = parser.parse_args()
    data, cuts = dataset.read(options.data), np.load(options.state / "cuts.npy", mmap_mode="r")
    for name in options.backbones:
        for rows in options.rows:
            plain, composites = (features(name, rows, cuts[:, view]) for view in (0, -1))
            print(name, rows, compared(plain, composites, data), flush=True)


def features(name: str, rows: int, pixels: np.ndarray) -> np.ndarray:
    """(n, 1280) means of the last feature map of uint8 (n, rows, columns, 3), scaled to `rows`."""
    size = (round(rows * ASPECT), rows)
    body = backbones.build(name, rows, size[0])
    answers = []
    for start in range(0, len(pixels), BATCH):
        batch = [cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in pixels[start : start + BATCH]]
        answers.append(body.predict_on_batch(np.stack(batch).astype(np.float32)).mean(axis=(1, 2)))
    return np.concatenate(answers)


def compared(plain: np.ndarray, composites: np.ndarray, data: dataset.Dataset) -> dict[str, float]:
    """Accuracies over five grouped folds, on photos and on composites with unseen backgrounds."""
    on_photos = np.zeros((len(plain), len(data.classes)))
    on_composites = np.zeros_like(on_photos)
    for known, held in measures.folds(data.labels, data.groups, 5):
        size = min(COMPONENTS, len(known) - 1)
        probe = make_pipeline(StandardScaler(), PCA(size, random_state=0), LogisticRegression(C=0.01, max_iter=300))
        probe.fit(plain[known], data.labels[known])
        on_photos[held], on_composites[held] = probe.predict_proba(plain[held]), probe.predict_proba(composites[held])
    result = measures.accuracy(on_photos, data.labels, data.sources)
    return result | {"composites": measures.accuracy(on_composites, data.labels, data.sources)["top1"]}


if __name__ == "__main__":
    main()
