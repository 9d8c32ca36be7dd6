"""Batches of (source, reference, truth): rendered pairs first, then sources with real references, of which no truth is known."""

import queue
import threading
from collections.abc import Iterator

import numpy as np

from . import rendering
from .painting import paint, random_makeup
from .views import change_light, degrade, occlude

BARE, ALREADY = 0.2, 0.08  # shares of pairs without make-up, and of sources that wear the reference's make-up already
PAINTED = 0.5  # share of make-up painted freely; the rest are the effects'

SOURCE_LIGHT, REFERENCE_LIGHT = 0.4, 0.25  # how much the light changes; more of it took far longer to learn
DEGRADED, COVERED = 0.4, 0.1


def batches(people: np.ndarray, worn: np.ndarray, *, pairs: int, real: int, seed: int, first: int) -> Iterator[tuple[np.ndarray, ...]]:
    """Endless batches from step `first` on, each drawn from (seed, step) alone, made in a thread of their own.

    Args:
        people: uint8 (n, 256, 256, 3), flat faces to train on.
        worn: uint8 (m, 256, 256, 3), flat faces with real make-up.
        pairs: how many rendered pairs, an even number; real: how many sources with real references follow.

    Yields:
        uint8 (pairs + real, 256, 256, 3) sources, references and truths; a real pair's truth is its source. And who the real
        pairs' sources are, int (real, 2): the number of the person, and 1 where the face is mirrored.
    """
    ready = queue.Queue(maxsize=3)

    def produce():
        for step in range(first, 2**40):
            ready.put(make_batch(people, worn, pairs, real, np.random.default_rng((seed, step))))

    threading.Thread(target=produce, daemon=True).start()
    while True:
        yield ready.get()


def make_batch(people, worn, pairs: int, real: int, random: np.random.Generator) -> tuple[np.ndarray, ...]:
    """One batch, see `batches`."""
    rows = [row for _ in range(pairs // 2) for row in _both_ways(people, random)]
    who = np.zeros((real, 2), int)
    for number in range(real):
        who[number] = random.integers((len(people), 2))
        source = _source([_turned(people, *who[number])], random)[0]
        reference = change_light([_face(worn, random)], random, REFERENCE_LIGHT)[0]
        rows.append((source, reference, source))
    return *(np.stack(column) for column in zip(*rows, strict=True)), who


def _both_ways(people, random):
    """Two people with the same make-up: each is once the source and once the reference."""
    bare = [_face(people, random) for _ in range(2)]
    painted = dress(bare, random) if random.random() > BARE else bare
    for own, other in ((0, 1), (1, 0)):
        start = painted if random.random() < ALREADY else bare
        source, truth = _source([start[own], painted[own]], random)
        yield source, _reference(painted[other], random), truth


def dress(flats: list[np.ndarray], random: np.random.Generator) -> list[np.ndarray]:
    """The same random make-up on all of them: painted freely, or one that the effects draw."""
    if random.random() < PAINTED:
        makeup = random_makeup(random)
        return [paint(flat, makeup) for flat in flats]
    layers = rendering.random_layers(random)
    return [rendering.render_flat(flat, layers) for flat in flats]


def _source(pictures, random):
    """The source and its truth, seen by the same camera."""
    pictures = change_light(pictures, random, SOURCE_LIGHT)
    pictures = degrade(pictures, random) if random.random() < DEGRADED else pictures
    return occlude(pictures, random) if random.random() < COVERED else pictures


def _reference(picture, random):
    pictures = change_light([picture], random, REFERENCE_LIGHT)
    pictures = degrade(pictures, random) if random.random() < DEGRADED else pictures
    return (occlude(pictures, random) if random.random() < COVERED / 2 else pictures)[0]


def _face(faces, random):
    return _turned(faces, *random.integers((len(faces), 2)))


def _turned(faces, number, mirrored):
    face = np.asarray(faces[number])
    return np.ascontiguousarray(face[:, ::-1]) if mirrored else face
