"""What goes to a worker that reads photos, and comes back. Nothing in it can name code to run.

JSON values, bytes, tuples, NumPy arrays, the dataclasses and errors that `register` was told of. A message is the length of
its JSON (uint32, network byte order), the JSON, and the bytes that the JSON refers to, [start, end] in them.
"""

import json
import struct
from dataclasses import fields, is_dataclass

import numpy as np

LENGTH = struct.Struct("!I")
BYTES, TUPLE, ARRAY, OBJECT = "$bytes", "$tuple", "$array", "$object"
_known: dict[str, type] = {}


def register(*types: type) -> None:
    """Have instances of these dataclasses, or of these errors, whose one argument is a string attribute, carried over."""
    _known.update({kind.__qualname__: kind for kind in types})


def encode(value) -> bytes:
    """Raises TypeError: a value of another kind."""
    parts = []
    text = json.dumps(_simple(value, parts)).encode()
    return b"".join([LENGTH.pack(len(text)), text, *parts])


def decode(message: bytes):
    (length,) = LENGTH.unpack_from(message)
    start = LENGTH.size + length
    return _restored(json.loads(message[LENGTH.size : start]), memoryview(message)[start:])


def _simple(value, parts):
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, bytes):
        start = sum(map(len, parts))
        parts.append(value)
        return {BYTES: [start, start + len(value)]}
    if isinstance(value, tuple):
        return {TUPLE: [_simple(item, parts) for item in value]}
    if isinstance(value, list):
        return [_simple(item, parts) for item in value]
    if isinstance(value, dict) and all(isinstance(name, str) and not name.startswith("$") for name in value):
        return {name: _simple(item, parts) for name, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return {ARRAY: [value.dtype.str, list(value.shape), _simple(value.tobytes(), parts)]}
    name = type(value).__qualname__
    if _known.get(name) is type(value):
        return {OBJECT: [name, *(_simple(item, parts) for item in _contents(value))]}
    raise TypeError(f"{type(value)} cannot be sent to a worker")


def _contents(value):
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    return list(value.__dict__.values())


def _restored(value, parts):
    if isinstance(value, list):
        return [_restored(item, parts) for item in value]
    if not isinstance(value, dict):
        return value
    if BYTES in value:
        return bytes(parts[slice(*value[BYTES])])
    if TUPLE in value:
        return tuple(_restored(value[TUPLE], parts))
    if ARRAY in value:
        kind, shape, data = value[ARRAY]
        return np.frombuffer(bytearray(_restored(data, parts)), kind).reshape(shape)
    if OBJECT in value:
        name, *contents = value[OBJECT]
        return _known[name](*_restored(contents, parts))
    return {name: _restored(item, parts) for name, item in value.items()}
