"""Labelled photos from a folder, grouped so that near-duplicates never fall on both sides of a split."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
NEAR = 20  # of 256 bits; photos whose hashes differ in no more are near-duplicates


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Parallel arrays over n photos, and the classes' names.

    Attributes:
        paths: list of n paths.
        labels: int (n,), indices into `classes`.
        sources: str (n,), the collection that each photo came from ("" where the folder has none).
        groups: int (n,), equal for near-duplicates.
        classes: names, sorted within sorted sources.
    """

    paths: list[Path]
    labels: np.ndarray
    sources: np.ndarray
    groups: np.ndarray
    classes: tuple[str, ...]


def read(root: Path) -> Dataset:
    """Every photo in `<root>/<class>/*` and `<root>/<source>/<class>/*`.

    Raises:
        ValueError: fewer than two classes, or a class with fewer than two photos.
    """
    paths = sorted(path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES)
    parts = [path.relative_to(root).parts[:-1] for path in paths]
    kept = [index for index, part in enumerate(parts) if 1 <= len(part) <= 2]
    paths, parts = [paths[index] for index in kept], [parts[index] for index in kept]
    classes = tuple(dict.fromkeys(part[-1] for part in parts))
    counts = {name: sum(part[-1] == name for part in parts) for name in classes}
    if len(classes) < 2 or min(counts.values()) < 2:
        raise ValueError(f"{root} must hold two classes or more, each with two photos or more; it holds {counts}")
    hashes = np.stack([difference_hash(load(path)) for path in paths])
    return Dataset(
        paths=paths,
        labels=np.array([classes.index(part[-1]) for part in parts]),
        sources=np.array([part[0] if len(part) == 2 else "" for part in parts]),
        groups=group_near(hashes),
        classes=classes,
    )


def load(path: Path) -> np.ndarray:
    """uint8 (h, w, 3), RGB, upright.

    Raises:
        ValueError: not a picture.
    """
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        raise ValueError(f"{path} is not a picture")
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)


def difference_hash(image: np.ndarray) -> np.ndarray:
    """bool (256,): is each of 16x16 cells darker than its right neighbour? Robust to scale, contrast and compression."""
    cells = cv2.resize(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), (17, 16), interpolation=cv2.INTER_AREA).astype(int)
    return (cells[:, 1:] > cells[:, :-1]).ravel()


def group_near(hashes: np.ndarray, near: int = NEAR) -> np.ndarray:
    """int (n,): photos linked by a chain of hashes at most `near` bits apart share a number. hashes: bool (n, bits)."""
    bits = hashes.astype(np.float32)
    distances = bits.sum(1)[:, None] + bits.sum(1)[None] - 2 * bits @ bits.T
    groups = np.arange(len(hashes))
    for first, second in np.argwhere(np.triu(distances <= near, 1)):
        groups[groups == groups[second]] = groups[first]
    return np.unique(groups, return_inverse=True)[1]
