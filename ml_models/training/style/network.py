"""The classifier: frozen backbones and a linear head whose class activation maps are part of the network.

Class activation mapping (Zhou et al. 2016, arXiv:1512.04150): class weights applied to every cell of a
feature map give a map per class, and its mean plus a bias is the class's logit. Here the head reads the
ends of five stages, not the last feature map alone: knit, lace and denim are textures, and the last map
has mostly forgotten them.

It reads the whole picture, in which cells of the grey around the person count less, by the share of GROUND, and by themselves
the person's cells in its upper, middle and lower third: a collar is no hem. All this is in the pooling itself and so in the
maps. All maps are brought to one size, the finer ones by averaging and the coarser ones by repeating their
cells, which keeps their means, and added up: the logits remain exactly what the maps show.
"""

import keras
import numpy as np

from ...outfit import ASPECT, GREY
from . import backbones

CELL = 16  # pixels of a map's cell
GROUND = 0.25  # what a cell of mere grey counts, against 1 for a cell of person
THIRDS = 3  # rows must divide by it at every stage
NOBODY = 0.003  # a third counts less where the person covers about so little of the picture in it
TOLERANCE = 3  # compression and scaling change the grey by so much


def build(names: list[str], rows: int, classes: int) -> keras.Model:
    """Pixels 0..255, float (batch, rows, columns, 3) -> logits (batch, classes + 1), maps (batch, rows / 16, columns / 16, classes).

    The last logit tells whether there is an outfit at all. `names`: the backbones. columns = 2/3 of rows;
    rows must be a multiple of 96.
    """
    pixels, looks = _looks(names, rows)
    parts = []
    for index, (features, counts) in enumerate(looks):
        part = keras.layers.Conv2D(classes + 1, 1, use_bias=False, name=f"maps{index}")(features)
        finer = part.shape[1] * CELL // rows
        if finer > 1:
            part = keras.layers.AveragePooling2D(finer)(keras.layers.Multiply()([part, counts[part.shape[1]]]))
        else:
            coarser = rows // CELL // part.shape[1]
            part = keras.layers.UpSampling2D(coarser)(part) if coarser > 1 else part
            part = keras.layers.Multiply()([part, counts[rows // CELL]])
        parts.append(part)
    maps = keras.layers.Add(name="maps")(parts)
    logits = Bias(name="logits")(keras.layers.GlobalAveragePooling2D()(maps))
    return keras.Model(pixels, [logits, maps[..., :classes]], name="style")


def embedder(name: str, rows: int) -> keras.Model:
    """Pixels -> the weighted means of one backbone's features that the head reads, (batch, features): of the whole picture, then of
    each third."""
    pixels, looks = _looks([name], rows)
    means = [keras.layers.GlobalAveragePooling2D()(keras.layers.Multiply()([each, counts[each.shape[1]]])) for each, counts in looks]
    return keras.Model(pixels, keras.layers.Concatenate()(means))


def is_of_the_whole(names: list[str], rows: int) -> np.ndarray:
    """bool (features,): which of the embedders' features are means of the whole picture."""
    widths = [embedder(name, rows).output_shape[1] for name in names]
    return np.concatenate([np.arange(width) < width // (1 + THIRDS) for width in widths])


def set_head(model: keras.Model, weights: np.ndarray, bias: np.ndarray) -> None:
    """weights (features, classes + 1) in the embedders' order, one backbone's after the other's, and bias (classes + 1,)."""
    start = 0
    heads = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    for index in range(len(heads)):  # by name: the model sorts its layers by depth
        layer = model.get_layer(f"maps{index}")
        end = start + layer.kernel.shape[2]
        layer.set_weights([weights[None, None, start:end]])
        start = end
    model.get_layer("logits").set_weights([bias])


def _looks(names, rows):
    """The input, and everything that the head reads, in its order: a feature map, and by their rows how much each cell counts in
    its mean."""
    pixels = keras.Input((rows, round(rows * ASPECT), 3), name="pixels")
    stages = []
    for name in names:
        body = backbones.build(name, rows, round(rows * ASPECT))
        stages.append(keras.Model(body.input, list(_features(body, name)), name=name)(pixels))
    person = keras.ops.max(keras.ops.absolute(pixels - GREY), axis=3, keepdims=True)
    person = keras.ops.clip(person - TOLERANCE, 0.0, 1.0)
    sizes = {each.shape[1] for each in stages[0]} | {rows // CELL}
    covered = {size: keras.layers.AveragePooling2D(rows // size)(person) for size in sizes}
    regions = [{size: _evened(GROUND + (1 - GROUND) * share) for size, share in covered.items()}]
    for third in range(THIRDS):
        regions.append({size: _evened(share * _strip(size, third), NOBODY) for size, share in covered.items()})
    return pixels, [(each, counts) for features in stages for counts in regions for each in features]


def _evened(counts, least=0.0):
    """1 on average; less where there is hardly anything to count."""
    return counts / (keras.ops.mean(counts, axis=(1, 2), keepdims=True) + least)


def _strip(size, third):
    strip = np.zeros((1, size, 1, 1), np.float32)
    strip[:, third * size // THIRDS : (third + 1) * size // THIRDS] = 1
    return strip


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
