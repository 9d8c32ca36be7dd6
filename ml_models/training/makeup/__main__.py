"""Train a make-up network and make it a preset that can be served.

    python -m ml_models.training.makeup --data folder --references folder [--preset name]

Writes weights/<preset>.tflite, .json (what serving needs), .npz (a face to show looks on) and .metrics.json (what was
measured). An interrupted run continues from its last checkpoint in --state; TensorBoard reads <state>/logs.
"""

import argparse
from pathlib import Path

from ... import presets


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ml_models.training.makeup", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="<group>/*: portraits, each of one person")
    parser.add_argument("--references", type=Path, required=True, help="portraits with real make-up")
    parser.add_argument("--preset", default="my-makeup", help="name of the result; MAKEUP_PRESET serves it")
    parser.add_argument("--state", type=Path, help="where unfinished work is kept (default: training-runs/<preset>)")
    parser.add_argument("--weights", type=Path, default=presets.WEIGHTS, help="where the result goes")
    parser.add_argument("--guess", type=int, default=300, help="batches of four that the first guess is fitted to")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--every", type=int, default=250, help="steps between checkpoints and sample sheets")
    parser.add_argument("--pairs", type=int, default=4, help="rendered pairs in a batch, an even number")
    parser.add_argument("--real", type=int, default=1, help="sources with a real reference in a batch")
    parser.add_argument("--width", type=int, default=16, help="channels at a quarter of the resolution")
    parser.add_argument("--rate", type=float, default=0.002, help="highest learning rate")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.state = options.state or Path("training-runs") / options.preset
    options.state.mkdir(parents=True, exist_ok=True)

    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(options.seed)
    from . import recipe

    recipe.train(options)
    print(f"Serve it with MAKEUP_PRESET={options.preset}")


if __name__ == "__main__":
    main()
