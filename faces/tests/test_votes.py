"""Looks that vote, and whose turn it is."""

import uuid

import numpy as np
import pytest

from faces.live_recognition import Recognition
from faces.votes import CONFIRM_S, QUICK_S, Ballot, TrackVotes, count, most_overdue
from ml_models.results import FaceMesh, TrackedFace

ANNA, BEN = uuid.uuid4(), uuid.uuid4()
A, B, N = Ballot(ANNA, 0.2), Ballot(BEN, 0.3), Ballot(None)


@pytest.mark.parametrize(
    ("ballots", "state", "person"),
    [
        ((), "looking", None),
        ((A, A), "looking", None),
        ((A, A, A), "known", ANNA),
        ((A, N, A, B, A), "known", ANNA),
        ((A, N, B, N, A), "looking", None),
        ((N, N, A, N), "unknown", None),
        ((A, A, B, B, B), "known", BEN),
    ],
)
def test_it_works(ballots, state, person):
    assert count(ballots)[:2] == (state, person)


def test_the_distance_is_the_mean_of_those_that_agree():
    assert count((A, A, B, Ballot(ANNA, 0.35))).distance == pytest.approx(0.25)


def test_only_the_last_looks_count():
    votes = TrackVotes()
    for ballot in (A, A, A, B, B, B):
        votes.cast(ballot, 0.0)
    assert votes.verdict.person == BEN


def test_doubt_is_looked_into_quickly_and_certainty_confirmed_seldom():
    votes = TrackVotes()
    dues = []
    for ballot in (A, A, A, A, N):
        votes.cast(ballot, 10.0)
        dues.append(votes.due_s - 10.0)
    assert dues == pytest.approx([QUICK_S, QUICK_S, CONFIRM_S, CONFIRM_S, QUICK_S])


def test_void_looks_name_nobody():
    votes = TrackVotes()
    for ballot in (A, A, A, N):
        votes.cast(ballot, 0.0)
    votes.void({ANNA})
    assert votes.ballots == (N,)
    assert votes.verdict.state == "looking"


def test_one_face_a_frame_and_the_longest_waiting_first():
    tracks = [(1, TrackVotes(due_s=5.0)), (2, TrackVotes(due_s=3.0)), (3, TrackVotes(due_s=9.0))]
    assert most_overdue(tracks, 6.0) == 2
    assert most_overdue(tracks, 1.0) is None


def test_a_face_that_was_out_of_sight_is_looked_at_anew(alice):
    points = np.array([[100, 100, 0], [200, 220, 0]], np.float32)
    face = TrackedFace(1, FaceMesh(points, 1.0, 0.0), 5)
    mode = Recognition(alice)
    mode.is_asking = True  # no network is wanted here
    image = np.zeros((480, 640, 3), np.uint8)
    mode.look(image, [face], 0.0)
    for _ in range(3):
        mode.tracks[1].cast(N, 0.0)
    assert mode.look(image, [face], 0.1)[0]["faces"][0]["state"] == "unknown"
    mode.look(image, [], 0.2)
    assert mode.look(image, [face], 0.3)[0]["faces"][0]["state"] == "looking"
