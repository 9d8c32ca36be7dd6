"""dlib's 29-layer face network (King 2017, after ResNet-34 of He et al. 2016, arXiv:1512.03385) in Keras.

Half the filters of ResNet-34 and fewer layers. Where a block halves the picture, its shortcut is averaged over 2 x 2
cells and filled up with channels of zeros instead of being projected. The block's own 3 x 3 convolutions with stride 2 are
not padded, so that its result may be a row and a column smaller than the shortcut: dlib counts what is missing as zero.
"""

import keras
import numpy as np

from .dlib_file import Layer, UnknownLayer

SCALE = 256.0  # dlib's input layer divides by it


def build(mean: tuple[float, float, float], layers: list[Layer]) -> keras.Model:
    """Pixels 0..255, float (batch, rows, columns, 3), RGB -> embedding (batch, 128).

    The normalisation of the pixels and the affine layers are folded into the convolutions: both are linear.

    Raises:
        UnknownLayer: the layers are not arranged as in this network.
    """
    first, *rest = layers
    pixels = keras.Input((*first.window, 3))
    x = start = pixels
    shortcut = None
    for layer, following in zip(rest, [*rest[1:], None], strict=True):
        match layer.kind:
            case "con":
                if following is None or following.kind != "affine":
                    raise UnknownLayer("A convolution without its affine layer")
                x = _convolution(x, layer, following, mean if x is pixels else None)
            case "affine":
                continue  # part of the convolution before it
            case "relu":
                x = keras.layers.ReLU()(x)
                start = x if shortcut is not None else start
                shortcut = None
            case "max_pool":
                x = start = keras.layers.MaxPooling2D(layer.window, layer.stride)(x)
            case "avg_pool" if layer.window == (0, 0):  # over everything
                x = keras.layers.GlobalAveragePooling2D()(x)
            case "avg_pool":
                shortcut = keras.layers.AveragePooling2D(layer.window, layer.stride)(start)
            case "add_prev":
                shortcut = start if shortcut is None else shortcut
                x = keras.layers.Add()(_padded_alike(x, shortcut))
            case "fc":
                x = _fully_connected(x, layer)
            case _:
                raise UnknownLayer(f"No place for a layer {layer.kind!r}")
    return keras.Model(pixels, x, name="dlib-resnet-v1")


def _convolution(x, layer, affine, mean):
    (filters, bias), (factor, summand) = layer.arrays, affine.arrays
    filters = filters.astype(np.float64) * factor[:, None, None, None]
    bias = bias * factor.astype(np.float64) + summand
    if mean is not None:  # exact, since the first convolution is not padded
        filters = filters / SCALE
        bias = bias - np.einsum("oirc,i->o", filters, mean)
    if any(layer.padding):
        padding = "same"
        if layer.stride != (1, 1) or layer.padding != tuple(side // 2 for side in layer.window):
            raise UnknownLayer(f"A convolution padded by {layer.padding}")
    else:
        padding = "valid"
    convolution = keras.layers.Conv2D(len(filters), layer.window, layer.stride, padding)
    x = convolution(x)
    convolution.set_weights([filters.transpose(2, 3, 1, 0), bias])
    return x


def _padded_alike(*branches):
    """The branches filled up with zeros, at the bottom, at the right and in the channels, to the size of the larger one."""
    rows, columns, channels = (max(branch.shape[axis] for branch in branches) for axis in (1, 2, 3))
    return [Pad((rows, columns, channels))(branch) if branch.shape[1:] != (rows, columns, channels) else branch for branch in branches]


@keras.saving.register_keras_serializable("evaranks")
class Pad(keras.layers.Layer):
    """Zeros after the end of each axis, up to (rows, columns, channels)."""

    def __init__(self, size, **options):
        super().__init__(**options)
        self.size = tuple(size)

    def call(self, x):
        missing = [(0, wanted - there) for wanted, there in zip(self.size, x.shape[1:], strict=True)]
        return keras.ops.pad(x, [(0, 0), *missing])

    def compute_output_shape(self, shape):
        return (shape[0], *self.size)

    def get_config(self):
        return {**super().get_config(), "size": self.size}


def _fully_connected(x, layer):
    (weights,) = layer.arrays
    dense = keras.layers.Dense(weights.shape[1], use_bias=False)
    x = dense(x)
    dense.set_weights([weights])
    return x


def to_tflite(model: keras.Model) -> bytes:
    """float32, one image at a time."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    shape = (1, *model.input_shape[1:])
    traced = tf.function(lambda pixels: model(pixels, training=False)).get_concrete_function(
        tf.TensorSpec(shape, tf.float32, name="pixels")
    )
    # Frozen first: without this Keras 3 gives a network without weights.
    return tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(traced)], model).convert()
