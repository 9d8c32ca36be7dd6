"""From a photo to a sample, through the real networks."""

import pytest
from django.core.files.storage import default_storage

from accounts.consent_services import ConsentRequired
from accounts.refused import Refused
from faces import crops, sample_services, services
from faces.choosing import choose_face
from faces.crops import Facts, InvalidCrop
from faces.models import AuditEntry, FaceSample, Person
from faces.reading import read_photo
from faces.sample_services import enroll_sample
from faces.tests.conftest import JPEG, agree, media_files
from ml_models import face_embedder, images
from ml_models.face_analyzer import NoFace

pytestmark = pytest.mark.django_db
FINE = Facts(yaw=0, pitch=0, sharpness=100, brightness=0.5, fault="")


@pytest.fixture
def eileen(alice):
    agree(alice)
    return services.add_person(owner=alice, name="Eileen", has_consent=True)


def enroll(user, person, face):
    return enroll_sample(user=user, person=person, crop=face.crop, facts=face.facts, source="photo")


def test_it_works(alice, eileen, picture):
    face = choose_face(picture("astronaut"))
    enrolled = enroll(alice, eileen, face)
    sample = FaceSample.objects.get()
    assert enrolled.twin is None
    assert (sample.person, sample.owner, sample.preset, sample.source) == (eileen, alice, face_embedder.PRESET, "photo")
    assert images.decode(crops.read(sample.crop.name)).shape == (150, 150, 3)
    # The crop that is kept says the same as the face of the photo: it can be embedded again.
    assert face_embedder.distance(face_embedder.embed_chip(images.decode(crops.read(sample.crop.name))), face.embedding) < 0.1
    assert face_embedder.distance(sample.embedding, face.embedding) < 0.3
    assert AuditEntry.objects.filter(action="sample_added", actor=alice, subject=eileen.pk).exists()


def test_a_face_of_several_has_to_be_chosen(group_photo):
    data = images.encode_jpeg(group_photo[0])
    with pytest.raises(Refused) as error:
        choose_face(data)
    assert error.value.code == "several_faces"
    first, second = choose_face(data, 0), choose_face(data, 1)
    assert first.box.width >= second.box.width
    with pytest.raises(NoFace):
        choose_face(data, 500)


def test_no_face_no_sample(picture):
    assert read_photo(picture("coffee")).faces == ()
    with pytest.raises(NoFace):
        choose_face(picture("coffee"))


@pytest.mark.parametrize("fault", sample_services.FAULTS)
def test_a_bad_picture_is_refused_with_its_reason(alice, eileen, fault):
    with pytest.raises(Refused) as error:
        enroll_sample(user=alice, person=eileen, crop=JPEG, facts=Facts(0, 0, 9, 0.1, fault), source="photo")
    assert error.value.code == fault
    assert not media_files()


def test_a_photo_in_the_dark_is_too_dark(portrait):
    dark = (portrait("astronaut") * 0.12).astype("uint8")
    assert choose_face(images.encode_jpeg(dark)).facts.fault == "too_dark"


def test_another_persons_face_is_pointed_out(alice, eileen, picture):
    face = choose_face(picture("astronaut"))
    enroll(alice, eileen, face)
    other = services.add_person(owner=alice, name="Somebody", has_consent=True)
    twin = enroll(alice, other, face).twin
    assert (twin.person, twin.name) == (eileen, "Eileen")


def test_different_people_are_not_twins(alice, eileen, picture):
    enroll(alice, eileen, choose_face(picture("astronaut")))
    grace = services.add_person(owner=alice, name="Grace", has_consent=True)
    assert enroll(alice, grace, choose_face(picture("grace_hopper"))).twin is None


def test_the_same_picture_twice_is_once(alice, eileen, picture):
    face = choose_face(picture("astronaut"))
    enroll(alice, eileen, face)
    with pytest.raises(Refused) as error:
        enroll(alice, eileen, face)
    assert error.value.code == "already_enrolled"
    assert len(media_files()) == FaceSample.objects.count() == 1


def test_a_new_sample_is_shown_as_its_person_is(alice, gallery):
    me, anna = gallery(alice, "Me", linked_user=alice, is_recognisable=True), gallery(alice, "Anna")
    kept = [enroll_sample(user=alice, person=person, crop=JPEG, facts=FINE, source="photo").sample for person in (me, anna)]
    assert [sample.is_shown for sample in kept] == [True, False]


def test_there_is_an_end_to_samples(alice, gallery, face):
    full = gallery(alice, "Anna", *(face(1, 0.3, seed) for seed in range(sample_services.MOST_SAMPLES)))
    with pytest.raises(Refused) as error:
        enroll_sample(user=alice, person=full, crop=JPEG, facts=FINE, source="photo")
    assert error.value.code == "too_many_samples"


def test_without_consent_nothing_is_kept(bob, alice, face):
    person = Person(owner=bob, name="Bob")
    with pytest.raises(ConsentRequired):
        enroll_sample(user=bob, person=person, crop=JPEG, facts=FINE, source="photo")
    with pytest.raises(ConsentRequired):
        services.add_person(owner=bob, name="Bob", is_self=True)
    assert not media_files()
    assert not Person.objects.exists()


def test_an_outdated_consent_of_the_person_is_asked_again(alice, gallery, face):
    anna = gallery(alice, "Anna", consent_version=0)
    with pytest.raises(Refused) as error:
        enroll_sample(user=alice, person=anna, crop=JPEG, facts=FINE, source="photo")
    assert error.value.code == "consent_outdated"
    services.declare_consent(user=alice, person=anna)
    enroll_sample(user=alice, person=anna, crop=JPEG, facts=FINE, source="photo")


def test_a_removed_sample_is_gone_and_can_come_back(alice, gallery, face, django_capture_on_commit_callbacks):
    anna = gallery(alice, "Anna", face(1))
    sample = anna.samples.get()
    with django_capture_on_commit_callbacks(execute=True):
        removed = sample_services.remove_sample(user=alice, sample=sample)
    assert not FaceSample.objects.exists()
    assert not default_storage.exists(sample.crop.name)
    crop, facts = crops.unsign(alice, removed.token)
    assert crop == JPEG
    assert facts == FINE
    enroll_sample(user=alice, person=anna, crop=crop, facts=facts, source="photo")
    assert anna.samples.count() == 1


def test_a_signed_crop_is_good_for_its_person_and_for_an_hour(alice, bob, monkeypatch):
    token = crops.sign(alice, JPEG, FINE)
    assert crops.unsign(alice, token) == (JPEG, FINE)
    for user, text in ((bob, token), (alice, token[:-2]), (alice, "")):
        with pytest.raises(InvalidCrop):
            crops.unsign(user, text)
    monkeypatch.setattr(crops, "AN_HOUR", -1)
    with pytest.raises(InvalidCrop):
        crops.unsign(alice, token)
