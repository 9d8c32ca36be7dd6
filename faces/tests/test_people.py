"""Names, merging, corrections, links: what an owner does with the people of a gallery."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts.refused import Refused
from faces import links, sample_services, services
from faces.matching import Thresholds, identify
from faces.models import CheckIn, CheckInSession, Correction, FaceSample, Person
from faces.tests.conftest import JPEG, agree, media_files
from faces.upkeep import embed_again
from ml_models import face_embedder

pytestmark = pytest.mark.django_db


def test_it_works(alice):
    agree(alice)
    me = services.add_person(owner=alice, name="Me", is_self=True)
    friend = services.add_person(owner=alice, name="  Kim   민지 ", has_consent=True)
    assert (me.is_self, friend.is_self, friend.name) == (True, False, "Kim 민지")
    assert services.rename_person(user=alice, person=friend, name="민지").name == "민지"


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x", "<b>Bo</b>", "'; DROP TABLE x; --", "=1+1", "👩‍🚀", "مريم"])
def test_a_name_is_text_whatever_it_looks_like(alice, name):
    agree(alice)
    assert services.add_person(owner=alice, name=name, has_consent=True).name == name


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u202e", "\x00", "x" * 81])
def test_a_name_that_nobody_can_see_is_none(alice, name):
    agree(alice)
    with pytest.raises(ValidationError):
        services.add_person(owner=alice, name=name, has_consent=True)


def test_no_row_shows_another_face_to_everyone(alice):
    """Whatever the code does: the database refuses it."""
    agree(alice)
    friend = services.add_person(owner=alice, name="Bo", has_consent=True)
    with pytest.raises(IntegrityError, match="person_shows_only_own_face"), transaction.atomic():
        Person.objects.filter(pk=friend.pk).update(is_recognisable=True)
    Person.objects.filter(pk=friend.pk).update(linked_user=alice, is_recognisable=True)


def test_control_letters_are_left_out():
    assert services.clean_name("A\nnna\u202e \x00B") == "A nna B"


def test_somebody_else_needs_a_declaration(alice):
    agree(alice)
    with pytest.raises(Refused) as error:
        services.add_person(owner=alice, name="Anna")
    assert error.value.code == "no_declaration"


def test_one_is_in_ones_gallery_once(alice):
    agree(alice)
    services.add_person(owner=alice, name="Me", is_self=True)
    with pytest.raises(Refused) as error:
        services.add_person(owner=alice, name="Me again", is_self=True)
    assert error.value.code == "already_there"


def test_merging_moves_everything(alice, gallery, face, django_capture_on_commit_callbacks):
    anna, ann = gallery(alice, "Anna", face(1)), gallery(alice, "Ann", face(1, 0.1))
    Correction.objects.create(person=ann, crop="", embedding=face(3), preset=face_embedder.PRESET)
    sessions = [CheckInSession.objects.create(owner=alice, name=name) for name in ("one", "two")]
    snapshot = default_storage.save("faces/00/double.jpg", gallery.add_sample(anna, face(1, 0.3)).crop)
    CheckIn.objects.create(session=sessions[0], person=anna, snapshot="a", distance=0.1)
    CheckIn.objects.create(session=sessions[0], person=ann, snapshot=snapshot, distance=0.1)
    CheckIn.objects.create(session=sessions[1], person=ann, snapshot="c", distance=0.1)
    with django_capture_on_commit_callbacks(execute=True):
        services.merge_people(user=alice, person=anna, other=ann)
    assert list(Person.objects.all()) == [anna]
    assert (anna.samples.count(), anna.corrections.count(), anna.check_ins.count()) == (3, 1, 2)
    assert not default_storage.exists(snapshot)


def test_what_cannot_be_merged(alice, bob, gallery):
    anna, ann = gallery(alice, "Anna"), gallery(alice, "Ann", linked_user=bob)
    for person, other, code in ((anna, anna, "same_person"), (anna, ann, "linked")):
        with pytest.raises(Refused) as error:
            services.merge_people(user=alice, person=person, other=other)
        assert error.value.code == code
    with pytest.raises(Person.DoesNotExist):
        services.merge_people(user=alice, person=anna, other=gallery(bob, "Bea"))


def test_others_faces_do_not_come_to_what_everyone_recognises(alice, gallery, face):
    me = gallery(alice, "Me", face(1), linked_user=alice, is_recognisable=True)
    anna = gallery(alice, "Anna", face(2))
    with pytest.raises(Refused) as error:
        services.merge_people(user=alice, person=me, other=anna)
    assert error.value.code == "linked"
    with pytest.raises(Refused) as error:
        sample_services.move_sample(user=alice, sample=anna.samples.get(), person=me)
    assert error.value.code == "linked"
    assert (me.samples.count(), anna.samples.count()) == (1, 1)
    # The other way round the face is shown no more.
    assert not sample_services.move_sample(user=alice, sample=me.samples.get(), person=anna).is_shown


def test_merging_makes_nobody_of_too_many_samples(alice, gallery, face, monkeypatch):
    """A search relies on the bound: so many samples of one person would outvote everybody else."""
    monkeypatch.setattr(services, "MOST_SAMPLES", 3)
    anna, ann = gallery(alice, "Anna", face(1), face(2)), gallery(alice, "Ann", face(3), face(4))
    with pytest.raises(Refused) as error:
        services.merge_people(user=alice, person=anna, other=ann)
    assert error.value.code == "too_many_samples"
    assert (anna.samples.count(), ann.samples.count()) == (2, 2)
    ann.samples.first().delete()
    services.merge_people(user=alice, person=anna, other=ann)
    assert anna.samples.count() == 3


def test_a_wrong_label_is_put_right_and_stays_right(alice, gallery, face):
    anna, ben = gallery(alice, "Anna", face(1), face(2)), gallery(alice, "Ben", face(3))
    assert identify(face(2), alice).match.person == anna
    sample_services.move_sample(user=alice, sample=anna.samples.latest("created_at"), person=ben)
    assert identify(face(2), alice).match.person == ben
    assert (anna.samples.count(), ben.samples.count(), anna.corrections.count()) == (1, 2, 1)
    files = {*FaceSample.objects.values_list("crop", flat=True), *Correction.objects.values_list("crop", flat=True)}
    assert files == media_files()  # each has its own


def test_a_correction_survives_reprocessing(alice, gallery, face, monkeypatch):
    """Another network comes: samples and corrections are embedded again from their crops, and say the same."""
    anna = gallery(alice, "Anna", face(1))
    step = face(2) - face(1)
    monkeypatch.setattr("faces.reading.embed_sample", lambda crop: face(1) + 0.2 * step)
    sample_services.correct(user=alice, person=anna, crop=JPEG)
    probe = face(1) + 0.19 * step
    assert identify(probe, alice).match is None

    monkeypatch.setattr(face_embedder, "PRESET", "newer")
    monkeypatch.setattr("faces.matching.thresholds", lambda: Thresholds(0.6, 0.05, 0.001))
    assert identify(probe, alice).reason == "empty_gallery"
    vectors = iter([face(1), face(1) + 0.2 * step])
    monkeypatch.setattr("faces.reading.embed_sample", lambda crop: next(vectors))
    assert embed_again() == 2
    assert identify(probe, alice).match is None
    assert identify(face(1), alice).match.person == anna
    assert embed_again() == 0


def test_a_person_links_their_own_account(alice, bob, gallery):
    entry = gallery(alice, "Bob")
    token = links.make_link_token(entry)
    agree(bob)
    links.link_person(user=bob, token=token)
    entry.refresh_from_db()
    assert entry.linked_user == bob
    with pytest.raises(links.InvalidLink):
        links.find_person(token)
    links.unlink_person(user=bob, person=entry)
    entry.refresh_from_db()
    assert entry.linked_user is None


def test_a_forged_or_old_link_is_none(alice, gallery, monkeypatch):
    token = links.make_link_token(gallery(alice, "Bob"))
    with pytest.raises(links.InvalidLink):
        links.find_person(token[:-1])
    monkeypatch.setattr(links, "WEEK", -1)
    with pytest.raises(links.InvalidLink):
        links.find_person(token)


def test_only_oneself_is_shown_to_everyone(alice, bob, gallery, face):
    me = gallery(alice, "Me", face(1), linked_user=alice)
    assert identify(face(1), bob).match is None
    services.set_recognisable(user=alice, person=me, shown=True)
    assert identify(face(1), bob).match.name == "Alice"
    services.set_recognisable(user=alice, person=me, shown=False)
    assert identify(face(1), bob).match is None
    for person in (gallery(alice, "Anna"), gallery(alice, "Bob", linked_user=bob)):
        with pytest.raises(Refused) as error:
            services.set_recognisable(user=alice, person=person, shown=True)
        assert error.value.code == "not_yourself"


def test_who_unlinks_their_own_entry_is_recognised_by_the_owner_alone(alice, bob, gallery, face):
    me = gallery(alice, "Me", face(1), linked_user=alice, is_recognisable=True)
    links.unlink_person(user=alice, person=me)
    me.refresh_from_db()
    assert not me.is_recognisable  # or the next sample of theirs would be
    assert identify(face(1), bob).reason == "empty_gallery"
    assert identify(face(1), alice).match.name == "Me"


def test_one_leaves_anothers_gallery(alice, bob, gallery, face, django_capture_on_commit_callbacks):
    entry = gallery(alice, "Bob", face(1), linked_user=bob)
    name = entry.samples.get().crop.name
    with django_capture_on_commit_callbacks(execute=True):
        links.leave_gallery(user=bob, person=entry)
    assert not Person.objects.exists()
    assert not default_storage.exists(name)
    with pytest.raises(Person.DoesNotExist):
        links.leave_gallery(user=bob, person=gallery(alice, "Anna"))
