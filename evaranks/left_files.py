"""Files that no row names: what a process was writing when it was killed, before its row was there. People's pictures, so they go."""

import itertools
import time

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
    """Delete files older than `age_s` that no row names; how many there were."""
    until, deleted = time.time() - age_s, 0
    old = (name for name, changed_at in default_storage.files() if changed_at < until)
    while batch := set(itertools.islice(old, BATCH)):
        for model, field in file_fields():
            batch -= set(model._base_manager.filter(**{f"{field}__in": batch}).values_list(field, flat=True))
        for name in batch:
            default_storage.delete(name)
        deleted += len(batch)
    return deleted
