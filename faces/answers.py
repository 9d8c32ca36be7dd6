"""Identifications and verifications as JSON, and the serializers that describe them in the schema."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from analysis.face_serializers import FaceBoxSerializer
from faces.matching import Candidate, Identification, thresholds
from faces.reading import ReadFace
from faces.recognition import IdentifiedPhoto, Verification
from ml_models import face_embedder

RATE_HELP = _("How often two people's faces are within the threshold, as measured; see the model card.")


class CandidateSerializer(serializers.Serializer):
    person = serializers.UUIDField(allow_null=True, help_text=_("One of your people; null for somebody who lets everyone recognise them."))
    name = serializers.CharField()
    distance = serializers.FloatField(help_text=_("Euclidean distance of embeddings, to the nearest sample."))


class IdentifiedFaceSerializer(serializers.Serializer):
    box = FaceBoxSerializer()
    score = serializers.FloatField()
    fault = serializers.CharField(help_text=_("Why it could not be enrolled, or nothing."))
    match = CandidateSerializer(allow_null=True, help_text=_("Who it is; null: unknown."))
    reason = serializers.ChoiceField(["", "empty_gallery", "nobody_near", "too_close"], help_text=_("Why it is unknown."))
    distance = serializers.FloatField(allow_null=True, help_text=_("To the nearest person."))
    margin = serializers.FloatField(allow_null=True, help_text=_("By how much the second person is further, by vote of the samples."))
    alternatives = CandidateSerializer(many=True)


class IdentificationSerializer(serializers.Serializer):
    width = serializers.IntegerField(help_text=_("Of the picture that the boxes refer to: at most 2048."))
    height = serializers.IntegerField()
    faces = IdentifiedFaceSerializer(many=True, help_text=_("Largest first."))
    threshold = serializers.FloatField(help_text=_("The distance must not exceed it."))
    wanted_margin = serializers.FloatField()
    false_match_rate = serializers.FloatField(help_text=RATE_HELP)
    preset = serializers.CharField()
    elapsed_ms = serializers.FloatField()


class VerificationSerializer(serializers.Serializer):
    is_same = serializers.BooleanField()
    distance = serializers.FloatField()
    threshold = serializers.FloatField()
    false_match_rate = serializers.FloatField(help_text=RATE_HELP)
    preset = serializers.CharField()
    elapsed_ms = serializers.FloatField()


def identification_json(identified: IdentifiedPhoto, user: User) -> dict:
    """All of IdentificationSerializer but the time."""
    limits = thresholds()
    return {
        "width": identified.photo.width,
        "height": identified.photo.height,
        "faces": [_face(face, result, user) for face, result in identified.found],
        "threshold": limits.distance,
        "wanted_margin": limits.margin,
        "false_match_rate": limits.false_match_rate,
        "preset": face_embedder.PRESET,
    }


def verification_json(verification: Verification) -> dict:
    return {
        "is_same": verification.is_same,
        "distance": round(verification.distance, 4),
        "threshold": verification.threshold,
        "false_match_rate": thresholds().false_match_rate,
        "preset": face_embedder.PRESET,
    }


def _face(face: ReadFace, result: Identification, user: User) -> dict:
    box = face.box
    return {
        "box": {"x": round(box.x, 1), "y": round(box.y, 1), "width": round(box.width, 1), "height": round(box.height, 1)},
        "score": round(face.score, 4),
        "fault": face.facts.fault,
        "match": _candidate(result.match, user) if result.match else None,
        "reason": result.reason,
        "distance": _rounded(result.distance),
        "margin": _rounded(result.margin),
        "alternatives": [_candidate(candidate, user) for candidate in result.alternatives],
    }


def _candidate(candidate: Candidate, user: User) -> dict:
    person = candidate.person
    own = str(person.pk) if person.owner_id == user.pk else None  # ids of others' galleries are nobody's business
    return {"person": own, "name": candidate.name, "distance": round(candidate.distance, 4)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
