"""Is it a person who is before the camera, or a picture of one? They are asked to blink and to turn, in an order drawn by lot.

A print can be turned too, but it stays flat. Measured on two portraits: where a head turned by 14 degrees moves its points by
3 % of the face's width against any flat movement (`relief`), a print turned by 30 degrees moves them by 1 %, and the network
sees it turn by 3 degrees. A print that is tilted until its eyes look shut gets lower as a whole. What this does not stop is
a film of the person that happens to show what is asked.
"""

import random
import secrets
from dataclasses import dataclass, field

import numpy as np

TURN, STRAIGHT = 14.0, 9.0  # degrees from the neutral pose: turned, and still looking ahead
RELIEF = 0.02
SHUT, OPEN = 0.6, 0.8  # of how far the eyes were open before
BLINK_S = 2.0  # eyes are shut no longer
STEADY = 0.08  # by so much may the face's proportions change within a blink
PATIENCE_S = 15.0  # for each task; then all begins anew
NEUTRAL_YAW = 12.0
FEWEST, KEPT = 3, 20  # looks that tell the eyes' usual opening
TASKS = 2
TURNS = {"turn_left": 1, "turn_right": -1}  # the person's own left is the image's right


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What is told of a face in one frame. `points`: (468, 3), pixels; `eyes`: openness of each, as a ratio."""

    points: np.ndarray
    yaw: float
    pitch: float
    eyes: tuple[float, float]

    @property
    def proportion(self) -> float:
        return float(np.ptp(self.points[:, 1]) / np.ptp(self.points[:, 0]))


def relief(one: np.ndarray, other: np.ndarray) -> float:
    """How far the points of a face, (468, 2 or 3), moved against each other as those of a flat picture could not.

    The root mean square of what the best affine map of `one` onto `other` leaves over, in widths of the face.
    """
    flat = np.column_stack([one[:, :2], np.ones(len(one))])
    left_over = other[:, :2] - flat @ np.linalg.lstsq(flat, other[:, :2], rcond=None)[0]
    return float(np.sqrt((left_over**2).sum(axis=1).mean()) / np.ptp(one[:, 0]))


def draw_tasks(lot: random.Random) -> list[str]:
    """A blink and a turn to one side."""
    tasks = ["blink", lot.choice(list(TURNS))]
    lot.shuffle(tasks)
    return tasks


@dataclass(slots=True, eq=False)
class Challenge:
    """One face's tasks. `task`: the one to do now, or None once all are done."""

    lot: random.Random = field(default_factory=secrets.SystemRandom)
    tasks: list[str] = field(init=False)
    neutral: Sight | None = None
    openings: list[float] = field(default_factory=list)
    proportion: float = 0.0
    shut_s: float | None = None
    since_s: float | None = None

    def __post_init__(self):
        self.tasks = draw_tasks(self.lot)

    @property
    def task(self) -> str | None:
        return self.tasks[0] if self.tasks else None

    @property
    def is_fresh(self) -> bool:
        """Whether no task is done yet."""
        return len(self.tasks) == TASKS

    @property
    def progress(self) -> tuple[bool, int]:
        """Changes when the tasks begin, and with each that is done."""
        return self.neutral is not None, len(self.tasks)

    def see(self, sight: Sight, now: float) -> None:
        """One more frame, `now` in seconds of the server's clock."""
        if self.task is None:
            return
        if self.neutral is None:
            if abs(sight.yaw) < NEUTRAL_YAW:
                self.neutral, self.since_s = sight, now
            return
        if now - self.since_s > PATIENCE_S:
            self.tasks, self.neutral, self.openings, self.shut_s = draw_tasks(self.lot), None, [], None
            return
        if self._is_done(sight, now):
            self.tasks.pop(0)
            self.since_s, self.shut_s, self.openings = now, None, []

    def _is_done(self, sight, now):
        turned = sight.yaw - self.neutral.yaw
        if self.task in TURNS:
            return TURNS[self.task] * turned >= TURN and relief(self.neutral.points, sight.points) >= RELIEF
        return abs(turned) < STRAIGHT and self._has_blinked(sight, now)

    def _has_blinked(self, sight, now):
        """Both eyes shut and open again, in a face that keeps its shape."""
        if self.shut_s is None:
            usual = self._usual()
            if len(self.openings) >= FEWEST and max(sight.eyes) < SHUT * usual:
                if abs(sight.proportion / self.proportion - 1) < STEADY:
                    self.shut_s = now
            else:
                self.openings = [*self.openings, min(sight.eyes)][-KEPT:]
                self.proportion = sight.proportion
            return False
        if now - self.shut_s > BLINK_S or abs(sight.proportion / self.proportion - 1) >= STEADY:
            self.shut_s, self.openings = None, []
            return False
        return min(sight.eyes) > OPEN * self._usual()

    def _usual(self):
        """How far the eyes are open, mostly; some of the looks may have caught them shut."""
        return float(np.quantile(self.openings, 0.8)) if self.openings else 0.0
