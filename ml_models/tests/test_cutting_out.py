import numpy as np
import pytest

from evaranks.sample_pictures import picture_path
from ml_models import face_detector, images, outfit
from ml_models.results import BoundingBox, Face


@pytest.fixture(scope="module")
def astronaut():
    return images.decode(picture_path("astronaut").read_bytes())


def test_it_works(astronaut):
    cut = outfit.cut_out(astronaut)
    assert cut.image.shape == (288, 192, 3)
    assert cut.mask.shape == (288, 192)
    assert cut.area > 0.3
    assert cut.certainty > 0.9
    assert cut.face is not None


def test_the_background_becomes_grey_and_the_person_stays(astronaut):
    cut = outfit.cut_out(astronaut)
    assert (np.abs(cut.image[cut.mask < 0.01].astype(int) - outfit.GREY) <= 2).all()
    assert cut.image[cut.mask > 0.99].std() > 30
    assert 0.2 < (cut.mask > 0.5).mean() < 0.8


def test_the_photo_is_not_changed(astronaut):
    before = astronaut.copy()
    outfit.cut_out(astronaut)
    assert (astronaut == before).all()


def test_the_face_is_blurred(astronaut):
    def detail(image):
        box = cut.face.box
        part = image[int(box.y) : int(box.y + box.height), int(box.x) : int(box.x + box.width)].astype(float)
        return np.abs(np.diff(part, axis=0)).mean()

    cut = outfit.cut_out(astronaut)
    sharp = outfit.crop(astronaut, cut.box, cut.mask.shape)
    assert detail(cut.image) < 0.5 * detail(sharp)


def test_a_black_backdrop_leaves_no_trace(astronaut):
    on_black = astronaut.copy()
    whole = outfit.cut_out(astronaut)
    rows, columns = np.mgrid[0:512, 0:512]
    left, top = (columns - whole.box.x) / whole.box.width * 192, (rows - whole.box.y) / whole.box.height * 288
    inside = whole.mask[top.astype(int).clip(0, 287), left.astype(int).clip(0, 191)] > 0.5
    on_black[~inside] = 0
    assert outfit.black_backdrop(astronaut) is None
    assert outfit.black_backdrop(on_black) is not None
    cut = outfit.cut_out(on_black)
    ground = cut.image[cut.mask < 0.05]
    assert (np.abs(ground.astype(int) - outfit.GREY) <= 8).all()
    assert (cut.mask > 0.5).mean() == pytest.approx((whole.mask > 0.5).mean(), rel=0.25)


def test_clothes_on_black_that_nobody_wears_are_all_kept():
    picture = np.zeros((384, 288, 3), np.uint8)
    picture[20:150, 60:230] = (90, 60, 40)
    picture[160:360, 80:210] = (18, 18, 24)  # nearly as dark as what is behind it
    cut = outfit.cut_out(picture)
    shown = cut.image[cut.mask > 0.5]
    for colour in ((90, 60, 40), (18, 18, 24)):
        assert (np.abs(shown.astype(int) - colour).max(axis=1) <= 6).mean() > 0.3


@pytest.mark.parametrize(("middle", "height", "is_face"), [(0.15, 0.1, True), (0.6, 0.1, False), (0.5, 0.4, True)])
def test_a_print_further_down_is_no_face(astronaut, monkeypatch, middle, height, is_face):
    box = BoundingBox(80, 288 * (middle - height / 2), 30, 288 * height)
    monkeypatch.setattr(face_detector, "detect", lambda image: [Face(box, 0.9, ())])
    assert (outfit.cut_out(astronaut).face is not None) == is_face


def test_nobody_there_keeps_the_whole_picture():
    page = images.decode(picture_path("page").read_bytes())
    cut = outfit.cut_out(page)
    assert cut.area * cut.certainty < 0.01
    assert cut.box.x <= 0
    assert cut.box.width >= page.shape[1]


@pytest.mark.parametrize("shape", [(64, 64), (64, 700), (700, 64), (1801, 1203)])
def test_any_shape_is_framed(shape):
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    cut = outfit.cut_out(noise)
    assert cut.image.shape == (288, 192, 3)
    assert cut.box.width / cut.box.height == pytest.approx(2 / 3, rel=0.02)
