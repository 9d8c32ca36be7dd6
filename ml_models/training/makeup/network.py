"""The generator: where the reference's make-up goes on the source, as colour transforms and a thin residual.

Both faces come flat (`makeup_layout`), so every pixel means the same place on both, and the network knows the
place: it has a trained map of its own beside the pictures. A U-Net (Ronneberger et al. 2015, arXiv:1505.04597) on a
quarter of the resolution gives a 3x4 colour transform for each of 64x64 cells, as HDRnet does (Gharbi et al. 2017,
arXiv:1707.02880), applied to the photo's own pixels, and a residual at full resolution for lines and lashes.
The mean of the deepest features is given back to every cell: skin tone and light of the whole faces.
"""

import keras
from keras import layers

from ...makeup_layout import SIZE

CELLS = SIZE // 4
TRANSFORM = 12  # rows of a 3x4 matrix: what is added to red, green, blue is that times (red, green, blue, 1)


def build(width: int = 24) -> keras.Model:
    """Two flat faces, float (batch, 256, 256, 3), 0..1 -> transforms (batch, 64, 64, 12), residual (batch, 256, 256, 3)."""
    source, reference = keras.Input((SIZE, SIZE, 3), name="source"), keras.Input((SIZE, SIZE, 3), name="reference")
    both = layers.Concatenate()([source, reference])
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
    small = keras.initializers.RandomNormal(stddev=0.002, seed=1)
    transforms = layers.Conv2D(TRANSFORM, 1, kernel_initializer=small, name="transforms")(x)
    residual = layers.Conv2DTranspose(3, 4, strides=4, kernel_initializer=small, name="residual")(x)
    return keras.Model([source, reference], [transforms, residual], name="eva-makeup")


def _activate(x):
    return layers.LeakyReLU(0.1)(x)


def _convolve(x, channels, name, stride=1):
    return _activate(layers.Conv2D(channels, 3, strides=stride, padding="same", name=name)(x))


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
