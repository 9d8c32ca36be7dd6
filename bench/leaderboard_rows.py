"""Fills the board of a scratch database by SQL: a year of results, eleven styles, ten results a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.backends.utils import CursorWrapper

from analysis.styles import STYLES

RESULTS_PER_PERSON = 10

# Ids are made from the row's number, so that no statement has to look another table's up.
STATEMENTS = [
    """
    INSERT INTO accounts_user
        (id, password, is_superuser, username, email, is_staff, is_active, date_joined, display_name, avatar, language)
    SELECT n, %(password)s, false, 'person' || n, 'person' || n || '@example.com', false, true, now(), 'Person ' || n, '', 'en'
    FROM generate_series(%(first)s / %(each)s + 1, %(last)s / %(each)s) AS n
    """,
    """
    INSERT INTO analysis_photo (id, owner_id, digest, file, thumbnail, width, height, thumb_width, thumb_height, is_public, created_at)
    SELECT md5('photo' || n)::uuid, n / %(each)s + 1, repeat(md5(n::text), 2), 'photos/' || n || '.jpg', 'thumbnails/' || n || '.jpg',
           1536, 2048, 360, 480, true, now() - random() * interval '365 days'
    FROM generate_series(%(first)s, %(last)s - 1) AS n
    """,
    """
    INSERT INTO analysis_styleanalysis
        (id, photo_id, preset, label, score, probabilities, verdict, reason, maps, map_rows, map_box, regions, elapsed_ms, created_at)
    SELECT md5('analysis' || n)::uuid, md5('photo' || n)::uuid, 'eva-styles', (%(labels)s)[1 + mod(n, %(styles)s)], 0.3 + 0.69 * random(),
           %(probabilities)s::jsonb, 'sure', '', decode(repeat(md5(n::text), 9), 'hex'), 7, '{0,0,1536,2048}', '{torso,legs}', 20, now()
    FROM generate_series(%(first)s, %(last)s - 1) AS n
    """,
    """
    INSERT INTO leaderboard_sharedresult (id, analysis_id, owner_id, label, score, caption, hidden, created_at)
    SELECT md5('result' || n)::uuid, md5('analysis' || n)::uuid, n / %(each)s + 1, (%(labels)s)[1 + mod(n, %(styles)s)],
           0.3 + 0.69 * random(), 'caption ' || n, random() < 0.01, now() - random() * interval '365 days'
    FROM generate_series(%(first)s, %(last)s - 1) AS n
    """,
]
TABLES = ["analysis_photo", "analysis_styleanalysis", "leaderboard_sharedresult"]
INDEXES = """
    SELECT indexdef, format('DROP INDEX %%I', indexname) FROM pg_indexes
    WHERE tablename = ANY(%(tables)s) AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


@contextmanager
def quick_writes(tables: list[str]) -> Iterator[CursorWrapper]:
    """Foreign keys unchecked and these tables' indexes built afterwards: minutes become seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(INDEXES, {"tables": tables})
        indexes = cursor.fetchall()
        for _definition, drop in indexes:
            cursor.execute(drop)
        yield cursor
        for definition, _drop in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")  # what is still to be written would be written while the pages are measured
    connection.close()


def fill(first: int, last: int) -> None:
    """Add the results number `first` to `last` - 1; both are multiples of RESULTS_PER_PERSON."""
    labels = [style.key for style in STYLES]
    values = {
        "first": first,
        "last": last,
        "each": RESULTS_PER_PERSON,
        "labels": labels,
        "styles": len(labels),
        "probabilities": "{" + ", ".join(f'"{label}": 0.09090909' for label in labels) + "}",
        "password": make_password(None),
    }
    with quick_writes(TABLES) as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, values)
