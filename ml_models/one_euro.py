"""The One Euro filter (Casiez, Roussel and Vogel 2012, doi:10.1145/2207676.2208639) for many points at once.

A low-pass filter whose cut-off rises with speed: what stands still is smoothed a lot and does not tremble, what moves
is smoothed little and does not lag. Behind a steady motion it stays by no more than 1 / (2 pi BETA) of `scale`.
"""

import numpy as np

MIN_CUTOFF = 1.5  # hertz, where nothing moves
BETA = 60.0  # hertz more for each `scale` a second
SPEED_CUTOFF = 2.0  # hertz, of the speed's own smoothing
USUAL_STEP = 1 / 30  # seconds, where a clock stands still or runs backwards
LONGEST_STEP = 0.5  # seconds; after a longer gap the filter starts again


class OneEuroFilter:
    """Smooths float arrays (n, d) that come one after the other; each of the n points has a speed of its own."""

    def __init__(self):
        self._values = self._speeds = self._time_s = None

    def smooth(self, values: np.ndarray, time_s: float, scale: float) -> np.ndarray:
        """The smoothed values of this moment.

        Args:
            values: (n, d), all alike from call to call.
            time_s: when they were seen, in seconds.
            scale: the length, in the values' unit, that speeds are measured in: a face's width.
        """
        step = USUAL_STEP if self._time_s is None else time_s - self._time_s
        self._time_s = time_s
        if self._values is None or step > LONGEST_STEP:
            self._values, self._speeds = values, np.zeros_like(values)
            return values
        if step <= 0:
            step = USUAL_STEP
        speeds = (values - self._values) / (step * scale)
        self._speeds = self._speeds + _share(SPEED_CUTOFF, step) * (speeds - self._speeds)
        cutoffs = MIN_CUTOFF + BETA * np.linalg.norm(self._speeds, axis=1, keepdims=True)
        self._values = (self._values + _share(cutoffs, step) * (values - self._values)).astype(values.dtype)
        return self._values

    def rescale(self, factor: float) -> None:
        """Go on with values in another unit: the image is now `factor` times as large."""
        if self._values is not None:
            self._values = self._values * np.float32(factor)


def _share(cutoff, step):
    """Of the new value in the smoothed one."""
    turn = 2 * np.pi * cutoff * step
    return turn / (turn + 1)
