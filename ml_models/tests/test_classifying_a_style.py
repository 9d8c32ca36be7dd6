from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from evaranks.sample_pictures import picture_path
from ml_models import images, presets, style_classifier


def picture(name):
    return images.decode(picture_path(name).read_bytes())


def test_it_works():
    prediction = style_classifier.classify(picture("astronaut"))
    assert prediction.labels == presets.load("eva-styles").labels
    assert sum(prediction.probabilities) == pytest.approx(1.0, abs=1e-4)
    assert prediction.verdict in {"sure", "unsure"}
    assert prediction.reason == ""


def test_maps_are_the_three_best_classes_on_one_scale():
    prediction = style_classifier.classify(picture("grace_hopper"))
    assert prediction.maps.dtype == np.uint8
    assert prediction.maps.ndim == 3
    assert prediction.maps.shape[2] == 3
    assert prediction.maps.max() in {254, 255}


def test_the_map_explains_the_logit():
    preset = presets.load("eva-styles")
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (2, preset.input_size, round(preset.input_size * 2 / 3), 3), dtype=np.uint8)
    (first, _, first_maps), (second, _, second_maps) = (style_classifier.infer(each, preset) for each in pixels)
    # logit = mean of the map + the class's bias, so two pictures' differences must agree
    assert second - first == pytest.approx((second_maps - first_maps).mean(axis=(0, 1)), abs=0.02)


@pytest.mark.parametrize("name", ["page", "text", "rocket", "brick", "grass", "coffee", "coins", "logo"])
def test_no_person_no_outfit(name):
    prediction = style_classifier.classify(picture(name))
    assert (prediction.verdict, prediction.reason) == ("no_outfit", "no_person")


def test_a_face_filling_the_frame_is_no_outfit():
    portrait = picture("astronaut")[55:190, 160:290]
    prediction = style_classifier.classify(cv2.resize(portrait, None, fx=3, fy=3))
    assert (prediction.verdict, prediction.reason) == ("no_outfit", "face_only")


def test_regions_are_parts_that_the_picture_shows():
    prediction = style_classifier.classify(picture("astronaut"))
    assert 1 <= len(prediction.regions) <= 2
    assert set(prediction.regions) <= {"head", "shoulders", "torso", "waist"}


def test_threads_do_not_disturb_each_other():
    photos = [picture("astronaut"), picture("grace_hopper")] * 4
    alone = [style_classifier.classify(photo).probabilities for photo in photos]
    with ThreadPoolExecutor(4) as pool:
        together = [prediction.probabilities for prediction in pool.map(style_classifier.classify, photos)]
    assert np.abs(np.array(alone) - np.array(together)).max() < 1e-4


@pytest.mark.parametrize("scale", [0.6, 3.0])
def test_the_photos_size_hardly_matters(scale):
    photo = picture("astronaut")
    resized = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    same, other = style_classifier.classify(photo), style_classifier.classify(resized)
    assert np.abs(np.array(same.probabilities) - np.array(other.probabilities)).max() < 0.35
    for side in ("x", "y", "width", "height"):
        assert getattr(other.map_box, side) == pytest.approx(getattr(same.map_box, side) * scale, rel=0.15, abs=5 * scale)


@pytest.mark.parametrize("wrong", [np.zeros((8, 8), np.uint8), np.zeros((8, 8, 4), np.uint8), np.zeros((8, 8, 3), np.float32)])
def test_what_is_no_image_is_refused(wrong):
    with pytest.raises(ValueError, match="Expected a uint8"):
        style_classifier.classify(wrong)
