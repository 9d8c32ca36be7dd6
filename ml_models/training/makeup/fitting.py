"""The training loop: a generator against two critics, checkpointed, with sheets and figures to watch."""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from tqdm import tqdm

from . import losses, network
from .batches import batches
from .guess import Guess
from .likeness import Chips, Likeness
from .sheets import save_sheet

LOSSES = {
    "colour": 1.0,
    "edges": 1.0,
    "adversarial": 0.004,
    "lips": 0.5,
    "lids": 0.4,
    "likeness": 0.15,
    "kept": 0.6,
    "brows": 0.15,
    "residual": 0.02,
}
CRITICS_FROM = 0.7  # of all steps: first the colours, then what they look like


class Trainer:
    """Networks, optimizers and the step they have reached; saved and restored together."""

    def __init__(self, state: Path, width: int, rate: float, guess: Guess):
        self.generator = network.build(width, guess)
        self.likeness = Likeness()
        self.critics = {name: losses.critic(name) for name in losses.windows()}
        self.rate = rate
        self.optimizer = keras.optimizers.Adam(rate, clipnorm=1.0)
        self.critic_optimizer = keras.optimizers.Adam(2e-4, beta_1=0.5)
        self.optimizer.build(self.generator.trainable_variables)
        self.critic_variables = [variable for each in self.critics.values() for variable in each.trainable_variables]
        self.critic_optimizer.build(self.critic_variables)
        self.step = tf.Variable(0, dtype=tf.int64)
        saved = tf.train.Checkpoint(
            generator=self.generator, step=self.step, optimizer=self.optimizer, critic_optimizer=self.critic_optimizer, **self.critics
        )
        self.manager = tf.train.CheckpointManager(saved, str(state / "checkpoints"), max_to_keep=2)
        saved.restore(self.manager.latest_checkpoint)
        self.weights = tf.constant(losses.pixel_weights())
        self.places = {name: tf.constant(where) for name, where in losses.regions().items()}

    @tf.function
    def train(self, source, reference, truth, seen, pairs, judged):
        """One step on uint8 batches, the first `pairs` of which have a truth, with the critics or without; the losses by name.

        `seen`: the people of the others, from `Chips.seen`.
        """
        source, reference, truth = (tf.cast(values, tf.float32) / 255 for values in (source, reference, truth))
        with tf.GradientTape() as tape, tf.GradientTape() as critic_tape:
            transforms, residual = self.generator([source, reference], training=True)
            result = losses.apply_change(source, transforms, residual)
            told = {}
            told["colour"], told["edges"] = losses.reconstruction(result[:pairs], truth[:pairs], self.weights)
            for name, where in self.places.items():
                told[name] = losses.distribution(result[pairs:], reference[pairs:], where)
            told["likeness"] = self.likeness.lost(result[pairs:] - source[pairs:], *seen)
            told["kept"] = losses.kept_edges(result[pairs:] - source[pairs:], self.weights)
            told["brows"] = losses.changed_brows(result[pairs:] - source[pairs:])
            told["residual"] = tf.reduce_mean(tf.abs(residual))
            fooled, critics = [], []
            for name, critic in self.critics.items() if judged else ():
                shown = [losses.seen_by(name, pictures) for pictures in (result, reference, truth[:pairs], reference[:pairs])]
                scores = critic(tf.concat(shown[:2], axis=-1))
                # The critics learn from the same pictures; their gradient stops at the generator's variables.
                real = critic(tf.concat(shown[2:], axis=-1))
                fooled.append(tf.reduce_mean((scores - 1) ** 2))
                critics.append(tf.reduce_mean(scores**2) + tf.reduce_mean((real - 1) ** 2))
            if judged:
                told["adversarial"] = tf.add_n(fooled) / len(fooled)
                told["critics"] = tf.add_n(critics) / len(critics)
            total = tf.add_n([share * told[name] for name, share in LOSSES.items() if name in told])
        variables = self.generator.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(total, variables), variables, strict=True))
        if judged:
            gradients = critic_tape.gradient(told["critics"], self.critic_variables)
            self.critic_optimizer.apply_gradients(zip(gradients, self.critic_variables, strict=True))
        return told


def fit(trainer: Trainer, people: np.ndarray, chips: Chips, worn: np.ndarray, shown: tuple[np.ndarray, ...], options) -> None:
    """Train until `options.steps`; every `options.every` steps a checkpoint and a sheet of `shown`. `chips`: of the people."""
    first = int(trainer.step)
    source = batches(people, worn, pairs=options.pairs, real=options.real, seed=options.seed, first=first)
    log = tf.summary.create_file_writer(str(options.state / "logs"))
    sums, count = {}, 0
    for step in tqdm(range(first, options.steps), initial=first, total=options.steps, desc="Training", mininterval=20):
        trainer.optimizer.learning_rate = rate_at(step, options.steps, trainer.rate)
        *batch, who = next(source)
        told = trainer.train(*batch, chips.seen(who), options.pairs, step >= CRITICS_FROM * options.steps)
        count += 1
        for name, value in told.items():
            sums[name] = sums.get(name, 0.0) + float(value)
        trainer.step.assign_add(1)
        if (step + 1) % 50 == 0:
            with log.as_default(step=step + 1):
                for name, value in sums.items():
                    tf.summary.scalar(name, value / count)
            sums, count = {}, 0
        if (step + 1) % options.every == 0 or step + 1 == options.steps:
            trainer.manager.save()
            save_sheet(trainer.generator, shown, options.state / "sheets" / f"{step + 1:06}.jpg")
            log.flush()


def rate_at(step: int, steps: int, rate: float) -> float:
    """Rises over 100 steps, then falls along a cosine to a fiftieth."""
    share = min(1.0, step / max(1, steps))
    return rate * min(1.0, (step + 1) / 100) * (0.02 + 0.98 * (1 + np.cos(np.pi * share)) / 2)
