"""Fingerprints stay near when a picture is changed a little, and pictures are told apart by their corners."""

import cv2
import numpy as np
import pytest

from ml_models import images, same_picture
from ml_models.fingerprint import fingerprint, fingerprints


def distance(first, second):
    """In how many bits two fingerprints differ, as the database counts it."""
    return sum(a != b for a, b in zip(first, second, strict=True))


def compressed(image):
    return images.decode(images.encode_jpeg(image, 30))


def smaller(image):
    return cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def cropped(image):
    height, width = image.shape[:2]
    return image[height // 50 : -height // 50, width // 50 : -width // 50]


def brighter(image):
    return cv2.convertScaleAbs(image, alpha=1.2, beta=10)


@pytest.fixture
def picture_480(portrait):
    return lambda name: images.shrink(portrait(name), 480)


def test_it_works(picture_480):
    first, second = fingerprint(picture_480("astronaut")), fingerprint(picture_480("coffee"))
    assert len(first) == 64
    assert set(first) == {"0", "1"}
    assert distance(first, first) == 0
    assert distance(first, second) > 20


@pytest.mark.parametrize("change", [compressed, smaller, cropped, brighter])
def test_a_copy_is_near_and_is_the_same_picture(picture_480, change):
    image = picture_480("astronaut")
    assert distance(fingerprint(image), fingerprint(change(image))) <= 10
    assert same_picture.is_same_picture(image, change(image))


def test_a_mirrored_copy_is_found_by_the_other_fingerprint(picture_480):
    image = picture_480("grace_hopper")
    mirrored = np.ascontiguousarray(image[:, ::-1])
    assert distance(fingerprint(image), fingerprints(mirrored)[1]) == 0
    assert distance(fingerprint(image), fingerprint(mirrored)) > 14


def test_other_pictures_are_other_pictures(picture_480):
    names = "astronaut", "grace_hopper", "coffee"
    assert not any(same_picture.is_same_picture(picture_480(a), picture_480(b)) for a in names for b in names if a < b)


def test_without_corners_the_greys_are_compared():
    plain, dark = np.full((120, 80, 3), 200, np.uint8), np.full((120, 80, 3), 30, np.uint8)
    assert same_picture.is_same_picture(plain, plain)
    assert not same_picture.is_same_picture(plain, dark)
