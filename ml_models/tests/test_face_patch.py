"""Patches cut once and turned, against patches cut turned."""

import numpy as np
import pytest

from evaranks.sample_pictures import picture_path
from ml_models import face_patch, images


@pytest.mark.parametrize(
    ("centre", "side"), [((226, 120), 100), ((226, 120), 400.5), ((10, 500), 300)], ids=["small", "shrunk", "over the edge"]
)
def test_it_works(centre, side):
    image = images.decode(picture_path("astronaut").read_bytes())
    for quarters, (patch, back) in enumerate(face_patch.quarter_turns(image, centre, side, 128)):
        cut, its_back = face_patch.cut(image, centre, side, quarters * np.pi / 2, 128)
        assert np.abs(patch.astype(int) - cut).max() <= 1
        assert np.allclose(back, its_back)
