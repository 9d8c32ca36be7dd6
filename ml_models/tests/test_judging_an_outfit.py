"""What becomes of the network's numbers: a made-up cut-out and made-up answers, so that each rule is seen by itself."""

from dataclasses import replace

import numpy as np
import pytest

from ml_models import outfit, presets, regions, runtime, style_classifier
from ml_models.results import BoundingBox, Face

LABELS = ("boho", "casual", "formal", "alt")
HEAD = 38  # pixels: a figure of seven and a half heads is 285 of the 288 rows high
BANDS = {"head": 20, "shoulders": 60, "torso": 95, "waist": 130, "legs": 200, "feet": 270}  # a row in each


@pytest.fixture
def cut():
    mask = np.zeros((288, 192), np.float32)
    mask[:285, 60:130] = 1
    face = Face(BoundingBox(85, 7.6, 24, 28.5), 0.9, ())
    return outfit.Outfit(np.full((288, 192, 3), 128, np.uint8), mask, BoundingBox(10, 20, 200, 300), 0.3, 0.95, face)


@pytest.fixture
def classify(monkeypatch, cut):
    """What is answered where the network says this."""
    known = replace(presets.load("eva-styles"), labels=LABELS, temperature=2.0, thresholds={"sure": 0.6})

    def answer(logits, maps=None):
        maps = np.ones((9, 6, 4), np.float32) if maps is None else maps
        monkeypatch.setattr(style_classifier.outfit, "cut_out", lambda image, rows: cut)
        monkeypatch.setattr(style_classifier.presets, "load", lambda name: known)
        monkeypatch.setattr(style_classifier, "infer", lambda image, preset: (np.array(logits, float), 5.0, maps))
        return style_classifier.classify(np.zeros((64, 64, 3), np.uint8), "any")

    return answer


def spot(row, size=(288, 192), column=95):
    activation = np.zeros(size, np.float32)
    activation[row - 5 : row + 5, column - 5 : column + 5] = 1
    return activation


def test_it_works(classify):
    prediction = classify([0, 2 * np.log(3), -99, -99])
    assert prediction.probabilities == pytest.approx((0.25, 0.75, 0, 0))  # at a temperature of 2
    assert prediction.ranking()[0] == ("casual", pytest.approx(0.75))
    assert prediction.map_box == BoundingBox(10, 20, 200, 300)


@pytest.mark.parametrize(("odds", "verdict"), [(1.6, "sure"), (1.4, "unsure")])
def test_she_is_sure_from_the_threshold_on(classify, odds, verdict):
    assert classify([0, 2 * np.log(odds), -99, -99]).verdict == verdict


def test_maps_are_those_of_the_best_classes_and_negative_evidence_is_cut(classify):
    maps = np.zeros((9, 6, 4), np.float32)
    for label, (row, value) in enumerate([(0, 4.0), (2, 2.0), (4, 8.0), (6, 1.0)]):
        maps[row, :, label] = value
    maps[8] = -50
    found = classify([1, 3, 2, 0], maps).maps
    assert [int(found[..., place].max(axis=1).argmax()) for place in range(3)] == [2, 4, 0]
    assert [int(found[..., place].max()) for place in range(3)] == [63, 255, 127]
    assert not found[8].any()


def test_where_she_looked_is_told_of_the_best_class(classify):
    maps = np.zeros((288, 192, 4), np.float32)
    maps[..., 1], maps[..., 2] = spot(BANDS["legs"]), spot(BANDS["head"])
    assert classify([0, 3, 2, 0], maps).regions == ("legs",)


@pytest.mark.parametrize("name", BANDS)
def test_each_height_has_its_word(cut, name):
    assert regions.strongest(spot(BANDS[name]), cut) == (name,)


def test_the_strongest_comes_first_and_what_is_beside_the_person_does_not_count(cut):
    activation = spot(BANDS["waist"]) + 2 * spot(BANDS["shoulders"]) + 0.2 * spot(BANDS["feet"]) + 9 * spot(BANDS["head"], column=160)
    assert regions.strongest(activation, cut) == ("shoulders", "waist")
    assert regions.strongest(np.zeros((9, 6), np.float32), cut) == ()


@pytest.mark.parametrize(
    ("changes", "logit", "expected"),
    [
        ({}, 1, ""),
        ({"area": 0.05}, 1, "no_person"),
        ({"certainty": 0.1}, 1, "no_person"),
        ({"certainty": 0.8}, 1, ""),  # the face says that it is one
        ({"certainty": 0.8, "face": None}, 1, "no_person"),
        ({"certainty": 0.9, "face": None}, 1, ""),
        ({"face": Face(BoundingBox(60, 50, 100, 140), 0.9, ())}, 1, "face_only"),
        ({}, 0.4, "no_person"),
    ],
)
def test_each_reason_for_no_outfit(cut, changes, logit, expected):
    thresholds = {"person": 0.06, "certainty": 0.85, "body_to_face": 1.5, "outfit": 0.5}
    assert style_classifier.why_no_outfit(replace(cut, **changes), logit, thresholds) == expected


def test_the_network_sees_red_green_blue_scaled_as_its_preset_says(monkeypatch):
    class Network:
        def get_input_details(self):
            return [{"index": 0}]

        def get_output_details(self):
            return [{"index": 0}, {"index": 1}]

        def set_tensor(self, index, pixels):
            self.pixels = pixels

        def invoke(self):
            pass

        def get_tensor(self, index):
            return [np.zeros((1, 9, 6, 4)), np.array([[1, 2, 3, 4, 0.5]])][index]

    monkeypatch.setattr(runtime, "interpreter", lambda path, cores: network)
    network, preset = Network(), replace(presets.load("eva-styles"), mean=100.0, std=50.0)
    logits, outfit_logit, maps = style_classifier.infer(np.full((288, 192, 3), (200, 100, 50), np.uint8), preset)
    assert network.pixels.shape == (1, 288, 192, 3)
    assert network.pixels[0, 7, 7].tolist() == [2, 0, -1]
    assert (logits.tolist(), outfit_logit, maps.shape) == ([1, 2, 3, 4], 0.5, (9, 6, 4))
