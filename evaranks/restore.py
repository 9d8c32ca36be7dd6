"""Putting a backup back that evaranks/backup.py made: first the files, whose names nothing else has, then the database at one stroke."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection

from evaranks import backup, database
from evaranks.backup import DUMP, MANIFEST, MEDIA, SUMS, BackupError

PEOPLE = "accounts_user"


def restore(folder: Path, *, force: bool = False, say: Callable[[str], None] = print) -> dict:
    """Make the site what it was when `folder` was written; returns the manifest. With `force` what is there now is replaced.

    Raises:
        BackupError: the backup is not whole, or the site has people already. Nothing has changed then.
    """
    say("Checking the backup")
    manifest, names = check(folder)
    if not force and not is_empty():
        raise BackupError("This site has people in it. Use FORCE=1 to replace everything by the backup.")
    before = set() if is_empty() else backup._named_files()
    say(f"Copying {len(names)} files")
    added = []
    try:
        for name in names:
            if not default_storage.exists(name):  # names are random: what has the same is the same
                with (folder / MEDIA / name).open("rb") as file:
                    added.append(default_storage.save(name, File(file)))
        say("Restoring the database")
        _replace_database(folder / DUMP)
    except BaseException:
        for name in added:
            default_storage.delete(name)
        raise
    for name in before - set(names):
        default_storage.delete(name)
    if differences := _differences(manifest["rows"], backup.count_rows()):
        say(f"Rows differ from the manifest, unless people are at work already: {differences}")
    return manifest


def check(folder: Path) -> tuple[dict, list[str]]:
    """The manifest of a backup whose every byte is as it was written, and its files' names.

    Raises:
        BackupError: it is not whole, or not unchanged.
    """
    if not (folder / MANIFEST).is_file():
        raise BackupError(f"{folder} has no {MANIFEST}: it is no backup, or one that was not finished.")
    manifest = json.loads((folder / MANIFEST).read_text())
    if backup._digest_of(folder / SUMS) != manifest["sums"]:
        raise BackupError(f"{folder / SUMS} was changed.")
    names = []
    for line in (folder / SUMS).read_text().splitlines():
        digest, _, name = line.partition("  ")
        path = folder / name
        if ".." in PurePosixPath(name).parts or not path.is_file() or backup._digest_of(path) != digest:
            raise BackupError(f"{path} is missing or was changed.")
        if name != DUMP:
            names.append(name.removeprefix(f"{MEDIA}/"))
    return manifest, names


def is_empty() -> bool:
    """Whether nobody has an account: a new database, migrated or not."""
    with connection.cursor() as cursor:
        if PEOPLE not in connection.introspection.table_names(cursor):
            return True
        cursor.execute(f"SELECT EXISTS (SELECT FROM {PEOPLE})")  # noqa: S608  (our own name)
        return not cursor.fetchone()[0]


def _replace_database(dump):
    """All tables go and come in one transaction: until it is committed the site is what it was.

    The extension stays where it is there: only PostgreSQL's own user may make it, or say something about it.
    """
    with connection.cursor() as cursor:
        tables = [connection.ops.quote_name(table) for table in connection.introspection.table_names(cursor)]
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as script:
        if tables:
            script.write(f"DROP TABLE {', '.join(tables)} CASCADE;\n".encode())
        script.flush()
        command = [database.program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--file=-", dump]
        outcome = subprocess.run(command, stdout=script, stderr=subprocess.PIPE, text=True)  # noqa: S603  (our own)
        if outcome.returncode:
            raise BackupError(f"pg_restore failed: {outcome.stderr.strip()}")
        script.seek(0)
        connection.close()
        backup.run_postgresql("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", stdin=script)


def _differences(expected, found):
    return ", ".join(
        f"{table} {expected.get(table)} -> {found.get(table)}"
        for table in sorted({*expected, *found})
        if expected.get(table) != found.get(table)
    )
