"""The classifier: a backbone and a head whose class activation maps are part of the network.

Class activation mapping (Zhou et al. 2016, arXiv:1512.04150): the class weights applied to every cell of
the last feature map give a map per class, and the mean of that map plus a bias is the class's logit.
"""

import keras
import numpy as np

from ...outfit import ASPECT
from . import backbones


def build(backbone: str, rows: int, classes: int, dropout: float = 0.3) -> keras.Model:
    """Pixels 0..255, float (batch, rows, columns, 3), columns = 2/3 of rows -> logits (batch, classes), maps (batch, rows / 32, columns / 32, classes)."""
    body = backbones.build(backbone, rows, round(rows * ASPECT))
    features = keras.layers.SpatialDropout2D(dropout, name="dropout")(body.output)
    maps = keras.layers.Conv2D(classes, 1, use_bias=False, name="maps")(features)
    logits = Bias(name="logits")(keras.layers.GlobalAveragePooling2D()(maps))
    return keras.Model(body.input, [logits, maps], name=f"{backbone}-style")


@keras.saving.register_keras_serializable("evaranks")
class Bias(keras.layers.Layer):
    """Adds a trained number to every class."""

    def build(self, shape):
        self.bias = self.add_weight(shape=(shape[-1],), initializer="zeros", name="bias")

    def call(self, values):
        return values + self.bias


def halves(model: keras.Model, last_frozen: str) -> tuple[keras.Model, keras.Model]:
    """The network up to and including a layer, and the rest (shared weights), which answers logits only."""
    middle = model.get_layer(last_frozen).output
    return keras.Model(model.input, middle), keras.Model(middle, model.outputs[0])


def set_head(model: keras.Model, weights: np.ndarray, bias: np.ndarray) -> None:
    """weights (features, classes) and bias (classes,) of a linear classifier on the mean of the last feature map."""
    model.get_layer("maps").set_weights([weights[None, None]])
    model.get_layer("logits").set_weights([bias])


def embedder(model: keras.Model) -> keras.Model:
    """Pixels -> the mean of the last feature map, (batch, 1280)."""
    return keras.Model(model.input, keras.layers.GlobalAveragePooling2D()(model.get_layer("head_relu").output))


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
