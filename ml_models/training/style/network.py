"""The classifier: frozen backbones and a linear head whose class activation maps are part of the network.

Class activation mapping (Zhou et al. 2016, arXiv:1512.04150): class weights applied to every cell of a
feature map give a map per class, and its mean plus a bias is the class's logit. Here the head reads the
ends of five stages, not the last feature map alone: knit, lace and denim are textures, and the last map
has mostly forgotten them.

It reads the whole picture, in which cells of the grey around the person count less, by the share of
GROUND, and by themselves the person's cells in its upper, middle and lower third: a collar is no hem. The
finest two stages it reads a second time as visual words (`words.py`), of the whole person and of its
thirds. All this is in the pooling itself and so in the maps. All maps are brought to one size, the finer
ones by averaging and the coarser ones by repeating their cells, which keeps their means, and added up: the
logits remain exactly what the maps show.
"""

import keras
import numpy as np

from ...outfit import ASPECT, GREY
from . import backbones
from .words import STAGES, Words, residuals

CELL = 16  # pixels of a map's cell
GROUND = 0.25  # what a cell of mere grey counts, against 1 for a cell of person
THIRDS = 3  # rows must divide by it at every stage
NOBODY = 0.003  # a third counts less where the person covers about so little of the picture in it
TOLERANCE = 3  # compression and scaling change the grey by so much


def build(vocabularies: dict[str, list[Words]], rows: int, classes: int) -> keras.Model:
    """Pixels 0..255, float (batch, rows, columns, 3) -> logits (batch, classes + 1), maps (batch, rows / 16, columns / 16, classes).

    The last logit tells whether there is an outfit at all. `vocabularies`: by backbone, its visual words. columns = 2/3 of rows;
    rows must be a multiple of 96.
    """
    pixels, looks = _looks(vocabularies, rows)
    grid = rows // CELL
    pieces = []
    for index, (regions, features, counts) in enumerate(looks):
        part = keras.layers.Conv2D(len(regions) * (classes + 1), 1, use_bias=False, name=f"maps{index}")(features)
        if part.shape[1] < grid:
            part = keras.layers.UpSampling2D(grid // part.shape[1])(part)
        part = keras.layers.Reshape((*part.shape[1:3], len(regions), classes + 1))(part)
        part = keras.ops.sum(part * keras.ops.expand_dims(counts[part.shape[1]], -1), axis=3)
        if part.shape[1] > grid:
            part = keras.layers.AveragePooling2D(part.shape[1] // grid)(part)
        pieces.append(part)
    maps = keras.layers.Add(name="maps")(pieces)
    logits = Bias(name="logits")(keras.layers.GlobalAveragePooling2D()(maps))
    return keras.Model(pixels, [logits, maps[..., :classes]], name="style")


def embedder(name: str, vocabulary: list[Words], rows: int) -> keras.Model:
    """Pixels -> the weighted means of one backbone's features that the head reads, (batch, features), see `parts`."""
    pixels, looks = _looks({name: vocabulary}, rows)
    means = [
        keras.ops.mean(features * counts[features.shape[1]][..., region : region + 1], axis=(1, 2))
        for regions, features, counts in looks
        for region in range(len(regions))
    ]
    return keras.Model(pixels, keras.layers.Concatenate()(means))


def parts(vocabularies: dict[str, list[Words]], rows: int) -> np.ndarray:
    """str (features,): which part of what the head reads each of the embedders' features is, "whole", "thirds", "words" or "words in
    thirds"; one backbone's features after the other's."""
    looks = _looks(vocabularies, rows)[1]
    return np.concatenate([np.repeat(region, features.shape[-1]) for regions, features, _ in looks for region in regions])


def set_head(model: keras.Model, weights: np.ndarray, bias: np.ndarray) -> None:
    """weights (features, classes + 1) in the embedders' order, one backbone's after the other's, and bias (classes + 1,)."""
    start = 0
    heads = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    for index in range(len(heads)):  # by name: the model sorts its layers by depth
        layer = model.get_layer(f"maps{index}")
        channels, outputs = layer.kernel.shape[2:]
        end = start + channels * outputs // len(bias)
        by_region = weights[start:end].reshape(-1, channels, len(bias))
        layer.set_weights([by_region.transpose(1, 0, 2).reshape(1, 1, channels, outputs)])
        start = end
    model.get_layer("logits").set_weights([bias])


def _looks(vocabularies, rows):
    """The input, and everything that the head reads, in its order, as (regions, features, counts).

    features: (batch, rows, columns, channels). counts: by rows, (batch, rows, columns or 1, regions), how much each cell counts in
    the mean of each region; `regions` names the part that it belongs to.
    """
    pixels = keras.Input((rows, round(rows * ASPECT), 3), name="pixels")
    person = keras.ops.max(keras.ops.absolute(pixels - GREY), axis=3, keepdims=True)
    person = keras.ops.clip(person - TOLERANCE, 0.0, 1.0)
    grid = rows // CELL
    looks = []
    for name, vocabulary in vocabularies.items():
        body = backbones.build(name, rows, round(rows * ASPECT))
        found = keras.Model(body.input, list(_features(body, name)), name=name)(pixels)
        ends, stages = found[: len(vocabulary)], found[len(vocabulary) :]
        shares = {size: keras.layers.AveragePooling2D(rows // size)(person) for size in {grid} | {each.shape[1] for each in stages}}
        counts = {size: _counts(share) for size, share in shares.items()}
        looks += [(("whole", *["thirds"] * THIRDS), each, counts) for each in stages]
        counts = {grid: keras.ops.divide(_strips(grid), _amounts(shares[grid]))}
        for end, words in zip(ends, vocabulary, strict=True):
            worn = residuals(end, words, shares[end.shape[1]], end.shape[1] // grid)
            looks.append((("words", *["words in thirds"] * THIRDS), worn, counts))
    return pixels, looks


def _counts(share):
    """What each cell counts in the whole picture and in each third: 1 on average, less where there is hardly anything to count."""
    whole = GROUND + (1 - GROUND) * share
    thirds = share * _strips(share.shape[1])[..., 1:] / _amounts(share)[..., 1:]
    return keras.ops.concatenate([whole / keras.ops.mean(whole, axis=(1, 2), keepdims=True), thirds], axis=-1)


def _amounts(share):
    """(batch, 1, 1, regions): how much person there is in the picture and in each third."""
    return keras.ops.mean(share * _strips(share.shape[1]), axis=(1, 2), keepdims=True) + NOBODY


def _strips(size):
    """float32 (1, size, 1, 1 + THIRDS): the rows of the picture and of each third."""
    strips = np.zeros((1, size, 1, 1 + THIRDS), np.float32)
    strips[..., 0] = 1
    for third in range(THIRDS):
        strips[:, third * size // THIRDS : (third + 1) * size // THIRDS, :, 1 + third] = 1
    return strips


def _features(body, backbone):
    """The ends of the stages that have words; those of stages 3 to 7, which are not rectified: their positive and their negative
    parts; and the last map."""
    ends = [body.get_layer(name).output for name in backbones.stage_ends(backbone)]
    yield from ends[:STAGES]
    for end in ends:
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
