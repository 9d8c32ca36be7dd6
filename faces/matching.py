"""Who is nearest to a probe: search in PostgreSQL, then the samples of each person vote.

A search sees the user's own gallery and those who let everyone on this site recognise them, nobody else.
"""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.db.models import F, FloatField, Min, Value
from django.db.models.functions import Cast
from pgvector.django import L2Distance

from accounts.models import User
from faces.models import Correction, FaceSample, Person
from ml_models import face_embedder, presets

# Up to this many samples every one is compared; past it the HNSW index is quicker. Measured by bench.gallery_search.
EXACT = 4_000
NEIGHBOURS = 64  # samples that vote
MOST_SAMPLES = 30  # of a person, so that the neighbours are of three people at least
VOTES = 3  # samples of a person, the nearest ones
# The index is asked on until it has proposed enough rows that pass the filter. It alone gives the order: the planner, which
# does not know how cheaply, might rather sort the whole gallery.
WITH_INDEX = "SET LOCAL hnsw.ef_search = 200; SET LOCAL hnsw.iterative_scan = strict_order; SET LOCAL enable_sort = off"
ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person near the probe: `distance` to their nearest sample, `sample_id`; and `voted`, how far all of theirs together say."""

    person: Person
    name: str
    distance: float
    voted: float
    sample_id: UUID


@dataclass(frozen=True, slots=True)
class Identification:
    """Who a face is, or nobody.

    Attributes:
        match: the person, or None for unknown.
        reason: why unknown: "empty_gallery", "nobody_near" or "too_close" (two people are about as near); otherwise "".
        distance: to the nearest person, or None without one; `threshold`: which it must not exceed.
        margin: how much further the second person is by vote, or None without one; `wanted_margin`: which it must reach.
        alternatives: the other people near, in the order of the vote.
    """

    match: Candidate | None
    reason: str
    distance: float | None
    threshold: float
    margin: float | None
    wanted_margin: float
    alternatives: tuple[Candidate, ...]


class Thresholds(NamedTuple):
    """The distance up to which two faces are one person's, the margin by which a second person must be further, and how
    often, as measured, two people's faces are within the distance all the same."""

    distance: float
    margin: float
    false_match_rate: float

    @property
    def pairs_per_false_match(self) -> int:
        return round(1 / self.false_match_rate)


def thresholds() -> Thresholds:
    """Those of the preset in use."""
    values = presets.load(face_embedder.PRESET).thresholds
    return Thresholds(values["distance"], values["margin"], values["false_match_rate"])


def identify(probe: np.ndarray, user: User) -> Identification:
    """Whose face an embedding, float32 (128,), of the present preset is."""
    threshold, wanted, _ = thresholds()
    candidates = _settled(_candidates(probe, user, threshold), user, threshold, wanted)
    if not candidates:
        return Identification(None, "empty_gallery", None, threshold, None, wanted, ())
    best, others = candidates[0], tuple(candidates[1:])
    margin = others[0].voted - best.voted if others else None
    known = {"distance": best.distance, "threshold": threshold, "margin": margin, "wanted_margin": wanted}
    if best.distance > threshold:
        return Identification(None, "nobody_near", alternatives=tuple(candidates[:ALTERNATIVES]), **known)
    if margin is not None and margin < wanted:
        return Identification(None, "too_close", alternatives=tuple(candidates[:ALTERNATIVES]), **known)
    return Identification(best, "", alternatives=others[:ALTERNATIVES], **known)


def find_twin(probe: np.ndarray, owner: User, person: Person) -> Candidate | None:
    """Another person of the owner's gallery whose face this might be, if one is as near as the threshold asks."""
    threshold = thresholds().distance
    found = _candidates(probe, owner, threshold)
    others = [twin for twin in found if twin.person.owner_id == owner.pk and twin.person.pk != person.pk and twin.distance <= threshold]
    return min(others, key=lambda twin: twin.distance, default=None)


def _candidates(probe, user, threshold) -> list[Candidate]:
    """People near the probe in the order of the vote, without those whom a correction rules out."""
    own, shown = FaceSample.objects.owned_by(user), FaceSample.objects.filter(is_shown=True).exclude(owner=user)
    found = [*nearest(own, probe), *nearest(shown, probe)]
    votes: dict[UUID, list[tuple[float, UUID]]] = {}
    for person_id, sample_id, distance in found:
        votes.setdefault(person_id, []).append((distance, sample_id))
    people = Person.objects.consented().select_related("linked_user").in_bulk(list(votes))
    ruled_out = _ruled_out({pk: votes[pk][0][0] for pk in people}, probe)
    candidates = []
    for pk, person in people.items():
        distance, sample_id = votes[pk][0]
        is_own = person.owner_id == user.pk
        # What strangers agreed to is to be recognised, not to be listed beside every face.
        if pk not in ruled_out and (is_own or distance <= threshold):
            name = person.name if is_own else person.linked_user.name
            candidates.append(Candidate(person, name, distance, _voted([distance for distance, _ in votes[pk]]), sample_id))
    return sorted(candidates, key=lambda candidate: candidate.voted)


def _settled(candidates: list[Candidate], user: User, threshold: float, wanted: float) -> list[Candidate]:
    """Where one of the user's own people is near enough, whoever else shows such a face to everyone makes no doubt of it.

    It may well be the same person, who has an account here, or somebody who wants to be taken for them. Only one who is
    nearer by the margin, and not the account of the own person, is another one.
    """
    near = [candidate for candidate in candidates if candidate.person.owner_id == user.pk and candidate.distance <= threshold]
    if not near:
        return candidates
    accounts = {candidate.person.linked_user_id for candidate in near}

    def is_another(candidate):
        return candidate.person.linked_user_id not in accounts and near[0].voted - candidate.voted >= wanted

    return [candidate for candidate in candidates if candidate.person.owner_id == user.pk or is_another(candidate)]


def _voted(distances: list[float]) -> float:
    """How far a person is by the distances of their samples, nearest first: half by the nearest, half by the mean of a few.

    So one sample that came to the wrong person is outvoted by the right one's, and a face seen from the side is still
    known by the one sample from that side. It decides between people; whether anybody is near enough, the nearest sample
    does, for which the threshold was calibrated. With one sample each it is that sample's distance.
    """
    return float((distances[0] + np.mean(distances[:VOTES])) / 2)


def nearest(samples, probe: np.ndarray, count: int = NEIGHBOURS) -> list[tuple[UUID, UUID, float]]:
    """The nearest of these samples, of the present preset: (person, sample, distance), nearest first.

    A few thousand rows are compared one by one, which is exact; of more the HNSW index proposes (Malkov and
    Yashunin 2016, arXiv:1603.09320), and is asked on until enough of its proposals are among `samples`.
    """
    samples = samples.filter(preset=face_embedder.PRESET).order_by()
    ranked = samples.annotate(distance=L2Distance("embedding", probe)).values_list("person_id", "pk", "distance")
    known = samples[: EXACT + 1].count()
    if known == 0:
        return []
    if known <= EXACT:
        # Not the operator alone, which would call for the index.
        return list(ranked.order_by(F("distance") + Value(0.0))[:count])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WITH_INDEX)
        rows = list(ranked.order_by("distance")[:count])
        cursor.execute("SET LOCAL enable_sort = on")  # where this is part of a longer transaction
    return rows


def _ruled_out(distances: dict[UUID, float], probe: np.ndarray) -> set[UUID]:
    """People of whom somebody said "not this person" about a face that is nearer to the probe than their own samples."""
    corrections = Correction.objects.filter(person__in=distances, preset=face_embedder.PRESET).order_by()
    said = corrections.values("person").annotate(distance=Min(Cast(L2Distance("embedding", probe), FloatField())))
    return {row["person"] for row in said if row["distance"] < distances[row["person"]]}
