"""What the generator is asked for, and the critics that see lips and eyes.

Reconstruction against the rendered truth; adversarial, least squares (Mao et al. 2017, arXiv:1611.04076), by small
patch critics of lips and eyes (Isola et al. 2017, arXiv:1611.07004) that see a result beside its reference, so that they judge
whether both wear the same, as PSGAN and BeautyGAN's domains do for whole faces; colour distributions of lips and lids after BeautyGAN
(Li et al. 2018), as sorted values (the 1-D Wasserstein distance) instead of matched histograms; identity as kept edges, and by
`likeness`.
"""

import cv2
import keras
import numpy as np
import tensorflow as tf
from keras import layers

from ...face_geometry import LIPS_OUTER
from ...makeup_layout import EYES, SIZE, layout, part_masks
from .parts import areas
from .strokes import BROW_EDGES, BROWS, UPPER_LIDS, filled

WEIGHTS = {"lips": 5.0, "eyes": 4.0, "skin": 1.5}
ELSEWHERE = 0.3
OWN = (0.6, 0.12, 0.12)  # shares of two faces' difference in lightness and in hue (L, a, b) that lips and lids keep
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
WHITE = np.array([0.95047, 1.0, 1.08883])


def apply_change(source, transforms, residual):
    """Sources (batch, 256, 256, 3) with the network's transforms (batch, 64, 64, 12), laid out finely, and its residual."""
    fine = tf.image.resize(transforms, (SIZE, SIZE))
    values = tf.tile(tf.concat([source, tf.ones_like(source[..., :1])], axis=-1), (1, 1, 1, 3))
    gather = tf.constant(np.kron(np.eye(3), np.ones((4, 1)))[None, None], tf.float32)
    return source + tf.nn.conv2d(fine * values, gather, 1, "SAME") + residual


def pixel_weights() -> np.ndarray:
    """float32 (256, 256, 1): how much each place of the flat face counts."""
    weights = ELSEWHERE + sum(WEIGHTS[name] * mask for name, mask in part_masks().items())
    return (weights / weights.mean()).astype(np.float32)[..., None]


def reconstruction(result, truth, weights):
    """Absolute and squared difference in RGB, again in two colour differences (the eye sees hue more than shade), and in edges.

    With the absolute difference alone the network learned to change nothing: on most pixels that is the median.
    """
    off = result - truth
    chroma = tf.abs(off[..., 0] - off[..., 1]) + tf.abs((off[..., 0] + off[..., 1]) / 2 - off[..., 2])
    colour = tf.reduce_mean((tf.abs(off) + 5 * off**2) * weights) + 0.5 * tf.reduce_mean(chroma * weights[..., 0])
    return colour, _edges(off, weights)


def kept_edges(change, weights):
    """How much of the change is edges: on a real reference's make-up only lines and soft borders should be."""
    return _edges(tf.reduce_mean(change, axis=-1, keepdims=True), weights)


def changed_brows(change):
    """How much of the change lies on the brows: people are known by them."""
    mask = np.maximum(*(filled(layout()[list(brow)], 3.0) for brow in BROWS))
    return tf.reduce_mean(tf.abs(change) * (mask / mask.mean()).astype(np.float32)[..., None])


def _edges(values, weights):
    down = tf.abs(values[:, 1:] - values[:, :-1]) * weights[1:]
    across = tf.abs(values[:, :, 1:] - values[:, :, :-1]) * weights[:, 1:]
    return tf.reduce_mean(down) + tf.reduce_mean(across)


def distribution(result, reference, places):
    """Distance in CIELAB / 100 between the colours, whatever their places, that both have at `places` (flat indices of pixels).

    Lightness is counted mostly from each face's own mean: else a dark face's lips and lids turn as pale as a pale reference's,
    and it is less like itself. Hue hardly is: people's skin differs little in it, and the reference's is what is wanted; but
    the light's own colour should not come along.
    """
    return tf.reduce_mean(tf.abs(_sorted(result, places) - _sorted(reference, places)))


def _sorted(pictures, places):
    lab = to_lab(tf.reshape(pictures, (-1, SIZE * SIZE, 3))) / 100
    values = tf.gather(lab, places, axis=1) - tf.matmul(areas()[3:], lab) * OWN
    return tf.sort(tf.transpose(values, (0, 2, 1)), axis=-1)


def to_lab(colours):
    """sRGB (..., 3), 0..1 -> CIELAB for D65 (IEC 61966-2-1, CIE 15); slopes stay finite at black."""
    colours = tf.clip_by_value(colours, 1e-4, 1.0)
    linear = tf.where(colours > 0.04045, ((colours + 0.055) / 1.055) ** 2.4, colours / 12.92)
    ratios = tf.tensordot(linear, tf.constant(TO_XYZ.T / WHITE, tf.float32), 1)
    roots = tf.where(ratios > (6 / 29) ** 3, ratios ** (1 / 3), ratios / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = (roots[..., axis] for axis in range(3))
    return tf.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def regions() -> dict[str, np.ndarray]:
    """Flat indices of the pixels of the lips and of the upper lids, well below the brows."""
    lids = np.zeros((SIZE, SIZE), np.uint8)
    for lid, brow in zip(UPPER_LIDS, BROW_EDGES, strict=True):
        low, high = layout()[list(lid)], layout()[list(brow)]
        high = high + 0.4 * (low[::2] - high)  # brows hang lower than the mesh's
        outline = np.concatenate([low, high[::-1]])
        cv2.fillPoly(lids, [np.round(outline).astype(np.int32)], 1)
    return {
        "lips": np.flatnonzero(part_masks()["lips"] > 0.8).astype(np.int32),
        "lids": np.flatnonzero((lids > 0) & (part_masks()["eyes"] > 0.8)).astype(np.int32),
    }


def windows() -> dict[str, tuple[int, int, int, int]]:
    """top, bottom, left, right of what each critic sees; the left eye is mirrored to the right one's place."""
    return {"lips": _window(LIPS_OUTER, 12, 12), "eyes": _window(EYES[0], 40, 26)}


def _window(points, up, aside):
    places = layout()[list(points)]
    low, high = places.min(axis=0) - np.array([aside, up]), places.max(axis=0) + np.array([aside, 12])
    left, top = (np.floor(low / 8) * 8).astype(int).tolist()
    right, bottom = (np.ceil(high / 8) * 8).astype(int).tolist()
    return top, bottom, left, right


def seen_by(name, pictures):
    """What a critic sees of pictures: one window each, or both eyes."""
    top, bottom, left, right = windows()[name]
    seen = pictures[:, top:bottom, left:right]
    if name == "lips":
        return seen
    return tf.concat([seen, pictures[:, :, ::-1][:, top:bottom, left:right]], axis=0)


def critic(name: str, width: int = 16) -> keras.Model:
    """A result's window and its reference's, (batch, rows, columns, 6) -> a score for each patch, 1 being "as rendered"."""
    top, bottom, left, right = windows()[name]
    start = x = keras.Input((bottom - top, right - left, 6))
    for step in range(3):
        x = layers.LeakyReLU(0.2)(layers.Conv2D(width * 2**step, 4, strides=2, padding="same")(x))
    return keras.Model(start, layers.Conv2D(1, 3, padding="same")(x), name=f"{name}-critic")
