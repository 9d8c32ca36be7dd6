"""Reads of the gallery. Everything starts from `owned_by`, `linked_to` or `visible_to`: nobody reaches another's rows."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.consent import FACE_RECOGNITION


class PersonQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(owner=user.pk)

    def linked_to(self, user):
        """The entries, in anybody's gallery, of whom the user says: this is me."""
        return self.filter(linked_user=user.pk)

    def consented(self):
        """Those whose consent is to the present text: only they are recognised."""
        return self.filter(consent_version=FACE_RECOGNITION.version)

    def with_counts(self):
        """With `sample_count` and the id of the newest sample, `cover_id`, for lists."""
        from faces.models import FaceSample

        samples = FaceSample.objects.filter(person=OuterRef("pk"))
        # Counted row by row of the page: a join would count the whole gallery first.
        number = samples.order_by().values("person").annotate(number=Count("pk")).values("number")
        newest = samples.order_by("-created_at").values("pk")[:1]
        return self.annotate(sample_count=Coalesce(Subquery(number), 0), cover_id=Subquery(newest))


class FaceSampleQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(owner=user.pk)

    def visible_to(self, user):
        """Whose crop one may see: one's own people's, one's own face's, and staff who may look at samples all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("faces.view_facesample"):
            return self
        return self.filter(Q(owner=user) | Q(person__linked_user=user))

    def unused(self):
        """Those that recognised nobody, nor were added, within the retention time."""
        return self.annotate(used_at=Coalesce("last_used_at", "created_at")).filter(used_at__lt=_retained_since())


class CorrectionQuerySet(models.QuerySet):
    def unused(self):
        """Those that were added before the retention time: whether one is of use, nobody notes."""
        return self.filter(created_at__lt=_retained_since())


def _retained_since():
    return timezone.now() - timedelta(days=settings.FACE_RETENTION_DAYS)


class CheckInQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The owner's sessions' entries, and one's own in others' sessions."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(session__owner=user) | Q(person__linked_user=user))

    def for_lists(self):
        return self.select_related("person", "session").order_by(F("created_at").asc(), "id")
