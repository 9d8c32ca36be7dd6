"""A copy of the site, database and uploads, taken while it runs; and the way back.

A backup is a folder: `database.dump` (pg_dump's custom format), `media/`, `SHA256SUMS` of both, as `sha256sum -c` reads it, and
`manifest.json`, which is written last: without it a backup is not whole.

How the two fit together: a file is written before the row that names it, and deleted after it, so what a snapshot of the
database names is there while the snapshot is young. Files that rows name now are copied first, which takes long; then the
snapshot is taken, and what it names beyond those is copied at once. A file deleted in that instant has the snapshot taken again.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from evaranks import database, left_files

DUMP, MEDIA, SUMS, MANIFEST = "database.dump", "media", "SHA256SUMS", "manifest.json"
ATTEMPTS = 5


class BackupError(Exception):
    """The text says what to do."""


def back_up(folder: Path, say: Callable[[str], None] = print) -> dict:
    """Copy the site into `folder`, which must be empty or missing; returns the manifest.

    Raises:
        BackupError: the folder is in use, or the copy could not be made whole.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. Name a new folder.")
    (folder / MEDIA).mkdir(parents=True, mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    sums = {}
    say("Copying files")
    _copy_missing(_named_files(), folder, sums)
    for _attempt in range(ATTEMPTS):
        say("Taking the database's snapshot")
        manifest, lost = _dump(folder, sums)
        if manifest is not None:
            break
    else:
        text = f"{len(lost)} files that rows name are not there, such as {lost[0]}."
        raise BackupError(f"{text} Named again the next time, they are lost: delete what shows them.")
    sums = {name: sums[name] for name in sorted(manifest.pop("names"))}
    for path in [path for path in (folder / MEDIA).rglob("*") if path.is_file()]:
        if str(path.relative_to(folder / MEDIA)) not in sums:
            path.unlink()  # deleted by its owner meanwhile
    lines = [f"{digest}  {MEDIA}/{name}\n" for name, digest in sums.items()] + [f"{_digest_of(folder / DUMP)}  {DUMP}\n"]
    (folder / SUMS).write_text("".join(lines))
    manifest |= {"files": len(sums), "sums": _digest_of(folder / SUMS), "created_at": datetime.now(UTC).isoformat(timespec="seconds")}
    partial = folder / f"{MANIFEST}.partial"
    partial.write_text(json.dumps(manifest, indent=2) + "\n")
    partial.replace(folder / MANIFEST)
    return manifest


def _dump(folder, sums):
    """Dump a snapshot and copy the rest of what it names: (manifest, []), or (None, names) of what is gone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        names = _named_files()
        if lost := _copy_missing(names, folder, sums):
            return None, lost
        run_postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={folder / DUMP}")
        migrations = dict(sorted(MigrationRecorder(connection).applied_migrations()))
        return {"names": names, "rows": count_rows(), "migrations": migrations, "postgresql": connection.pg_version}, []


def _named_files() -> set[str]:
    """Every file that a row names."""
    return {
        name
        for model, field in left_files.file_fields()
        for name in model._base_manager.values_list(field, flat=True).iterator(10_000)
        if name
    }


def count_rows() -> dict[str, int]:
    """By table, Django's own and those that join included."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {quote(table)}")  # noqa: S608  (a quoted name of our own)
            counts[table] = cursor.fetchone()[0]
    return counts


def _copy_missing(names, folder, sums) -> list[str]:
    """Copy what is not there yet; the names of what was not found."""
    lost = []
    for name in names - sums.keys():
        target = folder / MEDIA / name
        if not target.resolve().is_relative_to((folder / MEDIA).resolve()):
            raise BackupError(f"A row names {name!r}, which is outside the media folder.")
        try:
            with default_storage.open(name) as source:
                sums[name] = _write(source, target)
        except FileNotFoundError:
            lost.append(name)
    return sorted(lost)


def _write(source, target) -> str:
    """Copy an open file to a path, on the disk when this returns; its SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with open(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        while piece := source.read(1 << 20):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _digest_of(path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_postgresql(program: str, *arguments: str, **options) -> None:
    """Run one of PostgreSQL's programs on the site's database. The password goes through the environment: arguments are for all to see.

    Raises:
        BackupError: it failed; the text is what it said.
    """
    known = {"dbname": "PGDATABASE", "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
    parameters = connection.get_connection_params()
    environment = os.environ | {variable: str(parameters[key]) for key, variable in known.items() if parameters.get(key)}
    command = [database.program(program), "--no-password", *arguments]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, **options)  # noqa: S603  (our own)
    if outcome.returncode:
        raise BackupError(f"{program} failed: {outcome.stderr.strip()}")
