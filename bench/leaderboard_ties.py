"""Fills a scratch board with what people make of results, by SQL: for each result ten battle votes, two likes, four
sightings, a comment, half a bookmark and a notification; for each person twenty people they follow.

As in life some results draw far more than others: the number of a result that is liked is a random number squared.
"""

from analysis.styles import STYLES
from bench.leaderboard_rows import quick_writes

EACH = {"votes": 10, "likes": 2, "sightings": 2, "comments": 1, "bookmarks": 0.5, "notifications": 1}  # of a result
FOLLOWS = 20  # of a person
FAN, FAN_FOLLOWS = 7, 2_000  # this person follows so many, for the feed's worst case

# `n` numbers the new rows. Results are numbered as `leaderboard_rows` numbers them; those 11 apart are of one style.
STATEMENTS = {
    "votes": """
    INSERT INTO leaderboard_battlevote (voter_id, label, low, high, winner, weight, reason, created_at)
    SELECT voter, label, least(a, b), greatest(a, b), CASE WHEN random() < 0.05 THEN NULL WHEN random() < 0.5 THEN a ELSE b END, 1.0, '', at
    FROM (
        SELECT voter, md5('result' || one)::uuid AS a, md5('result' || other)::uuid AS b,
               (%(labels)s)[1 + mod(one, %(styles)s)] AS label, now() - random() * interval '365 days' AS at
        FROM (
            SELECT voter, one, CASE WHEN one + step < %(results)s THEN one + step ELSE one - step END AS other
            FROM (SELECT 1 + n::bigint * %(people)s / %(rows)s AS voter, floor(random() * %(results)s)::int AS one,
                         %(styles)s * (1 + floor(random() * 40)::int) AS step
                  FROM generate_series(0, %(rows)s - 1) AS n) AS drawn
        ) AS pairs
        WHERE other >= 0
    ) AS votes
    ON CONFLICT DO NOTHING
    """,
    "likes": """
    INSERT INTO leaderboard_like (result_id, person_id, created_at)
    SELECT md5('result' || floor(%(results)s * random() ^ 2)::int)::uuid, 1 + floor(random() * %(people)s),
           now() - random() * interval '365 days'
    FROM generate_series(1, %(rows)s)
    ON CONFLICT DO NOTHING
    """,
    "sightings": """
    INSERT INTO leaderboard_sighting (result_id, person_id)
    SELECT result_id, person_id FROM leaderboard_like
    UNION
    SELECT md5('result' || floor(%(results)s * random() ^ 2)::int)::uuid, 1 + floor(random() * %(people)s) FROM generate_series(1, %(rows)s)
    """,
    "comments": """
    INSERT INTO leaderboard_comment (id, result_id, author_id, text, hidden, created_at)
    SELECT md5('comment' || n)::uuid, md5('result' || floor(%(results)s * random() ^ 2)::int)::uuid, 1 + floor(random() * %(people)s),
           'Comment number ' || n, random() < 0.01, now() - random() * interval '365 days'
    FROM generate_series(1, %(rows)s) AS n
    """,
    "bookmarks": """
    INSERT INTO leaderboard_bookmark (owner_id, result_id, created_at)
    SELECT 1 + floor(random() * %(people)s), md5('result' || floor(%(results)s * random() ^ 2)::int)::uuid,
           now() - random() * interval '365 days'
    FROM generate_series(1, %(rows)s)
    ON CONFLICT DO NOTHING
    """,
    "notifications": """
    INSERT INTO leaderboard_notification (id, recipient_id, kind, actor_id, result_id, comment_id, details, created_at, read_at)
    SELECT md5('notification' || n)::uuid, 1 + mod(n, %(people)s), 'comment', 1 + mod(n * 31::bigint, %(people)s),
           md5('result' || mod(n, %(results)s))::uuid, md5('comment' || 1 + mod(n, %(results)s))::uuid, '{}',
           now() - random() * interval '90 days', CASE WHEN random() < 0.9 THEN now() END
    FROM generate_series(1, %(rows)s) AS n
    """,
    "follows": """
    INSERT INTO leaderboard_follow (follower_id, followed_id, created_at)
    SELECT follower, followed, now() - random() * interval '365 days'
    FROM (
        SELECT 1 + mod(n, %(people)s) AS follower, 1 + floor(%(people)s * random() ^ 2)::int AS followed
        FROM generate_series(1, %(rows)s) AS n
        UNION ALL
        SELECT %(fan)s, 1 + floor(%(people)s * random())::int FROM generate_series(1, least(%(fan_follows)s, %(people)s / 2))
    ) AS ties
    WHERE follower <> followed
    ON CONFLICT DO NOTHING
    """,
}
COUNTS = [
    """
    UPDATE leaderboard_sharedresult AS r SET like_count = c.likes
    FROM (SELECT result_id, count(*) AS likes FROM leaderboard_like GROUP BY 1) AS c WHERE c.result_id = r.id
    """,
    """
    UPDATE leaderboard_sharedresult AS r SET seen_count = c.seen
    FROM (SELECT result_id, count(*) AS seen FROM leaderboard_sighting GROUP BY 1) AS c WHERE c.result_id = r.id
    """,
    """
    UPDATE leaderboard_sharedresult AS r SET comment_count = c.comments
    FROM (SELECT result_id, count(*) AS comments FROM leaderboard_comment WHERE NOT hidden GROUP BY 1) AS c WHERE c.result_id = r.id
    """,
    """
    UPDATE leaderboard_sharedresult AS r SET battle_count = c.battles
    FROM (SELECT id, count(*) AS battles
          FROM (SELECT low AS id FROM leaderboard_battlevote WHERE winner IS NOT NULL
                UNION ALL SELECT high FROM leaderboard_battlevote WHERE winner IS NOT NULL) AS sides GROUP BY 1) AS c
    WHERE c.id = r.id
    """,
    # What the rankings order by: spread as it would be, not computed vote by vote.
    """
    UPDATE leaderboard_sharedresult SET
        like_bound = greatest(0, (like_count + 1.9) / (seen_count + 3.8) - 1 / sqrt(seen_count + 3.8)),
        rating_mean = 25 + 6 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()),
        rating_deviation = greatest(1.5, 25.0 / 3 / sqrt(1 + battle_count / 2.0)),
        rising = extract(epoch FROM created_at) / 172800 + ln(0.25 + like_count) / ln(2)
    """,
    "UPDATE leaderboard_sharedresult SET rating_bound = rating_mean - 3 * rating_deviation",
    """
    INSERT INTO leaderboard_profile (person_id, follower_count, following_count, diary_for, ties_for, comments_from)
    SELECT u.id, coalesce(f.n, 0), coalesce(g.n, 0), 'everyone', 'everyone', 'everyone'
    FROM accounts_user AS u
    LEFT JOIN (SELECT followed_id, count(*) AS n FROM leaderboard_follow GROUP BY 1) AS f ON f.followed_id = u.id
    LEFT JOIN (SELECT follower_id, count(*) AS n FROM leaderboard_follow GROUP BY 1) AS g ON g.follower_id = u.id
    """,
]
TABLES = [f"leaderboard_{name}" for name in ("battlevote", "like", "sighting", "comment", "bookmark", "notification", "follow", "profile")]


def fill(results: int, people: int) -> None:
    """Fill the empty tables around `results` results of `people` people."""
    labels = [style.key for style in STYLES]
    values = {"results": results, "people": people, "labels": labels, "styles": len(labels), "fan": FAN, "fan_follows": FAN_FOLLOWS}
    rows = {name: int(results * each) for name, each in EACH.items()} | {"follows": people * FOLLOWS}
    with quick_writes([*TABLES, "leaderboard_sharedresult"]) as cursor:
        for name, statement in STATEMENTS.items():
            cursor.execute(statement, values | {"rows": rows[name]})
        for statement in COUNTS:
            cursor.execute(statement)
