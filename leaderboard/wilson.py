"""How much of those who see a result like it, at the least: 1 like of 1 says less than 90 of 100."""

from math import sqrt

Z = 1.96  # of a normal distribution's quantiles: the bound is true for 97.5 % of such results


def lower_bound(likes: float, seen: float) -> float:
    """The lower end of the score interval of the share of people who like it (Wilson, JASA 1927), 0 to 1.

    `likes` and `seen` are sums of the people's weights, see `trust`.

    Raises:
        ValueError: more likes than people who saw it, or a number below 0.
    """
    if not 0 <= likes <= seen:
        raise ValueError(f"Of {seen} who saw it {likes} cannot have liked it.")
    if not likes:
        return 0.0
    share = likes / seen
    spread = Z * sqrt(share * (1 - share) / seen + (Z / (2 * seen)) ** 2)
    return (share + Z * Z / (2 * seen) - spread) / (1 + Z * Z / seen)
