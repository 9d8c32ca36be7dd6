"""Battles of 1,000 looks whose quality is known, judged by honest voters, and by a ring that lifts one look besides.

The question: how well does the ranking know the quality after ten battles each, and how far does the ring come?
"""

import os
import statistics
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

from evaranks import local

LOOKS, BATTLES, VOTERS = 1000, 10, 250
NOISE = 0.7  # of a voter's eye, in standard deviations of the looks' quality
NOISES = (0.3, 0.7, 1.0)
SEEDS = range(5)
START, DAYS = datetime(2026, 1, 1, tzinfo=UTC), 3
# The ring: twenty accounts that were made within an hour and vote as often as they may. Where their look is not shown
# they pass, choose honestly to look like anybody, or choose the worse one to pull the others down.
RING = 20
WAYS = ("skip", "honest", "sabotage")
AGES_DAYS = (0, 60)  # made for the purpose, or long before
RING_SEEDS = range(9)  # 9 seeds, 3 ways, 2 ages: 54 runs
TOP = 0.9


def honest_voters(chance, number: int = VOTERS, over_days: float = 365) -> list:
    """People who joined at any time of the last year."""
    from leaderboard.battle_weights import Voter

    return [Voter(pk, START - timedelta(days=chance.uniform(0, over_days))) for pk in range(number)]


def honest_votes(world, voters, days: float = DAYS, battles: int = BATTLES) -> Iterator[tuple]:
    for _ in range(len(world.quality) * battles // 2):
        yield START + timedelta(days=world.chance.uniform(0, days)), world.chance.choice(voters)


def correlation_of(seed: int, looks: int = LOOKS, noise: float = NOISE, over_days: float = 365) -> dict:
    """Honest voters alone."""
    from bench.battle_world import World

    world = World(looks, seed, noise)
    voters, agreed, votes = honest_voters(world.chance, over_days=over_days), 0, 0
    for moment, voter in sorted(honest_votes(world, voters)):
        winner, loser = world.honest(world.pair(voter))
        world.vote(voter, moment, winner, loser)
        agreed, votes = agreed + (world.quality[winner] > world.quality[loser]), votes + 1
    met = sorted(world.battles.values())
    return {"correlation": world.correlation(), "right_votes": agreed / votes, "fewest_battles": met[0], "most_battles": met[-1]}


def ring_of(seed: int, way: str, age_days: float, defended: bool, looks: int = LOOKS, days: float = DAYS, a_day: int | None = None) -> dict:
    """Honest voters, and a ring for a look of median quality that one of them owns."""
    from accounts.limits import LIMITS
    from bench.battle_world import World
    from leaderboard.battle_weights import Voter

    world = World(looks, seed, NOISE, defended)
    chance = world.chance
    made = START - timedelta(days=age_days)
    ring = [Voter(-1 - looks - number, made + timedelta(hours=chance.random())) for number in range(RING)]
    theirs = sorted(world.quality, key=world.quality.get)[looks // 2]
    world.board.owners[theirs] = ring[0].pk
    events = list(honest_votes(world, honest_voters(chance), days))
    for voter in ring:
        number = int((a_day or LIMITS["vote_day"][0]) * days)
        events += [(START + timedelta(days=chance.uniform(0, days)), voter) for _ in range(number)]
    met = 0
    for moment, voter in sorted(events):
        pair = world.pair(voter)
        if pair is None:
            continue
        better, worse = world.honest(pair)
        if voter.pk < 0 and theirs in pair:
            world.vote(voter, moment, theirs, *(key for key in pair if key != theirs))
            met += 1
        elif voter.pk < 0 and way == "skip":
            world.skip(voter, pair)
        elif voter.pk < 0 and way == "sabotage":
            world.vote(voter, moment, worse, better)
        else:
            world.vote(voter, moment, better, worse)
    found = {"percentile": world.percentile(theirs), "without_ring": world.percentile(theirs, ring)}
    return {**found, "met_by_ring": met, "correlation": world.correlation()}


def main() -> dict:
    figures = {"looks": LOOKS, "battles_each": BATTLES, "voters": VOTERS, "headline_noise": NOISE, "honest": {}, "ring": {}}
    for noise in NOISES:
        figures["honest"][f"noise_{noise}"] = _honest(noise, 365)
    figures["honest"]["all_joined_yesterday"] = _honest(NOISE, 1)
    for defended in (True, False):
        for age in AGES_DAYS:
            for way in WAYS:
                name = f"{'defended' if defended else 'undefended'}_made_{age}_days_before_{way}"
                figures["ring"][name] = _ring(way, age, defended)
    defended = [value for name, value in figures["ring"].items() if name.startswith("defended")]
    figures["runs_with_defences"] = sum(found["runs"] for found in defended)
    figures["lifted_into_top_decile"] = sum(found["lifted"] for found in defended)
    figures["in_top_decile_anyhow"] = sum(found["in_top_decile"] for found in defended) - figures["lifted_into_top_decile"]
    print(f"{figures['lifted_into_top_decile']} of {figures['runs_with_defences']} rings lifted their look into the top decile")
    return figures


def _side_by_side(function, seeds, **arguments) -> list[dict]:
    """The runs, as many at a time as there are cores."""
    with ProcessPoolExecutor(initializer=_start_django) as pool:
        return list(pool.map(partial(function, **arguments), seeds))


def _start_django() -> None:
    local.prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evaranks.settings")
    import django

    django.setup()


def _honest(noise, over_days):
    runs = _side_by_side(correlation_of, SEEDS, noise=noise, over_days=over_days)
    found = {name: round(statistics.mean(run[name] for run in runs), 3) for name in runs[0]}
    found["least_correlation"] = round(min(run["correlation"] for run in runs), 3)
    print(f"honest, noise {noise}, joined over {over_days} days: {found}", flush=True)
    return found


def _ring(way, age, defended):
    runs = _side_by_side(ring_of, RING_SEEDS if defended else RING_SEEDS[:2], way=way, age_days=age, defended=defended)
    # After ten battles chance alone puts a median look there now and then: lifted is what stands there by the ring's votes,
    # and would not by the others' votes of the same run.
    found = {
        "runs": len(runs),
        "in_top_decile": sum(run["percentile"] >= TOP for run in runs),
        "lifted": sum(run["percentile"] >= TOP > run["without_ring"] for run in runs),
        "highest_percentile": round(max(run["percentile"] for run in runs), 3),
        "mean_percentile": round(statistics.mean(run["percentile"] for run in runs), 3),
        "mean_without_ring": round(statistics.mean(run["without_ring"] for run in runs), 3),
        "largest_gain": round(max(run["percentile"] - run["without_ring"] for run in runs), 3),
        "mean_met_by_ring": round(statistics.mean(run["met_by_ring"] for run in runs), 1),
        "mean_correlation": round(statistics.mean(run["correlation"] for run in runs), 3),
    }
    print(f"ring, {way}, made {age} days before, {'defended' if defended else 'undefended'}: {found}", flush=True)
    return found
