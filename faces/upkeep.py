"""What a scheduled command does: forget samples that are of no use any more, embed kept crops anew for another network."""

from django.core.files.storage import default_storage
from django.db import transaction

from accounts.services import delete_files
from faces import crops, reading
from faces.history import note
from faces.models import AuditEntry, Correction, FaceSample
from ml_models import face_embedder

BATCH = 500


def delete_unused_samples() -> int:
    """Delete every sample that was of no use for FACE_RETENTION_DAYS; how many there were."""
    number = 0
    while True:
        with transaction.atomic():
            unused = FaceSample.objects.unused().order_by("pk").select_for_update()
            rows = list(unused.values_list("pk", "crop", "owner_id")[:BATCH])
            if not rows:
                return number
            FaceSample.objects.filter(pk__in=[pk for pk, _, _ in rows]).delete()
            owners = [owner for _, _, owner in rows]
            for owner in set(owners):
                note(AuditEntry.Action.EXPIRED, gallery=owner, actor=None, number=owners.count(owner))
            names = [name for _, name, _ in rows]
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
