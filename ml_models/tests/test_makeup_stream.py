import numpy as np
import pytest

from evaranks.sample_pictures import picture_path
from ml_models import effects, face_tracker, images, makeup_stream, makeup_transfer

LIPS = (0, 17, 61, 291)  # points of the mesh around the lips


@pytest.fixture(scope="module")
def frame():
    return images.decode(picture_path("astronaut").read_bytes())


@pytest.fixture(scope="module")
def faces(frame):
    return face_tracker.FaceTracker().track(frame, 0.0)


def reference(name="classic_red"):
    chosen = effects.parse(list(effects.LOOKS[name].effects))
    return makeup_transfer.reference_from_layers(makeup_stream.divide(chosen, 1.0)[0])


def test_it_works(frame, faces):
    made = makeup_stream.MakeupStream().put_on(frame, faces, reference())
    assert (made == makeup_transfer.transfer(frame, faces[0].mesh, reference())).all(), "a first frame is what a photo would be"
    x, y = faces[0].mesh.points[list(LIPS), :2].mean(axis=0).astype(int)
    changed = np.abs(made.astype(int) - frame).sum(axis=2)
    assert changed[y - 20 : y + 20, x - 30 : x + 30].mean() > 20
    assert changed[:20].max() == 0


def test_every_colour_is_either_carried_or_drawn():
    chosen = effects.parse([{"name": name} for name in effects.EFFECTS])
    worn, drawn = makeup_stream.divide(chosen, 0.5)
    assert set(effects.compile(chosen, 0.5)) >= set(drawn)
    assert len(worn) + len(drawn) == len(effects.compile(chosen))
    assert makeup_stream.divide((), 1.0) == ((), ())


def test_noise_flickers_less_than_without_the_frames_before(frame, faces):
    random, flicker = np.random.default_rng(0), {}
    noisy = [np.clip(frame + random.normal(0, 12, frame.shape), 0, 255).astype(np.uint8) for _ in range(8)]
    for name, newest in (("steadied", makeup_stream.NEWEST), ("by itself", 1.0)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(makeup_stream, "NEWEST", newest)
            stream = makeup_stream.MakeupStream()
            changes = [stream.put_on(each, faces, reference()).astype(int) - each for each in noisy][3:]
        flicker[name] = np.std(changes, axis=0).mean()
    assert flicker["steadied"] < 0.7 * flicker["by itself"]


def test_another_look_is_there_at_once(frame, faces):
    stream = makeup_stream.MakeupStream()
    stream.put_on(frame, faces, reference("classic_red"))
    assert (stream.put_on(frame, faces, reference("ocean")) == makeup_stream.MakeupStream().put_on(frame, faces, reference("ocean"))).all()


def test_nobody_there(frame):
    assert makeup_stream.MakeupStream().put_on(frame, [], reference()) is frame
