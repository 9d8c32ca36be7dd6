import importlib.util
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest

from ml_models import face_analyzer, face_embedder, images, presets
from ml_models.training.embedder import dlib_file

MODELS = Path(importlib.util.find_spec("face_recognition_models").submodule_search_locations[0]) / "models"
PEOPLE = ("astronaut", "grace_hopper")


def mesh_of(image):
    return face_analyzer.analyze(image, landmarks=False, attributes=False).faces[0].mesh


def embed(image):
    return face_embedder.embed(image, mesh_of(image))


def compressed(image, quality=40):
    return images.decode(images.encode_jpeg(image, quality))


def turned(image, degrees):
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


@pytest.fixture(scope="module")
def dlib_embed():
    """dlib's own answer for an aligned face."""
    import dlib

    network = dlib.face_recognition_model_v1(str(MODELS / "dlib_face_recognition_resnet_model_v1.dat"))
    return lambda chip: np.array(network.compute_face_descriptor(np.ascontiguousarray(chip)))


def test_it_works(portrait):
    eileen, grace = (portrait(name) for name in PEOPLE)
    found = embed(eileen)
    limit = presets.load(face_embedder.PRESET).thresholds["distance"]

    assert found.shape == (128,)
    assert found.dtype == np.float32
    assert face_embedder.distance(found, embed(compressed(cv2.convertScaleAbs(eileen, alpha=0.7)))) < limit
    assert face_embedder.distance(found, embed(grace)) > limit


def test_the_network_answers_as_dlibs_does(portrait, dlib_embed):
    limit = presets.load(face_embedder.PRESET).thresholds["distance"]
    ours, theirs = [], []
    for name in PEOPLE:
        chip = face_embedder.align(portrait(name), mesh_of(portrait(name)))
        for view in (chip, chip[:, ::-1], chip // 3, cv2.GaussianBlur(chip, (0, 0), 3), np.roll(chip, 12, axis=0)):
            ours.append(face_embedder.embed_chip(view))
            theirs.append(dlib_embed(view))

    assert max(face_embedder.distance(ours, theirs)) <= 1e-3
    for one, other in combinations(range(len(ours)), 2):
        verdicts = [face_embedder.distance(known[one], known[other]) <= limit for known in (ours, theirs)]
        assert verdicts[0] == verdicts[1]


@pytest.mark.parametrize("name", PEOPLE)
def test_a_face_is_aligned_as_dlib_aligns_it(name, portrait, dlib_embed):
    """Nearer to dlib's own chip, cut by its five points, than dlib's two ways to align are to each other."""
    import dlib

    image = portrait(name)
    box = dlib.get_frontal_face_detector()(image, 1)[0]
    chips = {}
    for points in (5, 68):
        shape = dlib.shape_predictor(str(MODELS / f"shape_predictor_{points}_face_landmarks.dat"))(image, box)
        chips[points] = dlib.get_face_chip(image, shape)
    ours = face_embedder.embed(image, mesh_of(image))
    theirs = {points: dlib_embed(chip) for points, chip in chips.items()}

    assert face_embedder.distance(ours, theirs[5]) < 0.15
    assert face_embedder.distance(ours, theirs[5]) < 1.5 * face_embedder.distance(theirs[68], theirs[5])


def test_a_sample_averages_both_sides(portrait):
    image = portrait("astronaut")
    mesh = mesh_of(image)
    chip = face_embedder.align(image, mesh)
    mean = (face_embedder.embed_chip(chip) + face_embedder.embed_chip(chip[:, ::-1])) / 2
    assert face_embedder.embed(image, mesh, mirrored=True) == pytest.approx(mean)
    assert face_embedder.embed(image, mesh) != pytest.approx(mean)


def test_the_preset_says_when_two_faces_are_one_person():
    limits = presets.load(face_embedder.PRESET).thresholds
    assert 0.2 < limits["distance"] < 0.6  # dlib's author uses 0.6
    assert 0 < limits["margin"] < 0.2
    assert 0 < limits["false_match_rate"] < 0.005


@pytest.mark.parametrize("degrees", [-35, 20, 90])
def test_a_tilted_head_stays_the_same_person(degrees, portrait):
    image = portrait("grace_hopper")
    assert face_embedder.distance(embed(image), embed(turned(image, degrees))) < 0.25


def test_a_large_photo_is_cut_as_well_as_a_small_one(portrait):
    image = portrait("astronaut")
    large = cv2.resize(image, None, fx=5, fy=5, interpolation=cv2.INTER_CUBIC)
    assert face_embedder.distance(embed(image), embed(large)) < 0.2


def test_a_face_at_the_edge_gets_a_black_margin(portrait):
    image = portrait("astronaut")
    mesh = mesh_of(image)
    top = int(mesh.points[:, 1].min()) + 5
    cut = image.copy()
    cut[:top] = 0
    chip = face_embedder.align(cut, mesh)

    assert chip.shape == (150, 150, 3)
    assert chip.dtype == np.uint8
    assert not chip[0].any()
    assert np.isfinite(face_embedder.embed_chip(chip)).all()


def test_serving_never_loads_dlib():
    program = (
        "import sys, numpy as np; from ml_models import face_embedder; "
        "face_embedder.embed_chip(np.zeros((150, 150, 3), np.uint8)); "
        "sys.exit(any(name in sys.modules for name in ('dlib', 'tensorflow', 'keras')))"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0


def test_dlibs_file_is_read_to_its_last_byte():
    mean, layers = dlib_file.read_network(MODELS / "dlib_face_recognition_resnet_model_v1.dat")
    filters = [layer.arrays[0].shape for layer in layers if layer.kind == "con"]

    assert mean == pytest.approx((122.782, 117.001, 104.298), abs=1e-3)
    assert len(filters) == 29
    assert filters[0] == (32, 3, 7, 7)
    assert layers[-1].arrays[0].shape == (256, 128)
    assert sum(array.size for layer in layers for array in layer.arrays) == pytest.approx(5.6e6, rel=0.01)


@pytest.mark.parametrize(("data", "number"), [(b"\x01\x05", 5), (b"\x02\x00\x01", 256), (b"\x81\x02", -2)])
def test_dlibs_integers(data, number):
    assert dlib_file.Reader(data).integer() == number


def test_dlibs_floating_numbers():
    assert dlib_file.Reader(b"\x01\x03\x81\x02").real() == 0.75


def test_another_file_is_refused(tmp_path):
    network = (MODELS / "dlib_face_recognition_resnet_model_v1.dat").read_bytes()
    short, other = tmp_path / "short.dat", tmp_path / "other.dat"
    short.write_bytes(network[:5000])
    other.write_bytes(network.replace(b"con_4", b"con_9", 1))

    with pytest.raises(dlib_file.UnknownLayer, match="ends at byte 5000"):
        dlib_file.read_network(short)
    with pytest.raises(dlib_file.UnknownLayer, match="con_9"):
        dlib_file.read_network(other)
    with pytest.raises(dlib_file.UnknownLayer, match="input_rgb_image_sized"):
        dlib_file.read_network(MODELS / "mmod_human_face_detector.dat")
