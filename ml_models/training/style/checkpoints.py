"""Read PyTorch's old checkpoint format without PyTorch, and without running what a pickle may carry."""

import pickle
from collections import OrderedDict
from pathlib import Path

import numpy as np

DTYPES = {"FloatStorage": np.float32, "LongStorage": np.int64, "HalfStorage": np.float16}


def read_checkpoint(path: Path) -> dict[str, np.ndarray]:
    """Name -> array of a state dictionary saved before PyTorch 1.6.

    Raises:
        pickle.UnpicklingError: the file asks for anything but tensors in an ordered dictionary.
    """
    with path.open("rb") as file:
        for _ in range(3):  # magic number, protocol, machine
            _Unpickler(file).load()
        reader = _Unpickler(file)
        state = reader.load()
        for key in _Unpickler(file).load():
            storage = reader.storages[key]
            count = int(np.fromfile(file, np.int64, 1)[0])
            storage["data"] = np.fromfile(file, storage["dtype"], count)
    return {name: tensor() for name, tensor in state.items()}


class _Unpickler(pickle.Unpickler):
    """Knows three names: ordered dictionaries, tensors and storages."""

    def __init__(self, file):
        super().__init__(file)
        self.storages = {}

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in DTYPES:
            return DTYPES[name]
        raise pickle.UnpicklingError(f"A checkpoint of weights has no use for {module}.{name}")

    def persistent_load(self, identity):
        _, dtype, key, *_ = identity
        return self.storages.setdefault(key, {"dtype": dtype, "data": None})


def _tensor(storage, offset, size, stride, *_):
    """The storages' bytes follow the pickle, so an array can only be made once they are read."""

    def build():
        data = storage["data"][offset:]
        strides = tuple(step * data.itemsize for step in stride)
        return np.lib.stride_tricks.as_strided(data, size, strides).copy()

    return build
