"""Files that no row names: what a process was writing when it was killed, before its row was there. People's pictures, so they go."""

import itertools
import os
import time
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

AGE_S = 24 * 3600  # an upload writes its files seconds before its row; a day is certain
BATCH = 1000


def file_fields():
    """(model, name of the field) of every field that names a file."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and model._meta.managed:
                yield model, field.name


def delete_left_files(*, age_s: float = AGE_S) -> int:
    """Delete files older than `age_s` that no row names; how many there were. Only where uploads are in a folder."""
    if not hasattr(default_storage, "location"):
        return 0
    root, until, deleted = Path(default_storage.location), time.time() - age_s, 0
    paths = (Path(folder, file) for folder, _, files in os.walk(root) for file in files)
    old = (str(path.relative_to(root)) for path in paths if _is_older(path, until))
    while batch := set(itertools.islice(old, BATCH)):
        for model, field in file_fields():
            batch -= set(model._base_manager.filter(**{f"{field}__in": batch}).values_list(field, flat=True))
        for name in batch:
            default_storage.delete(name)
        deleted += len(batch)
    return deleted


def _is_older(path, until):
    try:
        return path.stat().st_mtime < until
    except FileNotFoundError:  # deleted meanwhile
        return False
