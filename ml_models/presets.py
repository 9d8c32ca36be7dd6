"""A preset binds a network's file to what is needed to use it: checksum, licence, labels, input size, normalisation.

`weights/<name>.json` describes a network. Its file lies beside it, or in an installed package (found
without importing that package) when "package" names one.
"""

import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

WEIGHTS = Path(__file__).parent / "weights"


class PresetError(LookupError):
    """No such preset, or its network is missing or is not the file that the preset was made for."""


@dataclass(frozen=True, slots=True)
class Preset:
    """What `weights/<name>.json` says. `mean` and `std` apply to pixels 0..255: (pixel - mean) / std."""

    name: str
    path: Path
    sha256: str
    licence: str
    input_size: int
    mean: float
    std: float
    labels: tuple[str, ...] = ()
    temperature: float = 1.0
    thresholds: dict[str, float] = field(default_factory=dict)


def default_style() -> str:
    """Name of the style preset that is served: STYLE_PRESET, else the shipped one."""
    return os.environ.get("STYLE_PRESET", "eva-styles")


def default_makeup() -> str:
    """Name of the make-up preset that is served: MAKEUP_PRESET, else the shipped one."""
    return os.environ.get("MAKEUP_PRESET", "eva-makeup")


@lru_cache
def load(name: str, folder: Path = WEIGHTS) -> Preset:
    """Read a preset and check its network's SHA-256, once per process.

    Raises:
        PresetError: unknown name, missing file, or a file other than the described one.
    """
    description = folder / f"{name}.json"
    if not description.is_file():
        raise PresetError(f"No preset named {name!r} in {folder}; there are {sorted(p.stem for p in folder.glob('*.json'))}")
    values = json.loads(description.read_text())
    path = _package_folder(values["package"]) / values["file"] if "package" in values else folder / values["file"]
    if not path.is_file():
        raise PresetError(f"Preset {name!r} needs {path}, which is not there")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != values["sha256"]:
        raise PresetError(f"Preset {name!r} expects a file with SHA-256 {values['sha256']}; {path} has {digest}")
    return Preset(
        name=name,
        path=path,
        sha256=digest,
        licence=values["licence"],
        input_size=values["input_size"],
        mean=values["mean"],
        std=values["std"],
        labels=tuple(values.get("labels", ())),
        temperature=values.get("temperature", 1.0),
        thresholds=values.get("thresholds", {}),
    )


def check_all(folder: Path = WEIGHTS) -> None:
    """Compare every network with the checksum of its preset: a server does so before it takes its first request.

    Raises:
        PresetError: a file is missing, or is not the described one.
    """
    for path in sorted(path for path in folder.glob("*.json") if not path.stem.endswith(".metrics")):
        load(path.stem, folder)


def _package_folder(package: str) -> Path:
    """Where an installed package lies. It is not imported: some packages that carry networks import TensorFlow."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise PresetError(f"The package {package!r} is not installed; requirements-weights.txt names it")
    return Path(spec.submodule_search_locations[0])
