"""Faces that nobody recognises: every head is found, whichever way it is turned, and what is left of it says nothing."""

import itertools

import numpy as np
import pytest

from ml_models import face_analyzer, face_blur, face_detector
from ml_models.images import shrink
from ml_models.results import BoundingBox, Face


def near(head, point, reach):
    middle = np.array([head.x + head.width / 2, head.y + head.height / 2])
    return np.linalg.norm(middle - point) < reach


def test_it_works(portrait):
    photo = shrink(portrait(), 512)
    before = photo.copy()
    heads = face_blur.find_heads(photo)
    blurred = face_blur.blur(photo, heads)
    assert len(heads) == 1
    assert face_detector.detect(photo)[0].score > 0.8
    assert not face_detector.detect(blurred)
    assert np.array_equal(photo, before)
    below = round(heads[0].y + heads[0].height)
    assert np.array_equal(blurred[below:], photo[below:])  # the clothes are what it is about


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_photo(portrait, quarters):
    photo = np.ascontiguousarray(np.rot90(shrink(portrait("grace_hopper"), 512), quarters))
    (head,) = face_blur.find_heads(photo)
    upright = np.rot90(face_blur.blur(photo, [head]), -quarters)
    assert not face_detector.detect(np.ascontiguousarray(upright), min_score=0.7)


def test_everybody_in_a_group(group_photo):
    table, middles = group_photo
    photo, scale = shrink(table, 2000), 2000 / 4000
    heads = face_blur.find_heads(photo)
    assert all(any(near(head, np.array(middle) * scale, 60) for head in heads) for middle in middles)
    assert len(heads) == len(middles)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_everybody_in_a_group_that_lies_on_its_side(group_photo, quarters):
    upright = shrink(group_photo[0], 2000)
    heads = face_blur.find_heads(np.ascontiguousarray(np.rot90(upright, quarters)))
    assert len(heads) == len(group_photo[1])


def test_a_picture_without_people(portrait):
    assert face_blur.find_heads(shrink(portrait("coffee"), 512)) == []


def test_two_people_become_one(portrait):
    """What is left does not depend on the features: with each cell's colours kept and the rest shuffled the outcome is the same."""
    photo = shrink(portrait(), 512)
    (head,) = face_blur.find_heads(photo)
    left, top, side = round(head.x), round(head.y), round(head.width)
    cells = np.linspace(0, side, face_blur.CELLS + 1).round().astype(int)
    shuffled = photo.copy()
    generator = np.random.default_rng(0)
    for y, below in itertools.pairwise(cells):
        for x, right in itertools.pairwise(cells):
            cell = shuffled[top + y : top + below, left + x : left + right]
            cell[:] = generator.permutation(cell.reshape(-1, 3)).reshape(cell.shape)
    one, other = (face_blur.blur(picture, [head])[top : top + side, left : left + side].astype(int) for picture in (photo, shuffled))
    middle = slice(side // 4, -side // 4)
    assert np.abs(one - other)[middle, middle].max() <= 6


def test_ears_and_hair_are_blurred_too(portrait):
    photo = shrink(portrait("grace_hopper"), 512)
    (head,), (found,) = face_blur.find_heads(photo), face_analyzer.analyze(photo).faces
    low, high = found.mesh.points[:, :2].min(axis=0), found.mesh.points[:, :2].max(axis=0)
    assert near(head, (low + high) / 2, 3)
    assert head.width == head.height >= 1.5 * (high - low).max()
    blurred = face_blur.blur(photo, [head])
    x, y, reach = round(head.x + head.width / 2), round(head.y + head.height / 2), round(0.8 * head.width / 2)
    assert np.abs(np.diff(blurred[y, x - reach : x + reach].astype(int), axis=0)).max() < 30
    assert np.abs(np.diff(blurred[y - reach : y + reach, x].astype(int), axis=0)).max() < 30


@pytest.mark.parametrize(("score", "heads"), [(0.7, 1), (0.5, 0)])
def test_somebody_in_profile_whom_the_mesh_does_not_see(portrait, monkeypatch, score, heads):
    face = Face(BoundingBox(100, 120, 60, 60), score, ())
    monkeypatch.setattr(face_blur.face_search, "search", lambda *_: [face])
    monkeypatch.setattr(face_blur.face_search, "search_turned", lambda *_, **__: [])
    monkeypatch.setattr(face_blur.face_search, "confirm", lambda *_: None)
    found = face_blur.find_heads(portrait())
    assert len(found) == heads
    assert all(near(head, (130, 150), 1) and head.width >= 1.5 * 60 for head in found)
