"""The training log's curves as a picture: `python -m ml_models.training.makeup.curves STATE picture.png`."""

import sys
from pathlib import Path

import matplotlib
import numpy as np
import tensorflow as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

SMOOTHED = 5  # points of the log


def read(state: Path) -> dict[str, list[tuple[int, float]]]:
    """(step, value) of every figure in the log, in order; of a step told twice, by a run that was taken up again, the later."""
    found = {}
    for path in sorted((state / "logs").iterdir()):
        log = EventAccumulator(str(path), size_guidance={"tensors": 0})
        log.Reload()
        for name in log.Tags()["tensors"]:
            for event in log.Tensors(name):
                found.setdefault(name, {})[event.step] = float(tf.make_ndarray(event.tensor_proto))
    return {name: sorted(values.items()) for name, values in sorted(found.items())}


def draw(curves: dict[str, list[tuple[int, float]]], path: Path) -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot

    columns = 3
    rows = -(-len(curves) // columns)
    figure, axes = pyplot.subplots(rows, columns, figsize=(10, 2.4 * rows), layout="constrained")
    for axis, (name, points) in zip(axes.ravel(), curves.items(), strict=False):
        steps, values = np.array(points).T
        axis.plot(steps, values, color="#d9a5b3", linewidth=0.8)
        width = min(SMOOTHED, len(values))
        axis.plot(steps[width - 1 :], np.convolve(values, np.ones(width) / width, "valid"), color="#9b2d5c")
        axis.set_title(name)
    for axis in axes.ravel()[len(curves) :]:
        axis.axis("off")
    figure.supxlabel("step")
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    draw(read(Path(sys.argv[1])), Path(sys.argv[2]))
