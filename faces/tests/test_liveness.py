"""The tasks that tell a person from a picture, and the words that lead into a pose."""

import random
from dataclasses import replace

import numpy as np
import pytest

from faces import liveness
from faces.liveness import Challenge, Sight
from faces.poses import advise

RATE = 8


def sight(yaw=0.0, eyes=0.3, points=None):
    flat = np.random.default_rng(0).normal(size=(468, 3)) if points is None else points
    return Sight(flat, yaw, 0.0, (eyes, eyes))


def seen(challenge, sights, start=0.0):
    for number, one in enumerate(sights):
        challenge.see(one, start + number / RATE)
    return challenge


def test_it_works():
    """The order is drawn by lot."""
    drawn = {tuple(Challenge(random.Random(seed)).tasks) for seed in range(40)}
    assert len(drawn) == 4
    assert all("blink" in tasks and len(tasks) == 2 for tasks in drawn)


def test_eyes_that_stay_shut_or_were_never_open_are_no_blink():
    for film in ([0.3] * 5 + [0.1] * 40, [0.1] * 20, [0.3] * 5 + [0.1] * 25 + [0.3] * 2):
        challenge = Challenge(random.Random(1))
        challenge.tasks = ["blink"]
        seen(challenge, [sight(eyes=eyes) for eyes in film])
        assert challenge.task == "blink", film
    seen(challenge, [sight(eyes=eyes) for eyes in [0.3] * 4 + [0.1, 0.1, 0.3]], start=5.0)
    assert challenge.task is None


def test_one_eye_is_no_blink():
    challenge = Challenge(random.Random(1))
    challenge.tasks = ["blink"]
    wink = replace(sight(), eyes=(0.3, 0.05))
    seen(challenge, [sight()] * 5 + [wink] * 3 + [sight()] * 3)
    assert challenge.task == "blink"


def test_a_task_that_takes_too_long_begins_anew():
    challenge = Challenge(random.Random(1))
    seen(challenge, [sight()])
    challenge.tasks = ["turn_left"]
    challenge.see(sight(), liveness.PATIENCE_S + 1)
    assert len(challenge.tasks) == 2
    assert challenge.neutral is None


@pytest.mark.parametrize(("depth", "is_done"), [(0.0, False), (0.5, True)])
def test_a_print_that_is_turned_stays_a_print(depth, is_done):
    """However far the network sees it turn: its points move as those of a plane do."""
    points = np.random.default_rng(0).normal(size=(468, 3))
    points[:, 2] *= depth
    turn = np.radians(25)
    turned = points @ np.array([[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]])
    challenge = Challenge(random.Random(1))
    challenge.tasks = ["turn_left"]
    seen(challenge, [sight(points=points), sight(yaw=25, points=turned)])
    assert (challenge.task is None) == is_done


def test_flat_pictures_have_no_relief(astronaut):
    points = astronaut.points
    flat = points[:, :2] @ np.array([[0.8, 0.1], [-0.2, 1.1]]) + 7
    assert liveness.relief(points, flat) < 1e-9
    assert liveness.relief(points, points) < 1e-9


@pytest.mark.parametrize(
    ("pose", "yaw", "pitch", "advice"),
    [
        ("front", 3, -5, ""),
        ("front", 20, 0, "look_ahead"),
        ("left", 10, 0, "turn_left"),
        ("left", 20, 0, ""),
        ("left", 36, 0, "turn_less"),
        ("right", 20, 0, "turn_right"),
        ("right", -20, 0, ""),
        ("up", 0, 0, "look_up"),
        ("up", 0, 12, ""),
        ("up", 0, 29, "look_less_up"),
        ("up", 20, 12, "look_ahead"),
    ],
)
def test_what_to_do_to_come_into_a_pose(pose, yaw, pitch, advice):
    assert advise(pose, yaw, pitch, (1.0, -2.0)) == advice
