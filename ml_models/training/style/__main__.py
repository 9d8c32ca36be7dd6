"""Train a style network on any folder of classes and make it a preset that can be served.

    python -m ml_models.training.style --data folder [--backgrounds folder] [--preset name]

Writes weights/<preset>.tflite, .json (what serving needs) and .metrics.json (what was measured).
An interrupted run continues where it stopped: cut-outs and features are kept in --state.
"""

import argparse
from pathlib import Path

from ... import presets
from . import recipe


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ml_models.training.style", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="<class>/* or <source>/<class>/*")
    parser.add_argument("--backgrounds", type=Path, help="photos of places, to set people in front of")
    parser.add_argument("--preset", default="my-styles", help="name of the result; STYLE_PRESET serves it")
    parser.add_argument("--state", type=Path, help="where unfinished work is kept (default: training-runs/<preset>)")
    parser.add_argument("--weights", type=Path, default=presets.WEIGHTS, help="where the result goes")
    parser.add_argument(
        "--backbones",
        nargs="+",
        default=["efficientnet-lite0"],
        choices=["efficientnet-lite0", "efficientnet-lite1", "efficientnet-lite2", "mobilenet-v2"],
    )
    parser.add_argument("--rows", type=int, default=288, help="height of the network's input, a multiple of 96")
    parser.add_argument("--views", type=int, default=6, help="random views kept of each photo")
    parser.add_argument("--strength", type=float, default=0.001, help="inverse of the head's regularisation")
    parser.add_argument("--folds", type=int, default=5, help="grouped folds to measure on")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.state = options.state or Path("training-runs") / options.preset
    options.state.mkdir(parents=True, exist_ok=True)
    recipe.train(options)
    print(f"Serve it with STYLE_PRESET={options.preset}")


if __name__ == "__main__":
    main()
