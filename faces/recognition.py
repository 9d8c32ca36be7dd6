"""Recognising the faces of photos. The photos are not kept."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import require_consent
from accounts.models import User
from faces import matching
from faces.matching import Identification
from faces.models import FaceSample
from faces.reading import ReadFace, ReadPhoto, read_photo
from ml_models import face_embedder
from ml_models.face_analyzer import NoFace


@dataclass(frozen=True, slots=True, eq=False)
class IdentifiedPhoto:
    """A photo and who is in it: each face, largest first, with what was made of it."""

    photo: ReadPhoto
    found: tuple[tuple[ReadFace, Identification], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Verification:
    """Whether two photos show one person. `faces`: the largest of each."""

    distance: float
    threshold: float
    faces: tuple[ReadFace, ReadFace]

    @property
    def is_same(self) -> bool:
        return self.distance <= self.threshold


def identify_photo(*, user: User, data: bytes) -> IdentifiedPhoto:
    """Who is in a photo.

    Raises:
        accounts.consent_services.ConsentRequired; ml_models.images.InvalidImage; ml_models.runtime.Busy.
    """
    require_consent(user, FACE_RECOGNITION)
    photo = read_photo(data)
    found = tuple((face, matching.identify(face.embedding, user)) for face in photo.faces)
    note_use(sample_ids=[result.match.sample_id for _, result in found if result.match])
    return IdentifiedPhoto(photo, found)


def verify_photos(*, user: User, first: bytes, second: bytes) -> Verification:
    """Compare the largest face of one photo with the largest of another.

    Raises:
        ml_models.face_analyzer.NoFace; accounts.consent_services.ConsentRequired; ml_models.images.InvalidImage; ml_models.runtime.Busy.
    """
    require_consent(user, FACE_RECOGNITION)
    faces = [next(iter(read_photo(data).faces), None) for data in (first, second)]
    if None in faces:
        raise NoFace("photo")
    distance = float(face_embedder.distance(faces[0].embedding, faces[1].embedding))
    return Verification(distance, matching.thresholds().distance, tuple(faces))


def note_use(*, sample_ids: list[UUID]) -> None:
    """Remember that these samples were of use, to the day: unused ones are deleted in the end."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(days=1))
    if sample_ids:
        FaceSample.objects.filter(stale, pk__in=sample_ids).update(last_used_at=now)
