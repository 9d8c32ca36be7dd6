"""Pieces of the generator: what is odd about a face, even washes, and maps that know the place."""

from functools import lru_cache

import keras
import numpy as np
from keras import layers

from ...makeup_layout import SIZE, part_masks
from .strokes import usual_shapes

OPACITIES = (1.0, 0.3, 0.15)  # of lips, lids and cheeks, before training
TRANSFORM = 12
# Lightness and two colour differences: faces differ much in shading and little in hue, so each is trusted by itself.
OPPONENT = np.array([[1 / 3, 1 / 3, 1 / 3], [1, -1, 0], [0.5, 0.5, -1]], np.float32)


@lru_cache
def areas() -> np.ndarray:
    """float32 (4, 65536): weights of the pixels of lips, lids, cheeks and the whole face in their means."""
    shapes = np.stack([*usual_shapes().values(), sum(part_masks().values())]).reshape(4, -1) > 0.5
    return (shapes / shapes.sum(axis=1, keepdims=True)).astype(np.float32)


def oddities(faces: list, means: list, usual: np.ndarray):
    """(batch, 256, 256, 6): of each of two faces, how its opponent colours differ from its own mean, and that from the usual."""
    off = []
    for face, mean in zip(faces, means, strict=True):
        own = layers.Subtract()([face, layers.Reshape((1, 1, 3))(mean[:, 3:])])
        opponent = layers.Conv2D(3, 1, use_bias=False, trainable=False, kernel_initializer=_fixed(OPPONENT.T))(own)
        off.append(Offset(usual)(opponent))
    return layers.Concatenate()(off)


def to_rgb(values):
    """Sums the halves of (..., 6) opponent colours and takes them back to red, green and blue, (..., 3)."""
    back = np.linalg.inv(OPPONENT).T.astype(np.float32)
    return layers.Conv2D(3, 1, use_bias=False, trainable=False, kernel_initializer=_fixed(np.concatenate([back, back])))(values)


def washes(hidden, source_means, reference_means):
    """One even colour for each of lips, lids and cheeks in their usual shape, (batch, 256, 256, 3): the source's mean colour goes to
    the reference's by an opacity that starts as a rule-based renderer's."""
    start = keras.initializers.Constant(np.repeat(OPACITIES, 3))
    opacities = layers.Dense(9, kernel_initializer="zeros", bias_initializer=start, name="opacities")(hidden)
    off = layers.Subtract()([reference_means, source_means])[:, :3]
    colours = layers.Multiply()([layers.Reshape((3, 3))(opacities), off])
    return Spread(np.stack(list(usual_shapes().values()), axis=-1), name="washes")(colours)


def _fixed(matrix):
    def initialize(shape, dtype=None):
        return keras.ops.convert_to_tensor(matrix[None, None], dtype or "float32")

    return initialize


class MeanColours(layers.Layer):
    """Mean colours of lips, lids, cheeks and the whole face of (batch, 256, 256, 3): (batch, 4, 3)."""

    def __init__(self, **options):
        super().__init__(**options)
        self.areas = areas()

    def call(self, picture):
        return keras.ops.matmul(self.areas, keras.ops.reshape(picture, (-1, SIZE * SIZE, 3)))

    def compute_output_shape(self, shape):
        return (shape[0], len(self.areas), 3)


class Scale(layers.Layer):
    """Multiplies (batch, 256, 256, channels) with fixed maps (256, 256, channels)."""

    def __init__(self, maps, **options):
        super().__init__(**options)
        self.maps = self.add_weight(shape=(1, *maps.shape), initializer="zeros", trainable=False, name="maps")
        self.maps.assign(maps[None])

    def call(self, values):
        return values * self.maps

    def compute_output_shape(self, shape):
        return shape


class Offset(Scale):
    """Subtracts fixed maps."""

    def call(self, values):
        return values - self.maps


class Spread(layers.Layer):
    """Colours (batch, areas, 3) laid out over soft shapes (256, 256, areas): (batch, 256, 256, 3)."""

    def __init__(self, shapes, **options):
        super().__init__(**options)
        self.shapes = shapes.reshape(-1, shapes.shape[-1])

    def call(self, colours):
        return keras.ops.reshape(keras.ops.matmul(self.shapes, colours), (-1, SIZE, SIZE, 3))

    def compute_output_shape(self, shape):
        return (shape[0], SIZE, SIZE, 3)


class AddShift(layers.Layer):
    """Adds (..., 3) to the last column of the rows of 3x4 matrices, (..., 12)."""

    def call(self, values):
        transforms, shift = values
        spread = np.zeros((3, TRANSFORM), np.float32)
        spread[np.arange(3), 4 * np.arange(3) + 3] = 1
        return transforms + keras.ops.matmul(shift, spread)

    def compute_output_shape(self, shapes):
        return shapes[0]


class PlaceMap(layers.Layer):
    """Adds a trained map to features: the flat face has the same parts in the same places."""

    def build(self, shape):
        self.map = self.add_weight(shape=(1, *shape[1:]), initializer="zeros", name="map")

    def call(self, features):
        return features + self.map
