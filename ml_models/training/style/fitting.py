"""Fine-tuning: a linear classifier on frozen features first, then the upper blocks with it.

Starting from a good head keeps the fine-tuning from bending the features (Kumar et al. 2022,
arXiv:2202.10054). The lower blocks stay frozen, so their answers to the random views are computed
once and kept: on two cores an epoch then takes seconds.
"""

from pathlib import Path

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression


class Batches(keras.utils.PyDataset):
    """Random views, class- and source-balanced, mixed in pairs (mixup, Zhang et al. 2018, arXiv:1710.09412)."""

    def __init__(self, features, known, labels, *, classes, batch=32, mix=0.3, smoothing=0.1, seed=0):
        """features: (photos, views, rows, columns, channels); known: the photos to train on; labels: int (photos,)."""
        super().__init__()
        self.features, self.known, self.labels, self.batch, self.mix = features, known, labels, batch, mix
        weights = balance(labels[known])
        self.chances = weights / weights.sum()
        self.targets = np.eye(classes, dtype=np.float32) * (1 - smoothing) + smoothing / classes
        self.seed, self.epoch = seed, 0

    def __len__(self):
        return max(1, len(self.known) // self.batch)

    def __getitem__(self, index):
        random = np.random.default_rng((self.seed, self.epoch, index))
        photos = random.choice(self.known, 2 * self.batch, p=self.chances)
        views = random.integers(0, self.features.shape[1], 2 * self.batch)
        pixels = self.features[photos, views].astype(np.float32)
        share = random.beta(self.mix, self.mix, self.batch).astype(np.float32)
        share = np.maximum(share, 1 - share)
        targets = self.targets[self.labels[photos]]
        mixed = pixels[: self.batch] * share[:, None, None, None] + pixels[self.batch :] * (1 - share)[:, None, None, None]
        return mixed, targets[: self.batch] * share[:, None] + targets[self.batch :] * (1 - share)[:, None]

    def on_epoch_end(self):
        self.epoch += 1


def balance(labels: np.ndarray) -> np.ndarray:
    """How often to draw each photo: rare classes more often, by the square root of their rarity."""
    return 1.0 / np.sqrt(np.bincount(labels))[labels]


def linear_head(means: np.ndarray, labels: np.ndarray, strength: float = 0.003) -> tuple[np.ndarray, np.ndarray]:
    """(features, classes) weights and (classes,) bias of logistic regression on (n, features) means."""
    centre, spread = means.mean(0), means.std(0) + 1e-3
    found = LogisticRegression(C=strength, max_iter=400).fit((means - centre) / spread, labels)
    weights = found.coef_.T / spread[:, None]
    return weights, found.intercept_ - centre @ weights


def fine_tune(upper, features, known, labels, *, classes, epochs, rate, state: Path, seed=0, verbose=1):
    """Train `upper` on cached lower features; resumes from `state` when a run was interrupted."""
    batches = Batches(features, known, labels, classes=classes, seed=seed)
    steps = len(batches) * epochs
    schedule = keras.optimizers.schedules.CosineDecay(rate * 0.1, steps, warmup_target=rate, warmup_steps=steps // 10)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.01, global_clipnorm=1.0, use_ema=True, ema_momentum=0.99)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    upper.compile(optimizer, loss, metrics=["accuracy"])
    upper.fit(
        batches,
        epochs=epochs,
        verbose=verbose,
        callbacks=[keras.callbacks.BackupAndRestore(str(state), delete_checkpoint=True)],
    )
    optimizer.finalize_variable_values(upper.trainable_variables)  # the moving average is the result
