"""Ratings as people read them: a new look stands at 500, a very good one beyond 2000."""

NEW = 500
PER_UNIT = 50


def points(rating: float) -> int:
    """A rating, or its lower bound, in points. Never below 0, which nobody's look should have to read."""
    return max(0, round(NEW + PER_UNIT * rating))
