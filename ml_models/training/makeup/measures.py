"""Figures of a run on people it never saw, on flat faces with random make-up of both kinds."""

import cv2
import numpy as np
from skimage.color import deltaE_ciede2000
from skimage.metrics import structural_similarity

from ...makeup_layout import part_masks
from . import baselines
from .batches import dress
from .sheets import results
from .strokes import usual_shapes


def measure(generator, people: np.ndarray, random: np.random.Generator, count: int = 60) -> dict:
    """Held-out PSNR within the face, median Delta E 2000 in lips, lids and cheeks, beside both baselines and the source as it was."""
    pairs = [[np.asarray(people[index]) for index in random.integers(len(people), size=2)] for _ in range(count)]
    source = np.stack([own for own, _ in pairs])
    truth, reference = (np.stack(column) for column in zip(*(dress(pair, random) for pair in pairs), strict=True))
    answers = {"network": results(generator, source, reference), "source_unchanged": source}
    for method in (baselines.mean_colours, baselines.match_histograms):
        answers[method.__name__] = np.stack([method(*pair) for pair in zip(source, reference, strict=True)])
    return {"held_out_pairs": count} | {name: compare(pictures, truth) for name, pictures in answers.items()}


def compare(pictures: np.ndarray, truth: np.ndarray) -> dict:
    """Both uint8 (n, 256, 256, 3)."""
    face = sum(part_masks().values()) > 0.5
    off = (pictures.astype(np.float32) - truth)[:, face]
    ratios = 10 * np.log10(255**2 / np.maximum((off**2).mean(axis=(1, 2)), 1e-3))
    alike = [_ssim(one, other)[face].mean() for one, other in zip(pictures, truth, strict=True)]
    figures = {"psnr_db": round(float(np.mean(ratios)), 2), "ssim": round(float(np.mean(alike)), 4)}
    apart = np.stack([_delta(one, other) for one, other in zip(pictures, truth, strict=True)])
    for name, mask in usual_shapes().items():
        figures[f"delta_e_{name}"] = round(float(np.median(apart[:, mask > 0.5].mean(axis=1))), 2)
    return figures


def _ssim(one, other):
    return structural_similarity(one, other, channel_axis=2, full=True)[1].mean(axis=2)


def _delta(one, other):
    lab = [cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) for picture in (one, other)]
    return deltaE_ciede2000(*lab)
