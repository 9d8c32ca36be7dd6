"""The generator: where the reference's make-up goes on the source, as colour transforms and a thin residual.

Both faces come flat (`makeup_layout`), so every pixel means the same place on both, and the network knows the
place: it has a trained map added to its features. Two gates for each cell and colour tell how much of the plain
difference between the faces there is make-up: of the difference itself, and of that which remains when each face's mean
colour is taken off. Even washes of lips, lids and cheeks go towards the reference's mean colours by opacities that the
network tells. What neither can say the other outputs do. A U-Net (Ronneberger et al. 2015, arXiv:1505.04597) on a
quarter of the resolution gives a 3x4 colour transform for each of 64x64 cells, as HDRnet does (Gharbi et al. 2017,
arXiv:1707.02880), applied to the photo's own pixels, and a residual at full resolution for lines and lashes.
The mean of the deepest features is given back to every cell: skin tone and light of the whole faces.
"""

import cv2
import keras
import numpy as np
from keras import layers

from ...makeup_layout import SIZE, part_masks
from .strokes import usual_shapes

CELLS = SIZE // 4
OPACITIES = (1.0, 0.3, 0.15)  # of lips, lids and cheeks, before training
TRANSFORM = 12  # rows of a 3x4 matrix: what is added to red, green, blue is that times (red, green, blue, 1)


def build(width: int = 24) -> keras.Model:
    """Two flat faces, float (batch, 256, 256, 3), 0..1 -> transforms (batch, 64, 64, 12), residual (batch, 256, 256, 3)."""
    source, reference = keras.Input((SIZE, SIZE, 3), name="source"), keras.Input((SIZE, SIZE, 3), name="reference")
    both = layers.Rescaling(2.0, -1.0)(layers.Concatenate()([source, reference]))
    x = layers.Conv2D(width, 4, strides=4, name="patches")(both)
    skip64 = x = _convolve(PlaceMap(name="place")(x), width, "cells")
    skip32 = x = _convolve(_convolve(x, 2 * width, "down32", stride=2), 2 * width, "at32")
    skip16 = x = _convolve(_convolve(x, 3 * width, "down16", stride=2), 3 * width, "at16")
    x = _convolve(_convolve(x, 4 * width, "down8", stride=2), 4 * width, "at8")
    whole = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Add()([x, layers.Conv2D(4 * width, 1, name="whole")(_activate(layers.Conv2D(4 * width, 1)(whole)))])
    for skip, channels in ((skip16, 3 * width), (skip32, 2 * width), (skip64, width)):
        x = layers.UpSampling2D(2, interpolation="bilinear")(layers.Conv2D(channels, 1)(x))
        x = _convolve(_activate(layers.Add()([x, skip])), channels, f"up{skip.shape[1]}")
    gates = layers.Conv2D(6, 1, kernel_initializer="zeros", name="gates")(x)
    cells = [layers.AveragePooling2D(4)(picture) for picture in (source, reference)]
    shift = carried(gates, *cells)
    transforms = AddShift(name="shifted")([layers.Conv2D(TRANSFORM, 1, kernel_initializer="zeros", name="transforms")(x), shift])
    lines = layers.Conv2DTranspose(3, 4, strides=4, kernel_initializer="zeros", name="lines")(x)
    residual = layers.Add(name="residual")([lines, washes(whole, *cells)])
    return keras.Model([source, reference], [transforms, residual], name="eva-makeup")


def washes(whole, source, reference):
    """One even colour for each of lips, lids and cheeks, in their usual shape, (batch, 256, 256, 3): how far the source's mean
    colours (cells, (batch, 64, 64, 3)) go to the reference's, told by those and the deepest features' mean. It starts as a
    rule-based renderer would."""
    shapes = np.stack(list(usual_shapes().values()), axis=-1)
    within = np.stack([cv2.resize(shape, (CELLS, CELLS), interpolation=cv2.INTER_AREA) > 0.5 for shape in shapes.transpose(2, 0, 1)])
    face = np.stack([*within, sum(part_masks().values())[2::4, 2::4] > 0.5]).reshape(len(OPACITIES) + 1, -1).astype(np.float32)
    means = [MeanColours(face / face.sum(axis=1, keepdims=True), name=f"means_{name}")(x) for name, x in (("s", source), ("r", reference))]
    told = layers.Concatenate()([layers.Flatten()(whole), *(layers.Flatten()(each) for each in means)])
    hidden = _activate(layers.Dense(48, name="told")(told))
    start = keras.initializers.Constant(np.repeat(OPACITIES, 3))
    opacities = layers.Dense(3 * len(OPACITIES), kernel_initializer="zeros", bias_initializer=start, name="opacities")(hidden)
    off = layers.Subtract()(means[::-1])[:, : len(OPACITIES)]
    colours = layers.Multiply()([layers.Reshape((len(OPACITIES), 3))(opacities), off])
    return Spread(shapes.astype(np.float32), name="washes")(colours)


def carried(gates, source, reference):
    """What is added to each cell: gates (batch, 64, 64, 6) on the two differences of the cells' colours, (batch, 64, 64, 3)."""
    off = layers.Subtract()([reference, source])
    own = layers.Subtract()([off, layers.GlobalAveragePooling2D(keepdims=True)(off)])
    both = layers.Multiply()([gates, layers.Concatenate()([off, own])])
    return layers.Conv2D(3, 1, use_bias=False, trainable=False, kernel_initializer=_pairs, name="both_gates")(both)


def _pairs(shape, dtype=None):
    return keras.ops.convert_to_tensor(np.concatenate([np.eye(3), np.eye(3)])[None, None], dtype or "float32")


def _activate(x):
    return layers.LeakyReLU(0.1)(x)


def _convolve(x, channels, name, stride=1):
    return _activate(layers.Conv2D(channels, 3, strides=stride, padding="same", name=name)(x))


class MeanColours(layers.Layer):
    """Means of (batch, 64, 64, 3) over areas given as weights (areas, 4096): (batch, areas, 3)."""

    def __init__(self, areas, **options):
        super().__init__(**options)
        self.areas = areas

    def call(self, picture):
        return keras.ops.matmul(self.areas, keras.ops.reshape(picture, (-1, CELLS * CELLS, 3)))

    def compute_output_shape(self, shape):
        return (shape[0], len(self.areas), 3)


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


def export(model: keras.Model) -> bytes:
    """float16 .tflite with a batch of one, inputs source and reference, outputs transforms and residual.

    The variables are frozen into constants first: Keras 3 networks converted directly lose them and answer NaN.
    """
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    shape = (1, SIZE, SIZE, 3)
    traced = tf.function(lambda source, reference: tuple(model([source, reference], training=False))).get_concrete_function(
        tf.TensorSpec(shape, tf.float32, name="source"), tf.TensorSpec(shape, tf.float32, name="reference")
    )
    converter = tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(traced)], model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    return converter.convert()
