"""Whether dlib's face network still sees the same person: what the network changes is laid on the photo as that network sees it.

An identity loss as pSp's (Richardson et al. 2021, arXiv:2008.00951), with the distance that `face_embedder` measures, beyond
FREE.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from ... import face_analyzer, face_embedder, face_patch, images, makeup_alignment
from ...makeup_layout import SIZE, part_masks
from ..embedder import dlib_file, network

FREE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Chips:
    """Every person as dlib's network sees them, on disk, in the order of the flat faces.

    `pictures`: uint8 (n, 150, 150, 3); `ways`: float16 (n, 150, 150, 3), x and y on the flat face and how much of a change
    arrives there; `embeddings`: float32 (n, 2, 128), of the picture and of its mirror image.
    """

    pictures: np.ndarray
    ways: np.ndarray
    embeddings: np.ndarray

    def seen(self, who: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pictures, ways and embeddings of `who`, int (m, 2): a person's number, and 1 for the mirror image of a mirrored flat face."""
        found = []
        for person, turned in who:
            picture, way = self.pictures[person], self.ways[person].astype(np.float32)
            if turned:
                picture, way = picture[:, ::-1], way[:, ::-1] * (-1, 1, 1) + (SIZE - 1, 0, 0)
            found.append((picture, way.astype(np.float32), self.embeddings[person, turned]))
        return tuple(np.stack(column) for column in zip(*found, strict=True))


def cut_all(paths: tuple[Path, ...], state: Path) -> Chips:
    """Cut out and embed the face of each portrait, or read what an earlier run kept in `state`."""
    files = {name: state.with_name(f"{state.name}-{name}.npy") for name in ("pictures", "ways", "embeddings")}
    if not all(file.is_file() for file in files.values()):
        rows = [_cut(images.decode(path.read_bytes())) for path in tqdm(paths, desc="Cutting faces out")]
        for name, column in zip(files, zip(*rows, strict=True), strict=True):
            np.save(files[name], np.stack(column))
    return Chips(*(np.load(file, mmap_mode="r") for file in files.values()))


class Likeness:
    """dlib's network, frozen, behind a change on the flat face."""

    def __init__(self):
        self.embed = network.build(*dlib_file.read_network(dlib_file.source()))
        self.embed.trainable = False
        self.mask = tf.constant(sum(part_masks().values())[None, ..., None])

    def distance(self, change, pictures, ways, embeddings):
        """Distances (batch,) of pictures with changes, (batch, 256, 256, 3), 0..1, laid on them, from the pictures' own embeddings."""
        laid = sample(change * self.mask, ways[..., :2]) * ways[..., 2:]
        made = tf.clip_by_value(tf.cast(pictures, tf.float32) + 255 * laid, 0, 255)
        return tf.sqrt(tf.reduce_sum((self.embed(made, training=False) - embeddings) ** 2, axis=-1) + 1e-8)

    def lost(self, *seen):
        return tf.reduce_mean(tf.nn.relu(self.distance(*seen) - FREE))


def sample(values, places):
    """values (batch, 256, 256, c) read at places (batch, rows, columns, 2), x and y, between the pixels linearly."""
    places = tf.clip_by_value(places, 0, SIZE - 1.001)
    low = tf.floor(places)
    share = places - low
    x, y = (tf.cast(low[..., axis], tf.int32) for axis in (0, 1))
    flat = tf.reshape(values, (tf.shape(values)[0], SIZE * SIZE, values.shape[-1]))
    across, down = share[..., :1], share[..., 1:]

    def at(right, below):
        return tf.gather(flat, (y + below) * SIZE + x + right, batch_dims=1)

    return (at(0, 0) * (1 - across) + at(1, 0) * across) * (1 - down) + (at(0, 1) * (1 - across) + at(1, 1) * across) * down


def _cut(image):
    mesh = face_analyzer.analyze(image, landmarks=False, attributes=False, max_faces=1).faces[0].mesh
    chip, back = face_embedder.cut_out(image, mesh)
    whole = np.vstack([back, (0, 0, 1)])
    points = mesh.points.astype(np.float64).copy()
    points[:, :2] = face_patch.place(points[:, :2], np.linalg.inv(whole)[:2])
    way = np.zeros(chip.shape, np.float16)
    found = makeup_alignment.way_back(chip.shape, points)
    way[found.top : found.bottom, found.left : found.right] = np.dstack([found.places, found.visible])
    return chip, way, np.stack([face_embedder.embed_chip(side) for side in (chip, chip[:, ::-1])])
