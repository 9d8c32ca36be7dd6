"""Requests at the same time, on connections of their own: nothing is doubled, nothing outlives a withdrawal."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import ConsentRequired, withdraw_consent
from faces import check_in_services, sample_services, services
from faces.crops import Facts
from faces.models import CheckIn, CheckInSession, FaceSample, Person
from faces.tests.conftest import JPEG, media_files

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs):
    """What each job answers or raises, all started at once."""

    def run(job):
        try:
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_it_works(alice, gallery):
    """Somebody stands before two cameras: they are in once."""
    anna, session = gallery(alice, "Anna"), CheckInSession.objects.create(owner=alice, name="class")

    def come():
        return check_in_services.check_in(user=alice, session=session, person=anna, crop=JPEG, distance=0.1)

    answers = together(*[come] * 6)
    assert [isinstance(answer, CheckIn) for answer in answers].count(True) == 1
    assert CheckIn.objects.count() == len(media_files()) == 1


def test_oneself_twice_is_once(alice, gallery):
    gallery(alice, "Anna")
    together(*[lambda: services.add_person(owner=alice, name="Me", is_self=True)] * 5)
    assert Person.objects.linked_to(alice).count() == 1


def test_the_same_picture_at_once_is_one_sample(alice, gallery, monkeypatch, face):
    monkeypatch.setattr("faces.reading.embed_sample", lambda crop: face(1))
    anna, facts = gallery(alice, "Anna"), Facts(0, 0, 100, 0.5, "")
    together(*[lambda: sample_services.enroll_sample(user=alice, person=anna, crop=JPEG, facts=facts, source="photo")] * 5)
    assert FaceSample.objects.count() == len(media_files()) == 1


def test_enrolling_while_withdrawing_leaves_nothing(alice, gallery, monkeypatch, face):
    vectors = [face(number) for number in range(6)]
    monkeypatch.setattr("faces.reading.embed_sample", lambda crop: vectors.pop())
    anna, facts = gallery(alice, "Anna"), Facts(0, 0, 100, 0.5, "")

    def enroll():
        return sample_services.enroll_sample(user=alice, person=anna, crop=JPEG, facts=facts, source="photo")

    answers = together(enroll, enroll, enroll, lambda: withdraw_consent(user=alice, purpose=FACE_RECOGNITION), enroll, enroll)
    assert all(not isinstance(answer, Exception) or isinstance(answer, (ConsentRequired, Person.DoesNotExist)) for answer in answers)
    assert not FaceSample.objects.exists()
    assert not media_files()
