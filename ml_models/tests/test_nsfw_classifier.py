"""The check for nudity. No test shows it any: what it finds of that is Yahoo's to say, see MODEL_CARDS.md."""

import threading

import numpy as np

from ml_models import images, nsfw_classifier, runtime


def test_it_works(portrait):
    before = portrait("astronaut").copy()
    assert 0 <= nsfw_classifier.score_nsfw(before) < 0.1
    assert np.array_equal(before, portrait("astronaut"))


def test_the_input_is_as_in_its_training():
    red = np.zeros((300, 200, 3), np.uint8)
    red[..., 0] = 255
    prepared = nsfw_classifier.prepare(red, 224)
    assert (prepared.shape, prepared.dtype) == ((1, 224, 224, 3), np.float32)
    assert np.abs(prepared[0, 100, 100] - (0 - 104, 0 - 117, 255 - 123)).max() < 6  # blue, green, red; a JPEG's loss


def test_size_and_thumbnails_change_little(portrait):
    image = portrait("grace_hopper")
    assert abs(nsfw_classifier.score_nsfw(image) - nsfw_classifier.score_nsfw(images.shrink(image, 480))) < 0.05


def test_threads_share_one_session(portrait):
    image, scores = portrait("coffee"), []
    threads = [threading.Thread(target=lambda: scores.append(runtime.run(nsfw_classifier.score_nsfw, image))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(scores)) == 1
    assert len(scores) == 3
