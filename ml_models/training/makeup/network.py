"""The generator: where the reference's make-up goes on the source, as colour transforms and a thin residual.

Both faces come flat (`makeup_layout`), so every pixel means the same place on both. Three things are added up:
even washes of lips, lids and cheeks towards the reference's mean colours, by opacities that the network tells; what is odd about
the reference's face, compared with the mean of all faces, by gates fitted in closed form (`guess`); and what a U-Net (Ronneberger et
al. 2015, arXiv:1505.04597) makes of it all: gates of its own on what is odd, a 3x4 colour transform for each of 64x64
cells, as HDRnet's (Gharbi et al. 2017, arXiv:1707.02880), applied to the photo's own pixels, and a residual at full resolution.
The mean of the deepest features is given back to every cell: skin tone and light of the whole faces.
"""

import keras
from keras import layers

from ...makeup_layout import SIZE
from . import parts
from .guess import Guess

TRANSFORM = 12  # rows of a 3x4 matrix: what is added to red, green, blue is that times (red, green, blue, 1)


def build(width: int, guess: Guess) -> keras.Model:
    """Two flat faces, float (batch, 256, 256, 3), 0..1 -> transforms (batch, 64, 64, 12), residual (batch, 256, 256, 3).

    `guess` is what the network knows before it is trained.
    """
    source, reference = keras.Input((SIZE, SIZE, 3), name="source"), keras.Input((SIZE, SIZE, 3), name="reference")
    means = [parts.MeanColours(name=f"means_of_{name}")(face) for name, face in (("source", source), ("reference", reference))]
    oddities = parts.oddities([reference, source], means[::-1], guess.usual)
    cells = layers.AveragePooling2D(4)(oddities)
    both = layers.Rescaling(2.0, -1.0)(layers.Concatenate()([source, reference]))
    x = layers.Conv2D(width, 4, strides=4, name="patches")(both)
    x = layers.Concatenate()([x, layers.Rescaling(4.0)(cells)])
    skip64 = x = convolve(parts.PlaceMap(name="place")(x), width, "cells")
    skip32 = x = convolve(convolve(x, 2 * width, "down32", stride=2), 2 * width, "at32")
    skip16 = x = convolve(convolve(x, 3 * width, "down16", stride=2), 3 * width, "at16")
    x = convolve(convolve(x, 4 * width, "down8", stride=2), 4 * width, "at8")
    whole = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Add()([x, layers.Conv2D(4 * width, 1, name="whole")(activate(layers.Conv2D(4 * width, 1)(whole)))])
    for skip, channels in ((skip16, 3 * width), (skip32, 2 * width), (skip64, width)):
        x = layers.UpSampling2D(2, interpolation="bilinear")(layers.Conv2D(channels, 1)(x))
        x = convolve(activate(layers.Add()([x, skip])), channels, f"up{skip.shape[1]}")
    gates = layers.Conv2D(6, 1, kernel_initializer="zeros", name="gates")(x)
    shift = parts.to_rgb(layers.Multiply()([gates, cells]))
    transforms = parts.AddShift(name="shifted")([layers.Conv2D(TRANSFORM, 1, kernel_initializer="zeros", name="transforms")(x), shift])
    lines = layers.Conv2DTranspose(3, 4, strides=4, kernel_initializer="zeros", name="lines")(x)
    told = layers.Concatenate()([layers.Flatten()(whole), *(layers.Flatten()(each) for each in means)])
    washes = parts.washes(activate(layers.Dense(48, name="told")(told)), *means)
    guessed = parts.to_rgb(parts.Scale(guess.gates, name="guess")(oddities))
    residual = layers.Add(name="residual")([lines, washes, guessed])
    return keras.Model([source, reference], [transforms, residual], name="eva-makeup")


def activate(x):
    return layers.LeakyReLU(0.1)(x)


def convolve(x, channels, name, stride=1):
    return activate(layers.Conv2D(channels, 3, strides=stride, padding="same", name=name)(x))


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
