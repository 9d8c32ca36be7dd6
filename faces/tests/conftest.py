import uuid

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import give_consent
from ml_models import face_embedder, images

JPEG = images.encode_jpeg(np.linspace(0, 255, 150 * 150 * 3).astype(np.uint8).reshape(150, 150, 3))


def agree(user):
    return give_consent(user=user, purpose=FACE_RECOGNITION, version=FACE_RECOGNITION.version)


def media_files():
    """Names of every file below faces/ in the storage."""
    try:
        folders = default_storage.listdir("faces")[0]
    except FileNotFoundError:
        return set()
    return {f"faces/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"faces/{folder}")[1]}


@pytest.fixture(autouse=True)
def _no_files_of_other_tests():
    """The database is rolled back after a test; files are not."""
    for name in media_files():
        default_storage.delete(name)


@pytest.fixture
def face():
    """A made-up embedding by number, and nearby ones: `face(3)`, `face(3, off=0.2)` lies 0.2 away in a direction of its own."""

    def make(number, off=0.0, seed=0):
        centre = np.zeros(128, np.float32)
        centre[number] = 1.0
        step = np.random.default_rng(1000 * number + seed).normal(size=128)
        return (centre + off * step / np.linalg.norm(step)).astype(np.float32)

    return make


@pytest.fixture
def gallery(db):
    """Puts a person with samples of these embeddings into an account's gallery, without running a network."""
    from faces.models import FaceSample, Person

    def put(owner, name, *embeddings, **fields):
        agree(owner)
        known = {"consent_version": FACE_RECOGNITION.version, "consent_at": timezone.now(), **fields}
        person = Person.objects.create(owner=owner, name=name, **known)
        for embedding in embeddings:
            add_sample(person, embedding)
        return person

    def add_sample(person, embedding, **fields):
        crop = default_storage.save(f"faces/00/{uuid.uuid4().hex}.jpg", ContentFile(JPEG))
        values = {"yaw": 0, "pitch": 0, "sharpness": 100, "brightness": 0.5, "source": "photo", "preset": face_embedder.PRESET}
        return FaceSample.objects.create(
            person=person, owner=person.owner, is_shown=person.is_recognisable, crop=crop, embedding=embedding, **{**values, **fields}
        )

    put.add_sample = add_sample
    return put


@pytest.fixture
def grace(alice, picture):
    """Of alice's gallery, from a photo."""
    from faces.tests.live_faces_testing import enroll

    return enroll(alice, "Grace", picture("grace_hopper"))


@pytest.fixture(scope="session")
def astronaut():
    """Somebody before a webcam, who turns and blinks as told; see evaranks/sample_films.py."""
    return _cast("astronaut")


@pytest.fixture(scope="session")
def grace_hopper():
    return _cast("grace_hopper")


def _cast(name):
    from evaranks.sample_films import cast
    from evaranks.sample_pictures import picture_path

    return cast(images.decode(picture_path(name).read_bytes()))
