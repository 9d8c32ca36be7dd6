"""Writes everything held about a person into a zip: rows as JSON, pictures as they are, and a README that explains both.

Rows and files go from the database and the storage straight into the file, a few at a time, however many there are.
"""

import base64
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import personal_data
from accounts.models import User
from accounts.personal_data import Kind

AT_ONCE = 200


class Encoder(DjangoJSONEncoder):
    """JSON of whatever a column holds; bytes as base64."""

    def default(self, value):
        if isinstance(value, bytes | memoryview):
            return base64.b64encode(value).decode()
        if hasattr(value, "to_text"):  # pgvector's bits
            return value.to_text()
        return super().default(value)


def write_export(user: User, file, on_progress: Callable[[int, int], None]) -> dict[str, int]:
    """Write the zip to a binary file; `on_progress(done, total)` counts rows and pictures. Returns how many rows of each kind.

    A picture that is deleted meanwhile is left out; its row names it all the same.
    """
    counts = personal_data.counts_of(user)
    total = sum(counts.values()) + sum(counts[kind.key] * len(kind.file_fields) for kind in personal_data.kinds())
    done = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, translation.override(user.language):
        archive.writestr("README.txt", _readme(user, counts))
        archive.writestr("contents.json", json.dumps({"format": 1, "made_at": timezone.now().isoformat(), "counts": counts}, indent=1))
        for kind in personal_data.kinds():
            for step in (_write_rows(archive, kind, user), _write_files(archive, kind, user)):
                for _one in step:
                    done += 1
                    if done % AT_ONCE == 0:
                        on_progress(done, total)
    on_progress(done, total)
    return counts


def _readme(user, counts):
    kinds = [(kind, counts[kind.key]) for kind in personal_data.kinds()]
    return render_to_string("accounts/export_readme.txt", {"user": user, "kinds": kinds, "at": timezone.now()})


def _columns(kind: Kind) -> dict[str, str]:
    """Columns' names in the export by what the database is asked for: people by username, since numbers mean nothing elsewhere."""
    columns = {}
    for column in kind.model_class._meta.concrete_fields:
        if column.name not in kind.withheld:
            columns[f"{column.name}__username" if column.related_model is User else column.attname] = column.name
    return columns


def _write_rows(archive, kind, user):
    columns = _columns(kind)
    with archive.open(f"{kind.key}.json", "w", force_zip64=True) as entry:
        before = b"[\n"
        for row in kind.rows(user).values_list("pk", *columns).iterator(AT_ONCE):
            pk, *values = row
            named = dict(zip(columns.values(), values, strict=True))
            for name in kind.file_fields:
                named[name] = _path(kind, name, pk, named[name]) if named[name] else ""
            entry.write(before + json.dumps(named, cls=Encoder, ensure_ascii=False).encode())
            before = b",\n"
            yield
        entry.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _write_files(archive, kind, user):
    if not kind.file_fields:
        return
    for pk, *names in kind.rows(user).values_list("pk", *kind.file_fields).iterator(AT_ONCE):
        for field, name in zip(kind.file_fields, names, strict=True):
            if name:
                _copy(archive, name, _path(kind, field, pk, name))
            yield


def _copy(archive, name, path):
    try:
        source = default_storage.open(name)
    except FileNotFoundError:
        return
    entry = zipfile.ZipInfo(path, timezone.now().timetuple()[:6])  # stored as it is: pictures are compressed already
    with source, archive.open(entry, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)


def _path(kind, field, pk, name):
    """Where a stored file goes in the zip: its row's key tells whose it is."""
    return f"{kind.folder}/{pk}-{field}{PurePosixPath(name).suffix}"
