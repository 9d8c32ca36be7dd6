import numpy as np

from ml_models.makeup_layout import part_masks
from ml_models.training.makeup import batches, painting, rendering


def face(seed):
    """A flat face of one plain skin colour with a little grain."""
    random = np.random.default_rng(seed)
    return np.clip(np.array([190, 150, 130]) + random.normal(0, 4, (256, 256, 1)), 0, 255).astype(np.uint8)


def test_it_works():
    random = np.random.default_rng(1)
    people, worn = np.stack([face(seed) for seed in range(4)]), face(9)[None]
    sources, references, truths, who = batches.make_batch(people, worn, 4, 1, random)
    assert sources.shape == references.shape == truths.shape == (5, 256, 256, 3)
    assert (truths[4] == sources[4]).all()
    assert who.shape == (1, 2)


def test_a_step_always_gives_the_same_batch():
    people = np.stack([face(seed) for seed in range(4)])
    one, other = (batches.make_batch(people, people, 4, 1, np.random.default_rng((7, 3))) for _ in range(2))
    assert all((mine == theirs).all() for mine, theirs in zip(one, other, strict=True))


def test_the_same_make_up_lies_in_the_same_place_on_everybody():
    makeup = painting.random_makeup(np.random.default_rng(3))
    changed = [(painting.paint(each, makeup).astype(int) - each).any(axis=2) for each in (face(1), face(2))]
    assert changed[0].any()
    assert (changed[0] != changed[1]).mean() < 0.1


def test_no_make_up_changes_next_to_nothing():
    assert np.abs(painting.paint(face(1), []).astype(int) - face(1)).max() <= 1


def test_eyes_and_teeth_are_left_alone():
    masks = part_masks()
    changes = []
    for seed in range(12):
        layers = rendering.random_layers(np.random.default_rng(seed))
        changes.append(np.abs(rendering.render_flat(face(1), layers).astype(int) - face(1)).sum(axis=2))
    assert np.mean(changes, axis=0)[masks["lips"] > 0.9].mean() > 10
    teeth = np.zeros((256, 256), bool)
    teeth[172:178, 115:140] = True
    assert np.mean(changes, axis=0)[teeth & (masks["lips"] < 0.01)].mean() < 5
