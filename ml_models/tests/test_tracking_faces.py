import cv2
import numpy as np
import pytest

from ml_models import face_tracker, images
from ml_models.one_euro import BETA, OneEuroFilter

RATE = 30


@pytest.fixture
def frame(portrait):
    """640x480 with a face, and the same moved, turned clockwise (degrees), scaled about the face or shrunk as a whole."""
    wide = cv2.copyMakeBorder(portrait("grace_hopper"), 0, 0, 144, 144, cv2.BORDER_REPLICATE)
    still = cv2.resize(wide, (640, 480), interpolation=cv2.INTER_AREA)

    def make(x=0.0, y=0.0, turn=0.0, scale=1.0):
        matrix = cv2.getRotationMatrix2D((325, 190), -turn, scale)
        matrix[:, 2] += x, y
        return cv2.warpAffine(still, matrix, (640, 480), borderMode=cv2.BORDER_REPLICATE)

    return make


@pytest.fixture
def nobody(frame):
    return np.full_like(frame(), 110)


@pytest.fixture
def looks(monkeypatch):
    """Counts how often each network runs."""
    counts = {"mesh": 0, "detector": 0}

    def watch(name, module, function):
        original = getattr(module, function)

        def counted(*args, **options):
            counts[name] += 1
            return original(*args, **options)

        monkeypatch.setattr(module, function, counted)

    watch("mesh", face_tracker.face_landmarker, "look")
    watch("detector", face_tracker.face_detector, "detect")
    return counts


def face_width(face):
    return float(np.linalg.norm(face.mesh.points[234, :2] - face.mesh.points[454, :2]))


def play(frames, tracker=None, rate=RATE):
    tracker = tracker or face_tracker.FaceTracker()
    return [tracker.track(image, index / rate) for index, image in enumerate(frames)]


def with_noise(image, rng):
    noisy = np.clip(image + rng.normal(0, 4, image.shape), 0, 255).astype(np.uint8)
    return images.decode(images.encode_jpeg(noisy, 80))


def test_it_works(frame):
    shown = play([frame(x=2 * index) for index in range(10)])
    assert [[face.id for face in faces] for faces in shown] == [[1]] * 10
    assert [faces[0].age for faces in shown] == list(range(10))
    moved = shown[-1][0].mesh.points[:, :2] - shown[0][0].mesh.points[:, :2]
    assert np.abs(moved.mean(axis=0) - (18, 0)).max() < 3


@pytest.mark.parametrize("turn", range(0, 360, 20))
@pytest.mark.parametrize("name", ["grace_hopper", "astronaut"])
def test_a_face_that_comes_turned_is_seen_as_it_lies_or_not_at_all(portrait, name, turn):
    """The detector takes one on its head for an upright one; lips on a forehead are worse than none."""
    person = portrait(name)[:, 60:480]
    side = max(person.shape[:2])
    matrix = cv2.getRotationMatrix2D((person.shape[1] / 2, person.shape[0] / 2), -turn, 1)
    (upright,) = play([person])[0]
    still = np.column_stack([upright.mesh.points[:, :2], np.ones(468)]) @ matrix.T
    for found in play([cv2.warpAffine(person, matrix, person.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)])[0]:
        assert np.abs(found.mesh.points[:, :2] - still).mean() < 0.03 * side


def test_a_still_face_takes_one_look_a_frame(frame, looks):
    tracker = face_tracker.FaceTracker()
    play([frame()] * 2, tracker)
    before = dict(looks)
    for index in range(2, 62):
        tracker.track(frame(), index / RATE)
    assert looks["mesh"] - before["mesh"] <= 62
    assert looks["detector"] - before["detector"] <= 5


@pytest.mark.parametrize("share", [0.2, 0.5, 1.0])
def test_a_jump_does_not_lose_the_face(frame, share):
    tracker = face_tracker.FaceTracker()
    (before,) = play([frame()] * 3, tracker)[-1]
    (after,) = tracker.track(frame(x=share * face_width(before)), 3 / RATE)
    raw = tracker._tracks[0].mesh
    assert after.id == before.id
    assert np.abs(raw.points[:, 0].mean() - before.mesh.points[:, 0].mean() - share * face_width(before)) < 0.03 * face_width(before)


def test_a_face_that_leaves_is_gone_at_once_and_known_when_it_soon_returns(frame, nobody):
    tracker = face_tracker.FaceTracker()
    assert tracker.track(frame(), 0.0)[0].id == 1
    assert tracker.track(nobody, 0.1) == []
    assert tracker.track(frame(), 0.6)[0].id == 1
    assert tracker.track(nobody, 0.7) == []
    assert tracker.track(nobody, 2.4) == []
    assert tracker.track(frame(), 2.5)[0].id == 2  # more than a second and a half later


def test_age_counts_the_frames_that_showed_the_face(frame, nobody):
    shown = play([frame(), frame(), nobody, frame()])
    assert [[face.age for face in faces] for faces in shown] == [[0], [1], [], [2]]


def test_a_face_that_comes_elsewhere_is_somebody_else(frame, nobody):
    shown = play([frame(x=-200, scale=0.6), nobody, frame(x=200, scale=0.6)])
    assert [[face.id for face in faces] for faces in shown] == [[1], [], [2]]


def test_of_two_that_were_hidden_the_nearer_one_is_back(frame, nobody):
    half = frame(x=-5)[:, 320 - 78 : 320 + 78]
    both, right = nobody.copy(), nobody.copy()
    both[:, 164:320] = both[:, 320:476] = right[:, 320:476] = half
    tracker = face_tracker.FaceTracker()
    before = {face.id: face.mesh.points[:, 0].mean() for face in play([both] * 3, tracker)[-1]}
    assert tracker.track(nobody, 0.2) == []
    (back,) = tracker.track(right, 0.3)
    assert back.id == max(before, key=before.get)


def test_a_picture_of_another_shape_is_another_scene(frame):
    tracker = face_tracker.FaceTracker()
    play([frame()] * 3, tracker)
    (face,) = tracker.track(np.ascontiguousarray(frame()[:, 80:560]), 0.1)
    assert (face.id, face.age) == (2, 0)


def test_irises_are_the_right_ones_first_and_follow_a_change_of_size(frame):
    tracker = face_tracker.FaceTracker()
    for index in range(3):
        (large,) = tracker.track(frame(), index / RATE, irises=True)
    (small,) = tracker.track(cv2.resize(frame(), (320, 240), interpolation=cv2.INTER_AREA), 3 / RATE, irises=True)
    for face, scale in ((large, 1), (small, 2)):
        points = scale * face.points()
        assert points.shape == (478, 2)
        for centre, corners in ((468, (33, 133)), (473, (362, 263))):
            assert np.linalg.norm(points[centre] - points[list(corners)].mean(axis=0)) < 0.06 * face_width(large)
    assert np.abs(2 * small.points() - large.points()).max() < 0.03 * face_width(large)


def test_two_faces_keep_their_ids_and_none_comes_twice(frame, portrait):
    other = cv2.resize(portrait()[20:220, 125:325], (180, 180), interpolation=cv2.INTER_AREA)

    def both(x):
        image = frame(x=-120)
        image[100:280, 400 + x : 580 + x] = other
        return image

    shown = play([both(index % 10) for index in range(40)])
    assert all(len(faces) == 2 for faces in shown)
    for faces in shown:
        left, right = sorted(faces, key=lambda face: face.mesh.points[:, 0].mean())
        assert left.mesh.points[:, 0].mean() < 320 < right.mesh.points[:, 0].mean()
        assert (left.id, right.id) in {(1, 2), (2, 1)}
    assert len({tuple(face.id for face in faces) for faces in shown}) == 1


def test_two_faces_cheek_to_cheek_stay_two(frame, nobody):
    """As in a selfie: the squares that the mesh is looked for in overlap by half."""
    half = frame(x=-5)[:, 320 - 78 : 320 + 78]

    def both(index):
        image = nobody.copy()
        image[:, 164 + index : 164 + index + 156] = half
        image[:, 320 + index : 320 + index + 156] = half
        return image

    shown = play([both(index) for index in range(10)])
    assert [[face.id for face in faces] for faces in shown[1:]] == [[1, 2]] * 9


def test_a_newcomer_is_found_within_a_second(frame, portrait):
    crowded = frame(x=-120)
    crowded[100:280, 400:580] = cv2.resize(portrait()[20:220, 125:325], (180, 180), interpolation=cv2.INTER_AREA)
    shown = play([frame(x=-120)] * 60 + [crowded] * 31)
    assert len(shown[59]) == 1
    assert len(shown[-1]) == 2


def test_no_more_faces_than_asked_for(frame):
    image = np.tile(cv2.resize(frame(), (320, 240), interpolation=cv2.INTER_AREA), (2, 2, 1))
    assert len(face_tracker.FaceTracker().track(image, 0.0)) == 4
    tracker = face_tracker.FaceTracker(max_faces=3)
    assert len(tracker.track(image, 0.0)) == 3
    assert len({face.id for face in tracker.track(image, 0.1)}) == 3


def test_a_still_face_does_not_tremble(frame):
    rng = np.random.default_rng(3)
    shown = play([with_noise(frame(), rng) for _ in range(60)])[20:]
    points = np.array([faces[0].mesh.points[:, :2] for faces in shown])
    rms = np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=2).mean())
    assert rms < 0.3


def test_a_moving_face_is_followed_without_much_lag(frame):
    tracker = face_tracker.FaceTracker()
    shown = play([frame(x=4 * index - 60) for index in range(30)], tracker)
    behind = tracker._tracks[0].mesh.points[:, 0] - shown[-1][0].mesh.points[:, 0]
    assert 0 <= behind.mean() < 0.03 * face_width(shown[-1][0])


def test_a_smaller_frame_of_the_same_video_is_no_break(frame):
    tracker = face_tracker.FaceTracker()
    large = play([frame()] * 5, tracker)[-1][0]
    (small,) = tracker.track(cv2.resize(frame(), (320, 240), interpolation=cv2.INTER_AREA), 5 / RATE)
    assert (small.id, small.age) == (large.id, 5)
    assert np.abs(2 * small.mesh.points[:, :2] - large.mesh.points[:, :2]).max() < 0.05 * face_width(large)


@pytest.mark.parametrize("turn", [-60, 60])
def test_a_head_may_roll(frame, turn):
    shown = play([frame(turn=turn * index / 30) for index in range(31)])
    assert all([face.id for face in faces] == [1] for faces in shown)


@pytest.mark.parametrize("times", [[5.0, 5.0, 5.0], [9.0, 3.0, 1.0]])
def test_a_clock_that_stands_or_runs_backwards_does_no_harm(frame, times):
    tracker = face_tracker.FaceTracker()
    for time_s in times:
        (face,) = tracker.track(frame(), time_s)
        assert face.id == 1
        assert np.isfinite(face.mesh.points).all()


@pytest.mark.parametrize("name", ["coffee", "chelsea", "brick"])
def test_where_nobody_is_nobody_is_followed(portrait, name):
    image = cv2.resize(portrait(name), (640, 480), interpolation=cv2.INTER_AREA)
    assert play([image] * 3) == [[], [], []]


def test_the_filter_stays_behind_a_steady_motion_by_no_more_than_it_says():
    smoother, speed, width = OneEuroFilter(), 300.0, 150.0
    for index in range(90):
        at = np.array([[speed * index / RATE, 0.0]])
        smooth = smoother.smooth(at, index / RATE, width)
    lag = at[0, 0] - smooth[0, 0]
    assert 0 < lag < width / (2 * np.pi * BETA) * 1.1
