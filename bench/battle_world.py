"""A world for battles: looks whose quality is known, voters, and the votes so far.

The pairs, the weights and the ratings are the server's own functions; only the people and the rows are made up.
"""

from bisect import bisect_left, insort
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from leaderboard.battle_evidence import CROWD, CROWD_LASTS_S, CROWD_VOTES
from leaderboard.battle_pairs import Contender, choose
from leaderboard.battle_pool import RECENT
from leaderboard.battle_weights import LOOK_BACK, OWN_LOOK_BACK, Case, Earlier, Voter, weigh
from leaderboard.ratings import Rating, judge


@dataclass
class Board:
    """One style's looks in memory, with the interface of the server's rows (battle_pairs.Pool), as `voter` meets it.

    Keys are the integers of UUIDs, which Python hashes ten times as fast.
    """

    ratings: dict[int, Rating]
    owners: dict[int, int]
    voter: int = 0
    met: dict = field(default_factory=lambda: defaultdict(set))  # voter: pairs
    lately: dict = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=2 * RECENT)))  # voter: looks

    def __post_init__(self):
        self.by_mean = sorted((rating.mean, key) for key, rating in self.ratings.items())
        self.by_doubt = sorted((-rating.deviation, key) for key, rating in self.ratings.items())

    def uncertain(self, number):
        return self._looks(self.by_doubt, number)

    def near(self, mean, number):
        place = bisect_left(self.by_mean, (mean, 0))
        above, below = self.by_mean[place:], self.by_mean[:place]
        return self._looks(above, number) + self._looks(reversed(below), number)

    def judged(self, first, others):
        return {other for other in others if frozenset((first, other)) in self.met[self.voter]}

    def recent(self):
        return set(self.lately[self.voter])

    def rate(self, key, rating):
        old = self.ratings[key]
        for values, before, after in ((self.by_mean, old.mean, rating.mean), (self.by_doubt, -old.deviation, -rating.deviation)):
            del values[bisect_left(values, (before, key))]
            insort(values, (after, key))
        self.ratings[key] = rating

    def _looks(self, keys, number):
        theirs = (key for _value, key in keys if self.owners[key] != self.voter)
        return [Contender(key, self.owners[key], *self.ratings[key]) for _place, key in zip(range(number), theirs, strict=False)]


class World:
    """With `defended=False` every vote counts in full. `noise`: of a voter's eye, in standard deviations of the looks' quality."""

    def __init__(self, looks: int, seed: int, noise: float, defended: bool = True):
        self.chance, self.noise, self.defended = Random(seed), noise, defended
        keys = [self.chance.getrandbits(128) for _ in range(looks)]
        self.quality = {key: self.chance.gauss(0, 1) for key in keys}
        self.board = Board({key: Rating() for key in keys}, {key: -1 - place for place, key in enumerate(keys)})
        self.battles = dict.fromkeys(keys, 0)
        self.won, self.lost = (defaultdict(lambda: deque(maxlen=LOOK_BACK)) for _side in range(2))
        self.choices = defaultdict(lambda: deque(maxlen=OWN_LOOK_BACK))  # voter: (winner or None, pair)
        self.voters = deque(maxlen=CROWD_VOTES)
        self.log = []  # (voter, winner, loser, weight)
        self.crowd, self.crowd_until = [], None

    def pair(self, voter: Voter) -> tuple | None:
        self.board.voter = voter.pk
        found = choose(self.board, self.chance)
        return found and tuple(look.id for look in found)

    def honest(self, pair: tuple) -> tuple:
        """(the better one, the worse one) to an honest, imperfect eye."""
        return tuple(sorted(pair, key=lambda key: self.quality[key] + self.chance.gauss(0, self.noise), reverse=True))

    def skip(self, voter: Voter, pair: tuple) -> None:
        self._meet(voter, pair, None)

    def vote(self, voter: Voter, now: datetime, winner, loser) -> float:
        """Its weight."""
        weight = 1.0
        if self.defended:
            sides = list(self.won[winner]), list(self.lost[loser])
            weight, _reason = weigh(Case(voter, now, sides, self._crowd(now), self._choices(voter)))
        ratings = judge(self.board.ratings[winner], self.board.ratings[loser], weight)
        for key, rating, side in zip((winner, loser), ratings, (self.won, self.lost), strict=True):
            self.board.rate(key, rating)
            self.battles[key] += 1
            side[key].appendleft(Earlier(voter, now))
        self.voters.append(voter)
        self.log.append((voter, winner, loser, weight))
        self._meet(voter, (winner, loser), winner)
        return weight

    def percentile(self, key, without=()) -> float:
        """The share of the looks that stand behind a look, by the rating's lower bound; as if some voters had not voted."""
        ratings = self._replay(set(without)) if without else self.board.ratings
        return sum(rating.bound < ratings[key].bound for rating in ratings.values()) / len(self.quality)

    def _replay(self, without):
        ratings = dict.fromkeys(self.quality, Rating())
        for voter, winner, loser, weight in self.log:
            if voter not in without:
                ratings[winner], ratings[loser] = judge(ratings[winner], ratings[loser], weight)
        return ratings

    def correlation(self) -> float:
        """Spearman's, between the ranking and the looks' quality."""
        ranks = []
        for value in (self.quality.get, lambda key: self.board.ratings[key].bound):
            ranks.append({key: rank for rank, key in enumerate(sorted(self.quality, key=value))})
        number = len(self.quality)
        return 1 - 6 * sum((ranks[0][key] - ranks[1][key]) ** 2 for key in self.quality) / (number**3 - number)

    def _meet(self, voter, pair, winner):
        self.choices[voter.pk].appendleft((winner, pair))
        self.board.met[voter.pk].add(frozenset(pair))
        self.board.lately[voter.pk].extend(pair)

    def _choices(self, voter):
        means = self.board.ratings
        return [
            None if winner is None else means[winner].mean >= max(means[key].mean for key in pair)
            for winner, pair in self.choices[voter.pk]
        ]

    def _crowd(self, now):
        if self.crowd_until is None or now.timestamp() > self.crowd_until:
            people = sorted(set(self.voters))
            self.crowd = people if len(people) <= CROWD else self.chance.sample(people, CROWD)
            self.crowd_until = now.timestamp() + CROWD_LASTS_S
        return self.crowd
