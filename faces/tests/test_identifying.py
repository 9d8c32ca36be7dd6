"""Who a face is: thresholds, margins, votes, corrections, and whose gallery is searched."""

import numpy as np
import pytest

from faces import matching
from faces.matching import identify, thresholds
from faces.models import Correction, FaceSample
from ml_models import face_embedder

pytestmark = pytest.mark.django_db


def test_it_works(alice, gallery, face):
    anna = gallery(alice, "Anna", face(1), face(1, 0.1))
    gallery(alice, "Ben", face(2))
    result = identify(face(1, 0.05, seed=7), alice)
    assert result.match.person == anna
    assert result.distance < result.threshold
    assert result.margin > result.wanted_margin
    assert [candidate.name for candidate in result.alternatives] == ["Ben"]


def test_nobody_is_known_in_an_empty_gallery(alice, face):
    result = identify(face(1), alice)
    assert (result.match, result.reason, result.distance) == (None, "empty_gallery", None)


def test_a_stranger_is_unknown(alice, gallery, face):
    gallery(alice, "Anna", face(1))
    result = identify(face(2), alice)
    assert (result.match, result.reason) == (None, "nobody_near")
    assert result.distance == pytest.approx(2**0.5, abs=1e-4)


def test_between_two_people_nobody_is_named(alice, gallery, face):
    step = face(2) - face(1)
    gallery(alice, "Anna", face(1))
    gallery(alice, "Twin", face(1) + 0.02 * step)
    result = identify(face(1) + 0.01 * step, alice)
    assert (result.match, result.reason) == (None, "too_close")
    assert {candidate.name for candidate in result.alternatives} == {"Anna", "Twin"}


def test_samples_vote(alice, gallery, face):
    """One sample that got among Ben's by accident does not outvote Anna's three."""
    gallery(alice, "Anna", *(face(1, 0.15, seed) for seed in range(3)))
    gallery(alice, "Ben", face(1, 0.1, 9), face(2), face(2, 0.1))
    assert identify(face(1), alice).match.name == "Anna"


def test_one_sample_that_is_near_is_enough(alice, gallery, face):
    """The vote decides between people. The threshold was measured for the nearest sample, so the mean of all is not held to it."""
    anna = gallery(alice, "Anna", face(1), face(2), face(3))
    found = identify(face(1, 0.1), alice).match
    assert found.person == anna
    assert found.distance < thresholds().distance < found.voted


def test_of_the_others_who_are_near_a_few_are_told(alice, gallery, face):
    for number in range(1, 7):
        gallery(alice, f"person {number}", face(number, 0.1))
    for probe in (face(1), face(9)):  # known, unknown
        assert len(identify(probe, alice).alternatives) == matching.ALTERNATIVES


def test_others_galleries_are_not_searched(alice, bob, gallery, face):
    gallery(bob, "Anna", face(1))
    assert identify(face(1), alice).reason == "empty_gallery"


def test_who_lets_everyone_recognise_them_is_recognised_by_their_own_name(alice, bob, gallery, face):
    gallery(bob, "secret pet name", face(1), linked_user=bob, is_recognisable=True)
    match = identify(face(1, 0.05), alice).match
    assert match.name == "Bob"
    assert identify(face(5), alice).alternatives == ()


def test_a_twin_is_one_of_the_owners_people(alice, bob, gallery, face):
    """Whose else the face may be is nobody's business: the answer has the person's id and the name they have there."""
    gallery(bob, "secret pet name", face(1), linked_user=bob, is_recognisable=True)
    anna = gallery(alice, "Anna")
    assert matching.find_twin(face(1), alice, anna) is None
    ann = gallery(alice, "Ann", face(1, 0.1))
    assert matching.find_twin(face(1), alice, anna).person == ann


def test_who_shows_their_face_to_everyone_is_known_to_their_friends_still(alice, bob, gallery, face):
    """Alice has Bob among her people, linked to his account or not; then he lets everyone recognise him."""
    friend = gallery(alice, "my Bob", face(1, 0.1))
    shown = gallery(bob, "me", face(1), linked_user=bob, is_recognisable=True)
    assert identify(face(1, 0.05), alice).match.person == friend
    friend.samples.update(embedding=face(1, 0.35))
    assert identify(face(1), alice).match.person == shown  # nearer by the margin: another person, as far as anybody knows
    friend.linked_user = bob
    friend.save()
    assert identify(face(1), alice).match.person == friend


def test_a_stranger_who_shows_a_clearly_nearer_face_is_another_person(alice, bob, gallery, face):
    step = face(2) - face(1)
    gallery(alice, "Anna", face(1))
    gallery(bob, "me", face(1) + 0.2 * step, linked_user=bob, is_recognisable=True)
    assert identify(face(1) + 0.2 * step, alice).match.name == "Bob"
    assert identify(face(1) + 0.11 * step, alice).match.name == "Anna"


def test_two_who_show_the_same_face_to_everyone_are_told_apart_by_nobody(alice, bob, charlie, gallery, face):
    gallery(bob, "me", face(1), linked_user=bob, is_recognisable=True)
    gallery(charlie, "me", face(1, 0.05), linked_user=charlie, is_recognisable=True)
    assert identify(face(1), alice).reason == "too_close"


def test_vectors_of_other_presets_are_never_compared(alice, gallery, face):
    anna = gallery(alice, "Anna")
    gallery.add_sample(anna, face(1), preset="another")
    assert identify(face(1), alice).reason == "empty_gallery"


def test_without_consent_to_the_present_text_a_person_stays_unknown(alice, gallery, face):
    gallery(alice, "Anna", face(1), consent_version=0)
    assert identify(face(1), alice).reason == "empty_gallery"


def test_not_this_person(alice, gallery, face):
    anna = gallery(alice, "Anna", face(1))
    step = face(2) - face(1)
    double, probe = face(1) + 0.2 * step, face(1) + 0.19 * step
    assert identify(probe, alice).match.person == anna
    Correction.objects.create(person=anna, crop="", embedding=double, preset=face_embedder.PRESET)
    assert identify(probe, alice).match is None
    assert identify(face(1) + 0.09 * step, alice).match.person == anna  # nearer to her own sample, if not by much


def test_a_correction_of_another_preset_says_nothing(alice, gallery, face):
    anna = gallery(alice, "Anna", face(1))
    Correction.objects.create(person=anna, crop="", embedding=face(1, 0.1), preset="another")
    assert identify(face(1, 0.1), alice).match.person == anna


def test_the_index_finds_what_comparing_all_finds(alice, bob, gallery, face, monkeypatch):
    random = np.random.default_rng(3)
    for number in range(40):
        gallery(alice if number % 2 else bob, f"person {number}", *(face(number, 0.2, seed) for seed in range(5)))
    probes = [face(number, 0.2, 99) for number in random.permutation(40)]
    exact = [matching.nearest(FaceSample.objects.owned_by(alice), probe) for probe in probes]
    monkeypatch.setattr(matching, "EXACT", 10)
    indexed = [matching.nearest(FaceSample.objects.owned_by(alice), probe) for probe in probes]
    assert [rows[0][1] for rows in exact] == [rows[0][1] for rows in indexed]
    assert all(len(rows) == matching.NEIGHBOURS for rows in indexed)
    owned = set(FaceSample.objects.owned_by(alice).values_list("pk", flat=True))
    assert all(sample in owned for rows in indexed for _, sample, _ in rows)


def test_the_large_search_uses_the_index(alice, gallery, face, monkeypatch, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    gallery(alice, "Anna", face(1), face(1, 0.1))
    monkeypatch.setattr(matching, "EXACT", 1)
    with CaptureQueriesContext(connection) as captured:
        matching.nearest(FaceSample.objects.owned_by(alice), face(1))
    search = next(query["sql"] for query in captured if "ORDER BY" in query["sql"] and "<->" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN " + search)
        assert "sample_nearest" in str(cursor.fetchall())


def test_thresholds_come_from_the_preset():
    distance, margin, rate = thresholds()
    assert 0.3 < distance < 0.7
    assert 0 < margin < 0.3
    assert 0 < rate < 0.02
