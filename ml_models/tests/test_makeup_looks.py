import re

import numpy as np
import pytest

from ml_models import effects
from ml_models.effects.looks import LOOKS

from .made_up import darker, face


def test_it_works():
    assert len(LOOKS) >= 10
    assert len({look.label for look in LOOKS.values()}) == len(LOOKS)
    for name, look in LOOKS.items():
        assert re.fullmatch("[a-z_]+", name)
        assert effects.parse(list(look.effects))
        assert 2 <= len(look.swatches) <= 4
        assert all(re.fullmatch("#[0-9a-f]{6}", color) for color in look.swatches)


def test_swatches_are_colours_that_the_look_wears():
    for name, look in LOOKS.items():
        worn = {value for effect in look.effects for value in effect.values() if isinstance(value, str)}
        assert set(look.swatches) <= worn, name


def test_the_description_tells_them_in_order():
    told = effects.describe()["looks"]
    assert [look["name"] for look in told] == list(LOOKS)
    assert told[0]["effects"] == [dict(effect) for effect in LOOKS[told[0]["name"]].effects]


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_shows_on_light_and_on_dark_skin(name):
    layers = effects.compile(effects.parse(list(LOOKS[name].effects)))
    assert not effects.needs_iris(layers)
    image, points = face("astronaut")
    for picture in (image, darker(image)):
        result = effects.render(picture, [points[:468]], layers)
        change = np.abs(result.astype(int) - picture).max(axis=2)
        assert (change > 4).sum() > 500
        half = effects.render(picture, [points[:468]], effects.compile(effects.parse(list(LOOKS[name].effects)), 0.4))
        assert 0 < np.abs(half.astype(int) - picture).sum() < np.abs(result.astype(int) - picture).sum()
