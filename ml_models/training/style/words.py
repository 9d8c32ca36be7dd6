"""Visual words: kinds of texture that the cells of a feature map show, found without any label.

A mean of features forgets which of them came together. So every cell is also described by the word that it
is most like and by how it differs from it (VLAD, Jégou et al. 2010, doi:10.1109/CVPR.2010.5540039), shared
softly among the words (NetVLAD, Arandjelović et al. 2016, arXiv:1511.07247; here the words are not trained).
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import keras
import numpy as np
from sklearn.cluster import KMeans

from ...outfit import GREY
from . import backbones

COUNT = 32
STAGES = 2  # the finest ones have words: at strides 8 and 16 a cell is a piece of cloth, later it is half a garment
PICTURES = 400
CELLS = 40_000  # enough of them to place the words
SHARPNESS = 4.0  # divided by the mean square distance to the nearest word
LEAST_LENGTH = 1e-3  # keeps a cell without features from being divided by nothing
BATCH = 32


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The vocabulary of one stage.

    Attributes:
        centre: float32 (channels,), taken from a cell's features, which then get length 1.
        words: float32 (COUNT, channels), in that space.
        sharpness: how much nearer words are preferred, per square distance.
    """

    centre: np.ndarray
    words: np.ndarray
    sharpness: float


def learn(backbone: str, pictures: np.ndarray, seed: int) -> list[Words]:
    """The vocabularies of a backbone's finest stages, finest first; k-means on the persons' cells.

    pictures: uint8 (n, rows, columns, 3), people on grey.
    """
    body = backbones.build(backbone, *pictures.shape[1:3])
    ends = [body.get_layer(name).output for name in backbones.stage_ends(backbone)[:STAGES]]
    maps = keras.Model(body.input, ends).predict(pictures.astype(np.float32), batch_size=BATCH, verbose=0)
    person = (np.abs(pictures.astype(np.int16) - GREY).max(axis=3) > 0).astype(np.float32)
    random = np.random.default_rng(seed)
    return [_vocabulary(features, person, random) for features in maps]


def _vocabulary(features, person, random):
    shares = np.stack([cv2.resize(each, features.shape[2:0:-1], interpolation=cv2.INTER_AREA) for each in person])
    cells = features[shares > 0.5]
    cells = random.permutation(cells)[:CELLS]
    centre = cells.mean(axis=0)
    cells = cells - centre
    cells /= np.linalg.norm(cells, axis=1, keepdims=True) + LEAST_LENGTH
    found = KMeans(min(COUNT, len(cells)), n_init=2, random_state=int(random.integers(2**31))).fit(cells)
    return Words(centre, found.cluster_centers_, SHARPNESS * len(cells) / found.inertia_)


def save(path: Path, vocabularies: list[Words]) -> None:
    np.savez(path, **{f"{name}{index}": getattr(each, name) for index, each in enumerate(vocabularies) for name in Words.__slots__})


def load(path: Path) -> list[Words]:
    with np.load(path) as found:
        return [Words(found[f"centre{index}"], found[f"words{index}"], float(found[f"sharpness{index}"])) for index in range(STAGES)]


def residuals(features, vocabulary: Words, share, pool: int):
    """How cells differ from each word, weighted by how much they are that word and by their `share`, averaged over pool x pool cells.

    features: (batch, rows, columns, channels), share: (batch, rows, columns, 1)
    -> (batch, rows / pool, columns / pool, words * channels).
    """
    directions = features - vocabulary.centre
    length = keras.ops.sqrt(keras.ops.sum(keras.ops.square(directions), axis=-1, keepdims=True))
    directions = directions / (length + LEAST_LENGTH)
    nearness = keras.ops.matmul(directions, 2 * vocabulary.words.T) - np.square(vocabulary.words).sum(axis=1)
    shares = share * keras.ops.softmax(vocabulary.sharpness * nearness)
    # Less to compute than the differences themselves: the words are taken off after the averaging.
    found = keras.ops.expand_dims(shares, -1) * keras.ops.expand_dims(directions, -2)
    found = keras.ops.reshape(found, (-1, *features.shape[1:3], vocabulary.words.size))
    if pool > 1:
        found, shares = keras.layers.AveragePooling2D(pool)(found), keras.layers.AveragePooling2D(pool)(shares)
    return found - keras.ops.reshape(keras.ops.expand_dims(shares, -1) * vocabulary.words, (-1, *found.shape[1:]))
