"""What can be known of a reference's make-up without training: how its face differs from the mean of all, place by place.

Where a lid is bluer than lids are, compared with its own face, there is likely blue on it. How far to trust that is fitted
for each pixel and each opponent colour by ridge regression on rendered pairs: where faces differ by themselves, as brows do,
the trust is small.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from ...makeup_layout import SIZE
from .batches import make_batch
from .parts import OPACITIES, OPPONENT, areas
from .strokes import usual_shapes

RIDGE = 0.02  # of the face's own colours, 0..1: differences of that size are noise
SOFT = 1.2  # pixels over which the fitted gates are smoothed


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """`usual`: float32 (256, 256, 3), the mean face's opponent colours less its own mean; `gates`: float32 (256, 256, 6), how much
    of the reference's and of the source's difference from it is added to the source."""

    usual: np.ndarray
    gates: np.ndarray


def fit(people: np.ndarray, state: Path, *, count: int, seed: int) -> Guess:
    """Fitted to `count` rendered batches of four, or what an earlier run kept in `state`."""
    stored = state / "guess.npz"
    if stored.is_file():
        with np.load(stored) as known:
            return Guess(known["usual"], known["gates"])
    usual = np.mean([_own(face) for face in people[:: max(1, len(people) // 500)]], axis=0)
    usual = (usual + usual[:, ::-1]) / 2
    squares, products = np.zeros((SIZE, SIZE, 3, 2, 2)), np.zeros((SIZE, SIZE, 3, 2))
    for step in tqdm(range(count), desc="Fitting the guess", mininterval=20):
        *batch, _ = make_batch(people, people, 4, 0, np.random.default_rng((seed, 3, step)))
        for source, reference, truth in zip(*batch, strict=True):
            odd = np.stack([_own(reference) - usual, _own(source) - usual], axis=-1)
            wanted = (truth.astype(np.float32) - source) / 255 - _washed(source, reference)
            squares += odd[..., :, None] * odd[..., None, :]
            products += odd * (wanted @ OPPONENT.T)[..., None]
    gates = np.linalg.solve(squares + 4 * count * RIDGE**2 * np.eye(2), products[..., None])[..., 0]
    gates = (gates + gates[:, ::-1]) / 2
    gates = cv2.merge([cv2.GaussianBlur(gates[..., i % 3, i // 3].astype(np.float32), (0, 0), SOFT) for i in range(6)])
    np.savez(stored, usual=usual.astype(np.float32), gates=gates)
    return Guess(usual.astype(np.float32), gates)


def _own(face):
    values = np.asarray(face).astype(np.float32) / 255
    return (values - areas()[3] @ values.reshape(-1, 3)) @ OPPONENT.T


def _washed(source, reference):
    """What the washes add before training."""
    means = [areas()[:3] @ (face.reshape(-1, 3).astype(np.float32) / 255) for face in (source, reference)]
    colours = np.array(OPACITIES)[:, None] * (means[1] - means[0])
    return np.stack(list(usual_shapes().values()), axis=-1) @ colours.astype(np.float32)
