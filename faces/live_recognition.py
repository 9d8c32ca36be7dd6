"""Who is before the camera: a stream's faces, looked at now and then, and named by vote.

`look` runs in a live thread; everything else reads or writes the database and runs in a thread for that.
"""

import time
from functools import partial
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import require_consent
from accounts.models import User
from accounts.refused import Refused
from faces import check_in_services, crops, live_faces, matching, recognition, sample_services
from faces.models import CheckInSession, Person
from faces.votes import Ballot, TrackVotes, most_overdue
from ml_models import face_embedder
from ml_models.results import TrackedFace

NOT_ASKED = {"cut_off", "too_small", "turned_away"}  # such faces are not looked up: the threshold was not measured on them
Messages = list[tuple[str, dict]]


class Known(NamedTuple):
    """Somebody whom this stream has named: only one's own people have an id for the page."""

    name: str
    is_own: bool


class Recognition:
    """One stream's faces."""

    def __init__(self, user: User, session: CheckInSession | None = None):
        self.user, self.session = user, session
        self.tracks: dict[int, TrackVotes] = {}
        self.people: dict[UUID, Known] = {}
        self.noted, self.checked_in = set(), set()
        self.is_asking = False

    def describe(self) -> dict:
        return {"mode": "recognise", "check_in": self.session and str(self.session.pk)}

    def look(self, image: np.ndarray, faces: list[TrackedFace], now: float) -> tuple[dict, partial | None]:
        """What to show of this frame, and a job for the database, if a face's turn has come. At most one embedding a frame."""
        before = self.tracks
        # Whoever was out of sight is looked at anew, even if the tracker holds it to be the same face.
        self.tracks = {face.id: before.get(face.id) or TrackVotes() for face in faces}
        job = None if self.is_asking else self._job(image, faces, now)
        return {"mode": "recognise", "faces": [self._face(face) for face in faces]}, job

    def _job(self, image, faces, now):
        turn = most_overdue(list(self.tracks.items()), now)
        if turn is None:
            return None
        votes = self.tracks[turn]
        seen = live_faces.look(image, next(face for face in faces if face.id == turn))
        votes.crop = (seen.chip, seen.facts)
        if seen.facts.fault in NOT_ASKED:
            votes.due_s = now + 0.5
            return None
        self.is_asking = True
        return partial(self._ask, votes, face_embedder.embed_chip(seen.chip), seen.chip)

    def _face(self, face):
        votes = self.tracks[face.id]
        verdict = votes.verdict
        known = self.people.get(verdict.person)
        state = "looking" if verdict.person and not known else verdict.state
        fault = votes.crop[1].fault if votes.crop else ""
        shown = {"id": face.id, "box": live_faces.box(face), "state": state, "fault": fault}
        if known and state == "known":
            person = str(verdict.person) if known.is_own else None
            shown |= {"person": person, "name": known.name, "score": round(max(0.0, 1 - verdict.distance), 3)}
        return shown

    def _ask(self, votes, probe, chip) -> Messages:
        try:
            require_consent(self.user, FACE_RECOGNITION)
            match = matching.identify(probe, self.user).match
            if match is None:
                votes.cast(Ballot(None), time.monotonic())
                return []
            person = match.person
            self.people = {**self.people, person.pk: Known(match.name, person.owner_id == self.user.pk)}
            votes.cast(Ballot(person.pk, match.distance), time.monotonic())
            return self._note(match, chip) if votes.verdict.person == person.pk else []
        finally:
            self.is_asking = False

    def _note(self, match, chip) -> Messages:
        """A person was recognised: their sample was of use, and they came, if that is being noted."""
        if match.sample_id not in self.noted:
            self.noted.add(match.sample_id)
            recognition.note_use(sample_ids=[match.sample_id])
        person, session = match.person, self.session
        if session is None or person.owner_id != self.user.pk or person.pk in self.checked_in:
            return []
        entry = check_in_services.check_in(user=self.user, session=session, person=person, crop=crops.encode(chip), distance=match.distance)
        self.checked_in.add(person.pk)
        if entry is None:
            return []
        at = entry.created_at.isoformat(timespec="seconds")
        return [("checked_in", {"person": str(person.pk), "name": match.name, "at": at, "picture": entry.snapshot_url})]

    def check(self) -> None:
        """Whoever is gone, or may not be recognised any more, is not named any more; a new name is shown."""
        asked = list(self.people)
        if not asked:
            return
        allowed = (
            Person.objects.consented().filter(Q(owner=self.user) | Q(is_recognisable=True), pk__in=asked).select_related("linked_user")
        )
        people = {}
        for person in allowed:
            is_own = person.owner_id == self.user.pk
            people[person.pk] = Known(person.name if is_own else person.linked_user.name, is_own)
        gone = set(asked) - set(people)
        self.people = {**{pk: known for pk, known in self.people.items() if pk not in gone}, **people}
        for votes in list(self.tracks.values()):
            votes.void(gone)

    def follow(self, message: dict) -> Messages:
        """ "pick": the face's crop, signed, for a form that enrols it. "correct": it is not who it is said to be.

        Raises:
            Refused; Person.DoesNotExist; accounts.consent_services.ConsentRequired.
        """
        votes = self.tracks.get(message.get("track")) if isinstance(message.get("track"), int) else None
        actions = {"pick": self._pick, "correct": self._correct}
        if message["type"] not in actions:
            raise Refused("bad_message", _("This message is not understood here."))
        if votes is None or not votes.crop:
            raise Refused("no_such_face", _("This face is not in view any more."))
        require_consent(self.user, FACE_RECOGNITION)
        return actions[message["type"]](message["track"], votes)

    def _pick(self, track, votes) -> Messages:
        chip, facts = votes.crop
        if facts.fault:
            raise Refused(facts.fault, str(sample_services.FAULTS[facts.fault]))
        jpeg = crops.encode(chip)
        return [("picked", {"track": track, "picture": crops.data_url(jpeg), "crop": crops.sign(self.user, jpeg, facts)})]

    def _correct(self, track, votes) -> Messages:
        verdict = votes.verdict
        if verdict.state != "known":
            raise Refused("no_such_face", _("This face is not in view any more."))
        person = Person.objects.owned_by(self.user).get(pk=verdict.person)
        sample_services.correct(user=self.user, person=person, crop=crops.encode(votes.crop[0]))
        votes.ballots, votes.due_s = (), 0.0
        return [("corrected", {"track": track, "person": str(person.pk), "name": person.name})]
