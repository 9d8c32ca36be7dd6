"""Files that must go: their names are written down with the rows' deletion, and struck out one by one as they go.

So an account with tens of thousands of pictures leaves in one short transaction, and whatever stops a server half-way,
`manage.py tidy_personal_data` goes on.
"""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import transaction

from accounts import jobs
from accounts.models import DoomedFile

AT_ONCE = 500


def doom_files(names: Iterable[str]) -> None:
    """Have these files deleted once the transaction is committed: the first AT_ONCE before anything else happens, more in a job."""
    names = list(dict.fromkeys(names))
    DoomedFile.objects.bulk_create([DoomedFile(name=name) for name in names], batch_size=1000, ignore_conflicts=True)
    transaction.on_commit(lambda: _delete_batch(names[:AT_ONCE]))
    if len(names) > AT_ONCE:
        jobs.enqueue(delete_doomed_files)


@jobs.job(time_limit_s=1800)
def delete_doomed_files() -> None:
    """Delete all that is written down."""
    after = 0
    while batch := list(DoomedFile.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "name")[:AT_ONCE]):
        _delete_batch([name for _pk, name in batch])
        after = batch[-1][0]


def _delete_batch(names):
    for name in names:
        default_storage.delete(name)  # gone already is as good
    DoomedFile.objects.filter(name__in=names).delete()
