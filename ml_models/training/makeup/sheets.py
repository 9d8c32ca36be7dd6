"""Sample sheets: source, reference, result and truth side by side, on the flat face."""

from pathlib import Path

import cv2
import keras
import numpy as np

from .losses import apply_change


def results(generator: keras.Model, source: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """uint8 (n, 256, 256, 3) of the same."""
    made = []
    for start in range(0, len(source), 8):
        pair = [values[start : start + 8].astype(np.float32) / 255 for values in (source, reference)]
        changed = apply_change(pair[0], *generator(pair, training=False)).numpy()
        made.append(np.clip(np.round(changed * 255), 0, 255).astype(np.uint8))
    return np.concatenate(made)


def save_sheet(generator: keras.Model, shown: tuple[np.ndarray, ...], path: Path) -> None:
    """One row for each of `shown`, (sources, references, truths)."""
    source, reference, truth = shown
    rows = [np.hstack(row) for row in zip(source, reference, results(generator, source, reference), truth, strict=True)]
    half = (len(rows) + 1) // 2
    rows += [np.zeros_like(rows[0])] * (2 * half - len(rows))
    sheet = np.hstack([np.vstack(rows[:half]), np.vstack(rows[half:])])
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 88])
