"""What a scheduled command does: forget faces that are of no use any more, embed kept crops anew for another network."""

from collections import Counter

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from accounts.services import delete_files
from faces import crops, reading
from faces.erasing import delete_embedded
from faces.history import note
from faces.models import AuditEntry, Correction, FaceSample
from ml_models import face_embedder

BATCH = 500


def delete_unused_samples() -> int:
    """Delete every sample that was of no use for FACE_RETENTION_DAYS, and every correction as old; how many there were."""
    return _delete(FaceSample.objects.unused(), "owner_id") + _delete(Correction.objects.unused(), "person__owner_id")


def _delete(unused: QuerySet, owner_id: str) -> int:
    number = 0
    while True:
        with transaction.atomic():
            rows = list(unused.order_by("pk").select_for_update(of=("self",)).values_list("pk", owner_id)[:BATCH])
            if not rows:
                return number
            names = delete_embedded([pk for pk, _ in rows])
            owners = Counter(owner for _, owner in rows)
            for owner, count in owners.items():
                note(AuditEntry.Action.EXPIRED, gallery=owner, actor=None, number=count)
            transaction.on_commit(lambda names=names: delete_files(names))
        number += len(rows)


def embed_again() -> int:
    """Embed, from their crops, the samples and corrections of other presets than the present one; how many there were."""
    number = 0
    for model in (FaceSample, Correction):
        others = model.objects.exclude(preset=face_embedder.PRESET).order_by("pk")
        for pk, name in list(others.values_list("pk", "crop")):
            if default_storage.exists(name):
                embedding = reading.embed_sample(crops.read(name))
                number += model.objects.filter(pk=pk).update(embedding=embedding, preset=face_embedder.PRESET)
    return number
