"""Sheets of results to look at: looks, real references beside the baselines, and hard cases."""

from pathlib import Path

import cv2
import numpy as np

from bench import makeup_pairs as pairs
from ml_models import effects, images, makeup_transfer

SIDE = 192
LOOKS = 5
HARD = 60


def save_all(people: list[pairs.Portrait], worn: list[pairs.Portrait], more: list[pairs.Portrait], folder: Path) -> None:
    """looks.png: 20 people with five looks. references.png: source, reference, ours, both baselines. hard.png: before and after."""
    folder.mkdir(parents=True, exist_ok=True)
    _save(folder / "looks.png", looks(people[:: max(1, len(people) // 20)][:20]))
    _save(folder / "references.png", references(people[1 :: max(1, len(people) // 18)][:18], worn))
    _save(folder / "hard.png", hard(people, worn, more))


def looks(people: list[pairs.Portrait]) -> list[list[np.ndarray]]:
    names = list(effects.LOOKS)[:: max(1, len(effects.LOOKS) // LOOKS)][:LOOKS]
    chosen = [makeup_transfer.reference_from_look(name) for name in names]
    head = [np.zeros((SIDE, SIDE, 3), np.uint8), *(each.flat for each in chosen)]
    return [head, *([person.image, *(pairs.ours(person, each) for each in chosen)] for person in people)]


def references(people: list[pairs.Portrait], worn: list[pairs.Portrait]) -> list[list[np.ndarray]]:
    rows = []
    for index, person in enumerate(people):
        other = worn[index % len(worn)]
        reference = makeup_transfer.reference_from_image(other.image, other.mesh)
        rows.append([person.image, other.image, *(pairs.METHODS[name](person, reference) for name in list(pairs.METHODS)[:3])])
    return rows


def hard(people: list[pairs.Portrait], worn: list[pairs.Portrait], more: list[pairs.Portrait]) -> list[list[np.ndarray]]:
    """Real photos, many of turned heads, as sources; then people at a dim webcam, turned, with glasses drawn before them."""
    sources = [*(one.image for one in more)]
    for index, person in enumerate(people[:: max(1, len(people) // (HARD - len(sources)))]):
        sources.append((_dim, _turned, _covered)[index % 3](person.image))
    cells = []
    for index, image in enumerate(sources[:HARD]):
        mesh = pairs.find(image)
        if mesh is None:
            continue
        other = worn[index % len(worn)]
        reference = makeup_transfer.reference_from_image(other.image, other.mesh)
        cells.append(np.hstack([_square(each) for each in (image, other.image, makeup_transfer.transfer(image, mesh, reference))]))
    columns = 4
    cells += [np.zeros_like(cells[0])] * (-len(cells) % columns)
    return [[np.hstack(cells[start : start + columns])] for start in range(0, len(cells), columns)]


def _dim(image):
    random = np.random.default_rng(0)
    dark = image.astype(np.float32) * (0.42, 0.36, 0.3) + random.normal(0, 5, image.shape)
    return images.decode(images.encode_jpeg(np.clip(dark, 0, 255).astype(np.uint8), 45))


def _turned(image):
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 35, 0.8)
    return cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def _covered(image):
    mesh = pairs.find(image)
    if mesh is None:
        return image
    items = [{"name": "glasses"}]
    return effects.render(image, [mesh.points], effects.compile(effects.parse(items)))


def _square(image):
    side = max(image.shape[:2])
    canvas = np.zeros((side, side, 3), np.uint8)
    canvas[: image.shape[0], : image.shape[1]] = image
    return cv2.resize(canvas, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def _save(path, rows):
    picture = np.vstack([np.hstack([_square(each) if each.shape[0] != SIDE else each for each in row]) for row in rows])
    cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
