import cv2
import numpy as np
import pytest

from evaranks.sample_pictures import picture_path
from ml_models import outfit
from ml_models.training.style import backgrounds, dataset, negatives, views


def scene(seed, shape=(200, 150)):
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    return cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC)


@pytest.fixture
def folder(tmp_path):
    for source, label, seeds in (("one", "red", (1, 2)), ("one", "blue", (3, 4)), ("two", "green", (5, 6))):
        (tmp_path / source / label).mkdir(parents=True)
        for seed in seeds:
            cv2.imwrite(str(tmp_path / source / label / f"{seed}.jpg"), scene(seed))
    (tmp_path / "labels.csv").write_text("file\n")
    return tmp_path


def test_it_works(folder):
    data = dataset.read(folder)
    assert data.classes == ("blue", "red", "green")
    assert [data.classes[label] for label in data.labels] == ["blue", "blue", "red", "red", "green", "green"]
    assert list(data.sources) == ["one"] * 4 + ["two"] * 2
    assert len(set(data.groups)) == 6


def test_classes_may_lie_in_the_folder_itself(folder):
    data = dataset.read(folder / "one")
    assert data.classes == ("blue", "red")
    assert set(data.sources) == {""}


def test_a_scaled_lighter_compressed_copy_is_a_near_duplicate(folder):
    copy = np.clip(cv2.resize(scene(1), (97, 131)).astype(int) + 12, 0, 255).astype(np.uint8)
    cv2.imwrite(str(folder / "two/green/copy.jpg"), copy, [cv2.IMWRITE_JPEG_QUALITY, 40])
    data = dataset.read(folder)
    group = {path.name: group for path, group in zip(data.paths, data.groups, strict=True)}
    assert group["copy.jpg"] == group["1.jpg"]
    assert len(set(data.groups)) == 6


def test_near_duplicates_are_linked_by_chains():
    hashes = np.zeros((4, 256), bool)
    hashes[1, :15], hashes[2, :30], hashes[3] = True, True, True
    groups = dataset.group_near(hashes, near=20)
    assert groups[0] == groups[1] == groups[2] != groups[3]


def test_too_little_to_learn_from_is_refused(tmp_path):
    (tmp_path / "only").mkdir()
    cv2.imwrite(str(tmp_path / "only/1.jpg"), scene(1))
    with pytest.raises(ValueError, match="two classes"):
        dataset.read(tmp_path)


def test_views_keep_the_size_differ_and_can_be_repeated():
    cut = outfit.cut_out(dataset.load(picture_path("astronaut"))).image
    first, again, other = (views.augment(cut, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert first.shape == cut.shape
    assert first.dtype == np.uint8
    assert (first == again).all()
    assert (first != other).any()


def test_a_person_before_another_background():
    cut = outfit.cut_out(dataset.load(picture_path("astronaut")))
    wall = np.full((*backgrounds.CANVAS, 3), (10, 200, 10), np.uint8)
    photo, mask = backgrounds.compose(cut, wall, np.random.default_rng(0))
    assert photo.shape == (*backgrounds.CANVAS, 3)
    assert mask.shape == backgrounds.CANVAS
    greener = photo[..., 1].astype(int) - photo[..., 0]
    assert np.median(greener[mask < 0.01]) > 100 > 50 > np.median(greener[mask > 0.99])


def test_people_are_painted_over():
    empty = backgrounds.without_people(dataset.load(picture_path("astronaut")))
    assert outfit.cut_out(empty).area < 0.5 * outfit.cut_out(dataset.load(picture_path("astronaut"))).area


def test_negatives_are_places_alone_and_in_outlines():
    cut = outfit.cut_out(dataset.load(picture_path("astronaut"))).image
    wall = np.full((*backgrounds.CANVAS, 3), (10, 200, 10), np.uint8)
    place, outlined = negatives.pictures([wall], cut[None], seed=0)
    person = np.abs(cut.astype(int) - outfit.GREY).max(axis=2) > 3
    assert (place == outfit.cut_out(wall).image).all()
    inside, outside = cv2.erode(person.astype(np.uint8), np.ones((9, 9))) > 0, cv2.dilate(person.astype(np.uint8), np.ones((9, 9))) == 0
    assert np.abs(outlined[inside].astype(int) - (10, 200, 10)).max() <= 2
    assert np.abs(outlined[outside].astype(int) - outfit.GREY).max() <= 2
