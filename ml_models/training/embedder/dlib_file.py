"""Read a network that dlib has serialised, without dlib: its layers from the input to the output, with their numbers.

dlib writes a network as nested templates: the versions of all layers first, from the output inwards; then the input
layer, and layer after layer from the input to the output, each followed by flags and by tensors that a cleaned network
leaves empty. Which layers a tag or a skip refers to is in the C++ type alone, not in the file.
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PACKAGE, FILE = "face_recognition_models", "models/dlib_face_recognition_resnet_model_v1.dat"
SOURCE_SHA256 = "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"
INPUT = b"input_rgb_image_sized"
INTEGER_BYTES = 8
INFINITE = 32000  # exponents from here on stand for infinities and "not a number"


class UnknownLayer(ValueError):
    """The file holds something that this reader was not made for."""


def source() -> Path:
    """dlib's file in the installed package.

    Raises:
        LookupError: the package is not installed, or carries another file.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None:
        raise LookupError(f"The package {PACKAGE!r} is not installed; requirements-weights.txt names it")
    path = Path(spec.submodule_search_locations[0]) / FILE
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SOURCE_SHA256:
        raise LookupError(f"{path} has the SHA-256 {digest}, not {SOURCE_SHA256}")
    return path


@dataclass(frozen=True, slots=True)
class Layer:
    """`kind` as dlib names it, without its version. `window` and `stride` are (rows, columns)."""

    kind: str
    arrays: tuple[np.ndarray, ...] = ()
    window: tuple[int, int] = (0, 0)
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Reader:
    """dlib's primitive types, read from `data` in turn (dlib/serialize.h, dlib/float_details.h, dlib/cuda/tensor.h)."""

    data: bytes
    place: int = 0

    def take(self, count: int) -> bytes:
        part = self.data[self.place : self.place + count]
        if len(part) < count:
            raise UnknownLayer(f"The file ends at byte {len(self.data)}, {count} more were expected at {self.place}")
        self.place += count
        return part

    def integer(self) -> int:
        """A byte with the sign and the number of bytes that follow, the lowest first."""
        (head,) = self.take(1)
        size = head & 0x0F
        if not 1 <= size <= INTEGER_BYTES:
            raise UnknownLayer(f"No integer at byte {self.place - 1}: {head:#x}")
        value = int.from_bytes(self.take(size), "little")
        return -value if head & 0x80 else value

    def real(self) -> float:
        mantissa, exponent = self.integer(), self.integer()
        if exponent >= INFINITE:
            raise UnknownLayer(f"A number that is not finite before byte {self.place}")
        return float(mantissa) * 2.0**exponent

    def text(self) -> str:
        return self.take(self.integer()).decode("ascii")

    def flag(self) -> bool:
        return self.take(1) == b"1"

    def tensor(self) -> np.ndarray:
        """float32 (samples, channels, rows, columns)."""
        if (version := self.integer()) != 2:
            raise UnknownLayer(f"Tensor of version {version} before byte {self.place}")
        shape = [self.integer() for _ in range(4)]
        return np.frombuffer(self.take(4 * int(np.prod(shape))), "<f4").reshape(shape)

    def view(self) -> tuple[int, ...]:
        """The shape of a part of a tensor."""
        if (version := self.integer()) != 1:
            raise UnknownLayer(f"View of version {version} before byte {self.place}")
        return tuple(self.integer() for _ in range(4))


def read_network(path: Path) -> tuple[tuple[float, float, float], list[Layer]]:
    """The mean red, green and blue that the input layer takes off (it divides by 256 then), and the other layers.

    Raises:
        UnknownLayer: another input layer, a layer of another kind or version, or bytes left over.
    """
    data = path.read_bytes()
    start = data.find(b"\x01\x15" + INPUT)  # before it only versions and the loss's settings
    if start < 0:
        raise UnknownLayer(f"{path.name} has no layer {INPUT.decode()}")
    reader = Reader(data, start)
    reader.text()
    mean = (reader.real(), reader.real(), reader.real())
    rows, columns = reader.integer(), reader.integer()
    layers = [Layer("input", window=(rows, columns))]
    while reader.place < len(data):
        layers.append(_layer(reader))
        [reader.flag() for _ in range(3)]
        gradient, output, last = reader.tensor(), reader.tensor(), reader.tensor()
        if gradient.size or output.size or last.size:
            raise UnknownLayer(f"Not a cleaned network: working memory before byte {reader.place}")
        if len(layers) == 2:  # the one above the input also tells how many samples an image makes
            reader.integer()
    return mean, layers


def _layer(reader):
    kind = reader.text()
    if kind not in READERS:
        raise UnknownLayer(f"A layer {kind!r} before byte {reader.place}; known are {', '.join(READERS)}")
    return READERS[kind](reader)


def _convolution(reader):
    """Filters (outputs, inputs, rows, columns) and bias (outputs,)."""
    numbers = reader.tensor().ravel()
    reader.integer()
    window, stride, padding = ((reader.integer(), reader.integer()) for _ in range(3))
    shape = reader.view()
    reader.view()
    [reader.real() for _ in range(4)]  # how fast it learned
    size = int(np.prod(shape))
    return Layer("con", (numbers[:size].reshape(shape), numbers[size:]), window, stride, padding)


def _affine(reader):
    """Factor and summand of each channel."""
    numbers = reader.tensor().ravel()
    reader.view()
    reader.view()
    reader.integer()
    return Layer("affine", tuple(np.split(numbers, 2)))


def _pool(kind):
    def read(reader):
        window, stride, padding = ((reader.integer(), reader.integer()) for _ in range(3))
        return Layer(kind, (), window, stride, padding)

    return read


def _fully_connected(reader):
    """Weights (inputs, outputs)."""
    outputs, inputs = reader.integer(), reader.integer()
    numbers = reader.tensor()
    reader.view()
    reader.view()
    reader.integer()
    [reader.real() for _ in range(4)]
    return Layer("fc", (numbers.reshape(inputs, outputs),))


READERS = {
    "con_4": _convolution,
    "affine_": _affine,
    "max_pool_2": _pool("max_pool"),
    "avg_pool_2": _pool("avg_pool"),
    "relu_": lambda reader: Layer("relu"),
    "add_prev_": lambda reader: Layer("add_prev"),
    "fc_2": _fully_connected,
}
