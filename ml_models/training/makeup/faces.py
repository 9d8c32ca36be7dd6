"""Every portrait laid flat once, kept on disk; who is held out."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from ... import face_analyzer, images, makeup_alignment
from ...makeup_layout import SIZE

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
HELD_OUT = 10  # every so many-th portrait of a group, and every fourth reference, is never trained on
HELD_OUT_REFERENCES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """`flats`: uint8 (n, 256, 256, 3) on disk; `paths`: of their portraits; `held_out`: bool (n,)."""

    flats: np.ndarray
    paths: tuple[Path, ...]
    held_out: np.ndarray


def portraits(folder: Path) -> list[tuple[Path, bool]]:
    """(path, held out) of each portrait of <folder>/<group>/*: one face, one person."""
    found = []
    for group in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(path for path in group.iterdir() if path.suffix.lower() in SUFFIXES)
        found += [(path, number % HELD_OUT == 0) for number, path in enumerate(files)]
    return found


def references(folder: Path) -> list[tuple[Path, bool]]:
    """(path, held out) of each picture in the folder."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    return [(path, number % HELD_OUT_REFERENCES == 0) for number, path in enumerate(files)]


def lay_all_flat(files: list[tuple[Path, bool]], state: Path, *, fill: bool) -> Faces:
    """Find and flatten every face, or read what an earlier run kept in `state`. `fill`: mirror what the camera did not see."""
    stored, listed = state.with_suffix(".npy"), state.with_suffix(".txt")
    names = [str(path) for path, _ in files]
    known = listed.read_text().splitlines() if listed.is_file() and stored.is_file() else []
    if not known or not set(known) <= set(names):
        flats, known = [], []
        for path, _ in tqdm(files, desc=f"Laying {state.name} flat"):
            image = images.decode(path.read_bytes())
            found = face_analyzer.analyze(image, landmarks=False, attributes=False, max_faces=1).faces
            if found:
                flat = makeup_alignment.lay_flat(image, found[0].mesh.points)
                flats.append(makeup_alignment.fill_hidden(flat, found[0].mesh.points) if fill else flat)
                known.append(str(path))
        np.save(stored, np.array(flats, np.uint8).reshape(-1, SIZE, SIZE, 3))
        listed.write_text("\n".join(known))
    out = dict(zip(names, (held for _, held in files), strict=True))
    return Faces(np.load(stored, mmap_mode="r"), tuple(Path(name) for name in known), np.array([out[name] for name in known]))
