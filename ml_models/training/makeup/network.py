"""The generator: where the reference's make-up goes on the source, as colour transforms and a thin residual.

Both faces come flat (`makeup_layout`), so every pixel means the same place on both, and the network knows the
place: it has a trained map added to its features. Two gates for each cell and colour tell how much of the plain
difference between the faces there is make-up: of the difference itself, and of that which remains when each face's mean
colour is taken off. What the gates cannot say the other outputs do. A U-Net (Ronneberger et al. 2015, arXiv:1505.04597) on a
quarter of the resolution gives a 3x4 colour transform for each of 64x64 cells, as HDRnet does (Gharbi et al. 2017,
arXiv:1707.02880), applied to the photo's own pixels, and a residual at full resolution for lines and lashes.
The mean of the deepest features is given back to every cell: skin tone and light of the whole faces.
"""

import keras
import numpy as np
from keras import layers

from ...makeup_layout import SIZE

CELLS = SIZE // 4
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
    small = keras.initializers.RandomNormal(stddev=0.01, seed=1)
    start = keras.initializers.Constant(0.2)  # so that it begins by carrying something over, and learns where not to
    gates = layers.Conv2D(6, 1, kernel_initializer=small, bias_initializer=start, name="gates")(x)
    shift = carried(gates, *(layers.AveragePooling2D(4)(picture) for picture in (source, reference)))
    transforms = AddShift(name="shifted")([layers.Conv2D(TRANSFORM, 1, kernel_initializer=small, name="transforms")(x), shift])
    residual = layers.Conv2DTranspose(3, 4, strides=4, kernel_initializer=small, name="residual")(x)
    return keras.Model([source, reference], [transforms, residual], name="eva-makeup")


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


@keras.saving.register_keras_serializable("evaranks")
class AddShift(layers.Layer):
    """Adds (..., 3) to the last column of the rows of 3x4 matrices, (..., 12)."""

    def call(self, values):
        transforms, shift = values
        spread = np.zeros((3, TRANSFORM), np.float32)
        spread[np.arange(3), 4 * np.arange(3) + 3] = 1
        return transforms + keras.ops.matmul(shift, spread)

    def compute_output_shape(self, shapes):
        return shapes[0]


@keras.saving.register_keras_serializable("evaranks")
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
