"""What the vote log knows about a vote that is to be weighed."""

from collections import defaultdict
from datetime import datetime
from random import Random

from django.core.cache import cache
from django.db import connection

from leaderboard.battle_weights import LOOK_BACK, OWN_LOOK_BACK, Case, Earlier, Voter
from leaderboard.models import BattleVote, SharedResult

CROWD = 300  # people, among the voters of
CROWD_VOTES = 5000
CROWD_LASTS_S = 600


# One statement, and by hand: building three from models took half of the time of a vote, with the two looks locked meanwhile.
# `told`: whether the look that the voter chose is rated above the other by now; nothing where they passed. A pair of which a
# look is gone counts among the last OWN_LOOK_BACK and tells nothing.
EVIDENCE = """
(SELECT 'won' AS kind, v.id, v.voter_id, u.date_joined, v.created_at, NULL::boolean AS told
 FROM leaderboard_battlevote v LEFT JOIN accounts_user u ON u.id = v.voter_id
 WHERE v.winner = %(winner)s
 ORDER BY v.id DESC LIMIT %(look_back)s)
UNION ALL
(SELECT 'lost', v.id, v.voter_id, u.date_joined, v.created_at, NULL
 FROM leaderboard_battlevote v LEFT JOIN accounts_user u ON u.id = v.voter_id
 WHERE (v.low = %(loser)s OR v.high = %(loser)s) AND v.winner <> %(loser)s
 ORDER BY v.id DESC LIMIT %(look_back)s)
UNION ALL
(SELECT CASE WHEN v.winner IS NOT NULL AND (low.id IS NULL OR high.id IS NULL) THEN 'gone' ELSE 'chose' END,
        v.id, NULL, NULL, v.created_at,
        CASE v.winner WHEN v.low THEN low.rating_mean >= high.rating_mean WHEN v.high THEN high.rating_mean >= low.rating_mean END
 FROM leaderboard_battlevote v
 LEFT JOIN leaderboard_sharedresult low ON low.id = v.low LEFT JOIN leaderboard_sharedresult high ON high.id = v.high
 WHERE v.voter_id = %(voter)s
 ORDER BY v.created_at DESC LIMIT %(own_look_back)s)
UNION ALL
(SELECT 'acquainted', 0, NULL, NULL, NULL, NULL FROM leaderboard_follow
 WHERE (follower_id = %(voter)s AND followed_id = ANY(%(owners)s)) OR (followed_id = %(voter)s AND follower_id = ANY(%(owners)s))
 LIMIT 1)
"""


def case_of(user, winner: SharedResult, loser: SharedResult, now: datetime) -> Case:
    """Everything but the crowd in one statement: a vote waits for it behind the lock of its two looks."""
    asked = {
        "winner": winner.pk,
        "loser": loser.pk,
        "voter": user.pk,
        "owners": [winner.owner_id, loser.owner_id],
        "look_back": LOOK_BACK,
        "own_look_back": OWN_LOOK_BACK,
    }
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(EVIDENCE, asked)
        for kind, number, voter, joined, voted, told in cursor.fetchall():
            found[kind].append((number, Earlier(voter and Voter(voter, joined), voted), told))
    newest_first = {kind: sorted(rows, key=lambda row: -row[0]) for kind, rows in found.items()}
    return Case(
        voter=Voter(user.pk, user.date_joined),
        now=now,
        sides=tuple([earlier for _number, earlier, _told in newest_first.get(kind, [])] for kind in ("won", "lost")),
        crowd=crowd(),
        choices=[told for _number, _earlier, told in newest_first.get("chose", [])],
        acquainted=bool(found["acquainted"]),
    )


def crowd() -> list[Voter]:
    """Who voted lately, at most CROWD of them by lot; a few minutes old."""
    return cache.get_or_set("battle:crowd", _read_crowd, CROWD_LASTS_S)


def _read_crowd() -> list[Voter]:
    votes = BattleVote.objects.filter(voter__isnull=False).order_by("-id").values_list("voter", "voter__date_joined")[:CROWD_VOTES]
    people = sorted({Voter(*row) for row in votes})
    return people if len(people) <= CROWD else Random(len(people)).sample(people, CROWD)  # noqa: S311
