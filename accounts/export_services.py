"""Exports: asked for, prepared in the background, one at a time, kept for a week."""

import secrets
import tempfile
from datetime import timedelta
from functools import partial

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts import jobs, limits
from accounts.export_writer import write_export
from accounts.models import DataExport, User
from accounts.services import delete_files

KEPT = timedelta(days=7)
SILENT = timedelta(seconds=30)  # without a sign of life the server that was at it has stopped; jobs' retries reach further
MOST_ATTEMPTS = 3
State = DataExport.State


class _Gone(Exception):
    """The export was deleted, with its account, or taken over meanwhile."""


class _AtWork(Exception):
    """Another worker gave a sign of life lately. It may be the one that was killed, so the job looks again later."""


def start_export(*, user: User) -> DataExport:
    """Have an export prepared; the one that is being prepared already is returned as it stands.

    Raises:
        accounts.limits.TooOften.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two clicks at once make one export
        running = user.data_exports.filter(state__in=DataExport.OPEN).first()
        if running:
            return running
        limits.spend(user=user, action="export")
        export = DataExport.objects.create(owner=user)
        jobs.enqueue(prepare_export, export_id=str(export.pk))
    return export


def _give_up(*, export_id: str) -> None:
    lively = Q(state=State.RUNNING, seen_at__gte=timezone.now() - SILENT)
    DataExport.objects.filter(pk=export_id, state__in=DataExport.OPEN).exclude(lively).update(state=State.FAILED)


@jobs.job(time_limit_s=1800, given_up=_give_up)
def prepare_export(*, export_id: str) -> None:
    """Write the zip, unless it is done, gone, or another worker is at it."""
    attempt = _claim(export_id)
    if attempt is None:
        if DataExport.objects.filter(pk=export_id, state=State.RUNNING).exists():
            raise _AtWork
        return
    export = DataExport.objects.select_related("owner").get(pk=export_id)
    mine = DataExport.objects.filter(pk=export_id, state=State.RUNNING, attempts=attempt)
    try:
        # On the disk from the start: the memory stays small whatever the size.
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            write_export(export.owner, file, partial(_note_progress, mine))
            _keep(mine, file)
    except _Gone:
        return
    except Exception:
        mine.update(state=State.WAITING)  # the job's own retry takes it up again
        raise


def _claim(export_id: str) -> int | None:
    """Take the export on: the number of the attempt, or None where there is nothing to do."""
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, seen_at__lt=timezone.now() - SILENT)
    chosen = DataExport.objects.filter(free, pk=export_id)
    changes = {"state": State.RUNNING, "attempts": F("attempts") + 1, "seen_at": timezone.now(), "done": 0}
    if not chosen.update(**changes):
        return None
    return DataExport.objects.values_list("attempts", flat=True).get(pk=export_id)


def _note_progress(mine: QuerySet, done: int, total: int) -> None:
    if not mine.update(done=done, total=total, seen_at=timezone.now()):
        raise _Gone


class _Breathing(File):
    """A file that gives signs of life while it is copied: gigabytes take longer than SILENT."""

    def __init__(self, file, breathe):
        super().__init__(file)
        self._breathe = breathe

    def chunks(self, chunk_size=None):
        for number, chunk in enumerate(super().chunks(2**20)):
            if number % 64 == 0:
                self._breathe()
            yield chunk


def _keep(mine: QuerySet, file) -> None:
    size = file.tell()
    file.seek(0)
    name = secrets.token_hex(16)
    name = default_storage.save(f"exports/{name[:2]}/{name}.zip", _Breathing(file, lambda: mine.update(seen_at=timezone.now())))
    changes = {"state": State.READY, "file": name, "size": size, "expires_at": timezone.now() + KEPT}
    if not mine.update(**changes):
        delete_files([name])
        raise _Gone
    export = DataExport.objects.get(file=name)
    delete_exports(exports=DataExport.objects.filter(owner=export.owner_id).exclude(pk=export.pk))  # the newest says it all


def revive_exports(*, exports: QuerySet | None = None) -> None:
    """Start again what a stopped server left half done; what was tried often enough has failed."""
    quiet = (DataExport.objects.all() if exports is None else exports).filter(
        state__in=DataExport.OPEN, seen_at__lt=timezone.now() - SILENT
    )
    quiet.filter(attempts__gte=MOST_ATTEMPTS).update(state=State.FAILED)
    for pk in quiet.values_list("pk", flat=True):
        jobs.enqueue(prepare_export, export_id=str(pk))


def delete_exports(*, exports: QuerySet) -> int:
    """Delete exports, their files once the rows are gone for certain; how many there were."""
    with transaction.atomic():
        chosen = list(exports.select_for_update().values_list("pk", "file"))
        DataExport.objects.filter(pk__in=[pk for pk, _name in chosen]).delete()
        transaction.on_commit(lambda: delete_files(name for _pk, name in chosen if name))
    return len(chosen)


def delete_expired_exports() -> int:
    """What nobody may fetch any more; how many there were."""
    failed = Q(state=State.FAILED, seen_at__lt=timezone.now() - KEPT)
    return delete_exports(exports=DataExport.objects.filter(failed | Q(expires_at__lt=timezone.now())))
