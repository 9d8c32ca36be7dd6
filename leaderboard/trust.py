"""How much an account counts where people are counted: one made a minute ago says less than one of last month.

Making an account costs a minute, so twenty of them must not outweigh twenty people (Douceur, "The Sybil attack", IPTPS 2002,
on why age and cost are what is left where identities are free).
"""

from datetime import datetime, timedelta

LEAST = 0.1
FULL_AFTER = timedelta(days=14)


def weight(joined: datetime, now: datetime) -> float:
    """From LEAST for an account made now, in a straight line, to 1 after FULL_AFTER."""
    age = max(timedelta(0), now - joined)
    return min(1.0, LEAST + (1 - LEAST) * (age / FULL_AFTER))
