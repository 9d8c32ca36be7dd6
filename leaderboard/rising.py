"""What rises: a sum of events in which each counts half as much after every HALF_LIFE.

Kept so that no row need be touched as time goes by: the logarithm of sum(weight * 2^(t / HALF_LIFE))
orders the rows, at any moment, as the decayed sums themselves would. (Cormode et al., "Forward decay: a
practical time decay model for streaming systems", ICDE 2009.) 0, what a row begins with, is an event in
1970: nothing.
"""

from datetime import datetime, timedelta
from math import log2

HALF_LIFE = timedelta(days=2)
# Sharing counts a little by itself, so that what nobody has met yet is in order too: newest first.
SHARED = 0.25


def added(rising: float, when: datetime, weight: float = 1.0) -> float:
    """The sum with one more event.

    Args:
        rising: the sum so far, as a row keeps it.
        when: the moment of the event, with its time zone.
        weight: of the event; one of 0 changes nothing.

    Raises:
        ValueError: a weight below 0.
    """
    if weight < 0:
        raise ValueError(f"An event's weight is not below 0: {weight}.")
    if not weight:
        return rising
    event = _moment(when) + log2(weight)
    more, less = max(rising, event), min(rising, event)
    return more + log2(1 + 2.0 ** (less - more))


def removed(rising: float, when: datetime, weight: float = 1.0, *, shared_at: datetime) -> float:
    """The sum without an event that was `added` with the same moment and weight.

    It never falls below what sharing alone gave at `shared_at`: a sum of an old row keeps too few digits
    of its small parts to find them again once the large ones are gone.
    """
    if not weight:
        return rising
    floor = start(shared_at)
    left = 1 - 2.0 ** min(0.0, _moment(when) + log2(weight) - rising)  # a part is no more than the sum
    return max(floor, rising + log2(left)) if left > 0 else floor


def start(shared_at: datetime) -> float:
    """What a result begins with."""
    return added(0.0, shared_at, SHARED)


def strength(rising: float, now: datetime) -> float:
    """The decayed sum itself, as it stands: how many events of this very moment it is worth."""
    return 2.0 ** (rising - _moment(now))


def _moment(when: datetime) -> float:
    return when.timestamp() / HALF_LIFE.total_seconds()
