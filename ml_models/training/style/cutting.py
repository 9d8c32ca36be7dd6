"""Every photo cut out once, and again before other backgrounds; kept on disk, resumed where it stopped."""

from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from ... import outfit
from .backgrounds import compose, read_backgrounds
from .dataset import Dataset, load

COMPOSITES = 3  # of each photo; the last is made with backgrounds that training never sees
UNSEEN = 0.2  # of the backgrounds are kept for it


def cut_all(data: Dataset, backgrounds: Path | None, rows: int, state: Path) -> tuple[np.ndarray, np.ndarray]:
    """Cut-outs of the photos, of COMPOSITES composites each, and the true masks of the last composites.

    Returns:
        uint8 (photos, 1 + COMPOSITES, rows, columns, 3) and uint8 (photos, rows, columns), on disk in `state`.
        Without backgrounds a random colour stands behind the people.
    """
    size = (rows, round(rows * outfit.ASPECT))
    cuts = _array(state / "cuts.npy", (len(data.paths), 1 + COMPOSITES, *size, 3))
    masks = _array(state / "masks.npy", (len(data.paths), *size))
    places = read_backgrounds(backgrounds) if backgrounds else _plain_walls()
    known = max(1, int(len(places) * (1 - UNSEEN)))
    for index in tqdm(range(len(data.paths)), desc="Cutting out"):
        if cuts[index].any():
            continue
        random = np.random.default_rng(index)
        original = load(data.paths[index])
        person = outfit.cut_out(original, outfit.WORKING_SIDE)
        views = [outfit.cut_out(original, rows).image]
        for composite in range(COMPOSITES):
            last = composite == COMPOSITES - 1
            place = places[random.integers(known, len(places)) if last else random.integers(0, known)]
            photo, truth = compose(person, place, random)
            again = outfit.cut_out(photo, rows)
            views.append(again.image)
        masks[index] = 255 * outfit.crop(truth, again.box, size, fill=0.0)
        cuts[index] = np.stack(views)
    return cuts, masks


def _array(path, shape):
    if path.is_file():
        found = np.load(path, mmap_mode="r+")
        if found.shape == shape:
            return found
    return np.lib.format.open_memmap(path, "w+", np.uint8, shape)


def _plain_walls(count=20):
    random = np.random.default_rng(0)
    return [cv2.resize(random.integers(0, 256, (3, 2, 3), dtype=np.uint8), (480, 640)) for _ in range(count)]
