"""Enrolling before the camera: the challenge, the poses, what is kept and what is taken back."""

import json
from contextlib import suppress
from functools import cache

import numpy as np
import pytest
from asgiref.sync import sync_to_async

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import withdraw_consent
from accounts.refused import Refused
from evaranks import sample_films
from evaranks.sample_films import Pose, glide, photo_held_up
from faces import guided_enrolment, services
from faces.guided_enrolment import Enrolment
from faces.models import FaceSample
from faces.poses import POSES
from faces.tests.conftest import agree, media_files
from faces.tests.live_faces_testing import PATH, enroll
from ml_models import images
from ml_models.face_tracker import FaceTracker

RATE = 8
BLINK = [(Pose(shut=1.0), 0.2, 0.2), (Pose(), 0.2, 0.6)]
LEFT = [(Pose(yaw=33), 0.6, 1.6), (Pose(), 0.5, 0.4)]
RIGHT = [(Pose(yaw=-35), 0.6, 1.6), (Pose(), 0.5, 0.4)]
UP = [(Pose(pitch=24), 0.6, 1.6), (Pose(), 0.5, 0.4)]
FRONT = [(Pose(yaw=4), 0.8, 0.8), (Pose(yaw=-4), 0.8, 0.6), (Pose(), 0.3, 0.3)]
TASKS = {"blink": BLINK, "turn_left": LEFT, "turn_right": RIGHT}


@cache
def frame(actor, pose):
    """Drawn once for all tests."""
    return sample_films.frame(actor, pose)


@pytest.fixture
def eileen(alice):
    agree(alice)
    return services.add_person(owner=alice, name="Eileen", has_consent=True)


class Sitting:
    """Plays films to an enrolment, at the films' own time."""

    def __init__(self, user, person):
        self.mode, self.tracker, self.now, self.told, self.advice = Enrolment(user, person), FaceTracker(), 0.0, [], []

    def play(self, actor, stops):
        for pose in glide(stops, RATE):
            self.show(frame(actor, pose))
        return self

    def show(self, image):
        self.now += 1 / RATE
        answer, job = self.mode.look(image, self.tracker.track(image, self.now), self.now)
        self.advice.append(answer["advice"])
        if job:
            with suppress(Refused):  # a drawn film shows the very same picture again, which no camera does
                self.told += job()
        return answer

    def do_tasks(self, actor):
        self.play(actor, [(Pose(), 0.1, 0.5)])
        while self.mode.challenge.task:
            before = self.mode.challenge.tasks.copy()
            self.play(actor, TASKS[before[0]])
            assert self.mode.challenge.tasks == before[1:], (before, self.advice[-30:])
            assert len(before) == 1 or not self.told  # no sample before all is done
        return self


def test_it_works(alice, eileen, astronaut):
    """The challenge, then the poses in their order: five samples, a second apart."""
    sitting = Sitting(alice, eileen).do_tasks(astronaut)
    for film in (FRONT, LEFT, RIGHT, UP):
        sitting.play(astronaut, film)
    answer = sitting.show(astronaut.image)
    assert answer["counts"] == POSES
    assert (answer["step"], answer["advice"]) == ("done", "done")
    samples = list(FaceSample.objects.order_by("created_at"))
    assert len(samples) == len(media_files()) == sum(POSES.values())
    assert {sample.source for sample in samples} == {"camera"}
    yaws, pitches = [sample.yaw for sample in samples], [sample.pitch for sample in samples]
    assert yaws[2] - yaws[0] > 12
    assert yaws[3] - yaws[0] < -12
    assert pitches[4] - pitches[0] > 6
    assert [message["pose"] for kind, message in sitting.told if kind == "sample"] == ["front", "front", "left", "right", "up"]


@pytest.mark.parametrize("task", list(TASKS))
def test_a_photo_held_up_does_not_enrol(alice, eileen, astronaut, task):
    """Held still, turned about, tilted until the eyes look shut: no task is done by it."""
    sitting = Sitting(alice, eileen).play(astronaut, [(Pose(), 0.1, 0.6)])
    sitting.mode.challenge.tasks = [task]
    tilts = [(0, pitch) for pitch in (0, 20, 40, 55, 40, 20, 0)]
    turns = [(yaw, 0) for yaw in (0, 15, 30, 45, 30, 15, 0, -15, -30, -45, -30, -15, 0)]
    for yaw, pitch in [*tilts, *turns, *tilts]:
        sitting.show(photo_held_up(astronaut, yaw, pitch))
        assert sitting.mode.challenge.tasks == [task], (yaw, pitch)
    assert not FaceSample.objects.exists()


@pytest.mark.parametrize("task", list(TASKS))
def test_a_still_picture_waits_for_ever(alice, eileen, astronaut, task):
    sitting = Sitting(alice, eileen).play(astronaut, [(Pose(), 0.1, 0.1)])
    sitting.mode.challenge.tasks = [task]
    for _ in range(2 * RATE):
        sitting.show(astronaut.image)
    assert sitting.mode.challenge.tasks == [task]


def test_advice_on_what_is_amiss(alice, eileen, astronaut, group_photo):
    sitting = Sitting(alice, eileen)
    assert sitting.show(np.full((480, 640, 3), 90, np.uint8))["advice"] == "no_face"
    two = np.concatenate([astronaut.image, astronaut.image], axis=1)
    sitting.tracker = FaceTracker()
    assert sitting.show(two)["advice"] == "several_faces"
    sitting.tracker = FaceTracker()
    assert sitting.show((astronaut.image * 0.12).astype(np.uint8))["advice"] in {"too_dark", "no_face"}


@pytest.fixture
def halfway(alice, eileen, astronaut, monkeypatch):
    """A sitting past the challenge with its two front samples."""
    sitting = Sitting(alice, eileen).play(astronaut, [(Pose(), 0.1, 0.3)])
    sitting.mode.challenge.tasks = []
    return sitting.play(astronaut, FRONT)


def test_the_last_one_any_one_and_all_can_be_taken_back(halfway, django_capture_on_commit_callbacks):
    mode = halfway.mode
    first, last = mode.samples
    assert len(media_files()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert mode.follow({"type": "undo"})[0][1]["samples"] == [last]
    assert mode.pose == "front"
    assert len(media_files()) == 1
    with pytest.raises(Refused):
        mode.follow({"type": "remove", "sample": last})
    with django_capture_on_commit_callbacks(execute=True):
        mode.follow({"type": "remove", "sample": first})
        assert mode.follow({"type": "cancel"})[0][1]["samples"] == []
    assert not FaceSample.objects.exists()
    assert not media_files()


def test_cancelling_leaves_earlier_sittings_and_nobody_elses_sample_is_removed(alice, eileen, halfway, gallery, face, bob):
    later = Sitting(alice, eileen)
    later.mode.follow({"type": "cancel"})
    for other in (gallery(bob, "Ben", face(3)), gallery(alice, "Anna", face(4))):
        with pytest.raises(Refused):
            later.mode.follow({"type": "remove", "sample": str(other.samples.get().pk)})
    assert FaceSample.objects.count() == 4
    later.mode.follow({"type": "remove", "sample": next(iter(halfway.mode.samples))})
    assert eileen.samples.count() == 1


def test_another_face_in_its_place_begins_anew(halfway, grace_hopper):
    halfway.tracker = FaceTracker()
    halfway.mode.track = 1  # the tracker does not notice
    halfway.play(grace_hopper, [(Pose(yaw=33), 0.3, 1.6)])
    assert "another_face" in halfway.advice
    assert halfway.mode.challenge.task
    assert FaceSample.objects.count() == 2


@pytest.mark.parametrize("gap", [0, 4])
def test_a_photo_that_takes_the_place_of_whoever_did_the_tasks_does_not_enrol(alice, eileen, astronaut, grace_hopper, gap):
    """At once, or after half a second, in which a track that was lost is taken for the same one."""
    sitting = Sitting(alice, eileen).play(astronaut, [(Pose(), 0.1, 0.5)])
    while sitting.mode.challenge.task:
        for pose in glide(TASKS[sitting.mode.challenge.task], RATE):
            if sitting.mode.challenge.task:
                sitting.show(frame(astronaut, pose))
    track = sitting.mode.track
    for _ in range(gap):
        sitting.show(np.full((480, 640, 3), 90, np.uint8))
    for _ in range(2 * RATE):
        answer = sitting.show(photo_held_up(grace_hopper, 0))
        assert answer["faces"][0]["id"] == track  # else it would prove nothing
    assert "another_face" in sitting.advice
    assert sitting.mode.challenge.task
    assert not FaceSample.objects.exists()


def test_a_photo_is_not_enrolled_after_all_was_taken_back_either(halfway, grace_hopper):
    halfway.mode.follow({"type": "cancel"})
    for _ in range(2 * RATE):
        halfway.show(photo_held_up(grace_hopper, 0))
    assert "another_face" in halfway.advice
    assert not FaceSample.objects.exists()


def test_a_face_that_was_lost_does_its_tasks_again(halfway, astronaut):
    for _ in range(20):
        halfway.show(np.full((480, 640, 3), 90, np.uint8))
    halfway.show(astronaut.image)
    assert halfway.mode.challenge.task
    assert FaceSample.objects.count() == 2


def test_a_twin_is_pointed_out(alice, eileen, astronaut, picture):
    other = enroll(alice, "Another", picture("astronaut"))
    sitting = Sitting(alice, eileen).play(astronaut, [(Pose(), 0.1, 0.3)])
    sitting.mode.challenge.tasks = []
    sitting.play(astronaut, FRONT)
    kind, message = sitting.told[0]
    assert kind == "sample"
    assert message["looks_like"] == {"person": str(other.pk), "name": "Another"}


def test_through_the_socket(run_live, alice, eileen, astronaut, monkeypatch):
    """A person does what is asked; consent withdrawn in between ends it and leaves nothing."""
    monkeypatch.setattr(guided_enrolment, "BETWEEN_S", 0.05)
    monkeypatch.setattr(guided_enrolment, "HOLD_S", 0.0)
    films = {name: [images.encode_jpeg(frame(astronaut, pose)) for pose in glide(stops, RATE)] for name, stops in TASKS.items()}
    films |= {"front": [images.encode_jpeg(frame(astronaut, Pose(yaw=yaw))) for yaw in (4, 2, 0, -2, -4)]}

    async def visit(open_stream):
        async with open_stream(alice, path=PATH) as stream:
            configured = await stream.configure(mode="enroll", person=str(eileen.pk))
            assert configured["poses"] == POSES
            number, step = 0, "front"
            for _round in range(12):
                for jpeg in films[step if step in films else "front"]:
                    number += 1
                    await stream.frame(number, jpeg)
                    answer = json.loads((await stream.answer())[3])
                step = answer["step"]
                if answer["counts"]["front"]:
                    break
            assert answer["counts"]["front"] >= 1
            await stream.tell(type="undo")
            removed = await stream.message("removed")  # a frame after the first sample may have been refused meanwhile
            assert len(removed["samples"]) == 1
            await sync_to_async(withdraw_consent)(user=alice, purpose=FACE_RECOGNITION)
            assert await stream.closed() in {4403, 4404}

    run_live(visit)
    assert not FaceSample.objects.exists()


def test_the_films_show_what_they_say(astronaut):
    """Or the tests above would prove nothing."""
    assert sample_films.frame(astronaut, Pose()) is astronaut.image
    assert np.abs(frame(astronaut, Pose(shut=1.0)).astype(int) - astronaut.image).mean() > 0.1
    assert photo_held_up(astronaut, 30).shape == (480, 640, 3)


@pytest.mark.parametrize("rate", [4, 12])
def test_a_slow_machine_enrols_too(alice, eileen, astronaut, rate):
    """Few frames a second, of which one may catch the head on its way: none of those is a sample, and after some rounds all are there."""
    sitting, shown = Sitting(alice, eileen), 0
    while sitting.mode.pose and shown < 6:
        shown += 1
        for pose in glide(sample_films.ENROLMENT, rate):
            sitting.now += 1 / rate - 1 / RATE
            answer = sitting.show(frame(astronaut, pose))
    assert answer["counts"] == POSES, sitting.advice
    fronts = FaceSample.objects.order_by("created_at")[:2]
    assert all(abs(sample.yaw) < 8 for sample in fronts)
