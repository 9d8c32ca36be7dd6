"""The classifier: a frozen backbone and a linear head whose class activation maps are part of the network.

Class activation mapping (Zhou et al. 2016, arXiv:1512.04150): class weights applied to every cell of a
feature map give a map per class, and its mean plus a bias is the class's logit. Here the head reads the
ends of five stages, not the last feature map alone: knit, lace and denim are textures, and the last map
has mostly forgotten them. All maps are brought to the last one's size by averaging, which keeps their
means, and added up, so that the logits remain exactly what the maps show.
"""

import keras
import numpy as np

from ...outfit import ASPECT
from . import backbones


def build(backbone: str, rows: int, classes: int) -> keras.Model:
    """Pixels 0..255, float (batch, rows, columns, 3) -> logits (batch, classes), maps (batch, rows / 32, columns / 32, classes).

    columns = 2/3 of rows; rows must be a multiple of 96.
    """
    body = backbones.build(backbone, rows, round(rows * ASPECT))
    smallest = body.output_shape[1]
    parts = []
    for index, features in enumerate(_features(body, backbone)):
        part = keras.layers.Conv2D(classes, 1, use_bias=False, name=f"maps{index}")(features)
        factor = part.shape[1] // smallest
        parts.append(keras.layers.AveragePooling2D(factor)(part) if factor > 1 else part)
    maps = keras.layers.Add(name="maps")(parts)
    logits = Bias(name="logits")(keras.layers.GlobalAveragePooling2D()(maps))
    return keras.Model(body.input, [logits, maps], name=f"{backbone}-style")


def embedder(backbone: str, rows: int) -> keras.Model:
    """Pixels -> the means of all features that the head reads, (batch, features)."""
    body = backbones.build(backbone, rows, round(rows * ASPECT))
    means = [keras.layers.GlobalAveragePooling2D()(features) for features in _features(body, backbone)]
    return keras.Model(body.input, keras.layers.Concatenate()(means))


def set_head(model: keras.Model, weights: np.ndarray, bias: np.ndarray) -> None:
    """weights (features, classes) in the embedder's order and bias (classes,)."""
    start = 0
    heads = (layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D) and layer.name.startswith("maps"))
    for layer in heads:
        end = start + layer.kernel.shape[2]
        layer.set_weights([weights[None, None, start:end]])
        start = end
    model.get_layer("logits").set_weights([bias])


def _features(body, backbone):
    """The ends of stages 3 to 7, which are not rectified: their positive and their negative parts; and the last map."""
    for name in backbones.stage_ends(backbone):
        end = body.get_layer(name).output
        yield keras.layers.Concatenate()([keras.layers.ReLU()(end), keras.layers.ReLU()(keras.layers.Rescaling(-1.0)(end))])
    yield body.output


@keras.saving.register_keras_serializable("evaranks")
class Bias(keras.layers.Layer):
    """Adds a trained number to every class."""

    def build(self, shape):
        self.bias = self.add_weight(shape=(shape[-1],), initializer="zeros", name="bias")

    def call(self, values):
        return values + self.bias


def export(model: keras.Model) -> bytes:
    """float16 .tflite with a batch of one and the outputs [logits, maps].

    The variables are frozen into constants first: Keras 3 networks converted directly lose them and answer NaN.
    """
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    shape = (1, *model.input_shape[1:])
    traced = tf.function(lambda pixels: tuple(model(pixels, training=False))).get_concrete_function(
        tf.TensorSpec(shape, tf.float32, name="pixels")
    )
    converter = tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(traced)], model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    return converter.convert()
