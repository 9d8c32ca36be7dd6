"""Enrolling before the camera: first the challenge, then a sample in each pose, about one a second.

A sample is kept as soon as it is accepted. The person can take the last one back, remove any, or cancel, which takes back
all of this sitting. `look` runs in a live thread; everything else uses the database and runs in a thread for that.
"""

from functools import partial

import numpy as np
from django.utils.translation import gettext as _

from accounts.consent import FACE_RECOGNITION
from accounts.models import User
from accounts.refused import Refused
from faces import crops, live_faces, sample_services
from faces.live_recognition import Messages
from faces.liveness import Challenge, Sight
from faces.models import FaceSample, Person
from faces.poses import POSES, advise
from ml_models import face_embedder
from ml_models.results import TrackedFace

BETWEEN_S = 1.0  # samples
HOLD_S = 0.25  # a pose is held before it is taken,
STILL = 3.0  # degrees: within so much. A head that only passes through straight ahead is no front pose
SAME_FACE = 0.5  # distance to whoever did the tasks: looser than the threshold, since poses differ, far from most others' faces
IN_MOTION = {"turned_away", "too_blurry"}  # what a task may well look like


class Enrolment:
    """One person's sitting."""

    def __init__(self, user: User, person: Person):
        self.user, self.person = user, person
        self.track, self.challenge = None, Challenge()
        self.samples: dict[str, str] = {}  # of this sitting, oldest first: id -> pose
        self.living = self.front = None  # embedding of whoever does the tasks, before them; yaw and pitch of the front pose
        self.right_since = self.held = None  # since when the pose is right, and the yaw and pitch that it began with
        self.accepted_s = -np.inf
        self.is_keeping = False

    def describe(self) -> dict:
        return {"mode": "enroll", "person": str(self.person.pk), "poses": POSES}

    @property
    def pose(self) -> str | None:
        """The one wanted now, or None when all are there."""
        counts = self._counts()
        return next((pose for pose, wanted in POSES.items() if counts[pose] < wanted), None)

    def _counts(self):
        taken = list(self.samples.values())
        return {pose: taken.count(pose) for pose in POSES}

    def look(self, image: np.ndarray, faces: list[TrackedFace], now: float) -> tuple[dict, partial | None]:
        """What to tell of this frame, and the job that keeps a sample, if it is good."""
        advice, job = "done", None
        if self.pose is not None:
            advice, job = self._guide(image, faces, now)
        boxes = [{"id": face.id, "box": live_faces.box(face)} for face in faces]
        step = self.challenge.task or self.pose or "done"
        return {"mode": "enroll", "faces": boxes, "step": step, "advice": advice, "counts": self._counts()}, job

    def _guide(self, image, faces, now):
        if len(faces) != 1:
            self.right_since = None
            return ("several_faces" if faces else "no_face"), None
        face = faces[0]
        if face.id != self.track:  # another one may have taken the place
            self.track, self.challenge, self.right_since = face.id, Challenge(), None
        seen = live_faces.look(image, face)
        task, fault = self.challenge.task, seen.facts.fault
        if fault and not (task and fault in IN_MOTION):
            self.right_since = None
            return fault, None
        if task:
            eyes, before = (seen.attributes.right_eye_ratio, seen.attributes.left_eye_ratio), self.challenge.progress
            self.challenge.see(Sight(seen.points, seen.pose.yaw, seen.pose.pitch, eyes), now)
            if self.challenge.neutral is not None and self.challenge.progress != before and not self._is_same_face(seen.chip):
                self.challenge = Challenge()
                return "another_face", None
            return ("look_ahead" if self.challenge.neutral is None else self.challenge.task or "well_done"), None
        return self._pose(seen, now)

    def _pose(self, seen, now):
        pose = self.pose
        advice = advise(pose, seen.pose.yaw, seen.pose.pitch, self.front)
        if advice:
            self.right_since = None
            return advice, None
        here = np.array([seen.pose.yaw, seen.pose.pitch])
        if self.right_since is None or np.abs(here - self.held).max() > STILL:
            self.right_since, self.held = now, here
        if self.is_keeping or now - self.right_since < HOLD_S or now - self.accepted_s < BETWEEN_S:
            return "hold", None
        if not self._is_same_face(seen.chip):
            self.accepted_s, self.challenge = now, Challenge()
            return "another_face", None
        self.accepted_s, self.is_keeping = now, True
        if self.front is None:
            self.front = (seen.pose.yaw, seen.pose.pitch)
        return "hold", partial(self._keep, pose, crops.encode(seen.chip), seen.facts)

    def _is_same_face(self, chip):
        """Whether who began the tasks also ended them, and is who is enrolled. The tracker would not notice a photo in their place."""
        embedding = face_embedder.embed_chip(chip)
        if not self.samples and self.challenge.is_fresh:
            self.living = embedding
        return self.living is None or face_embedder.distance(self.living, embedding) <= SAME_FACE

    def _keep(self, pose, crop, facts) -> Messages:
        try:
            enrolled = sample_services.enroll_sample(
                user=self.user, person=self.person, crop=crop, facts=facts, source=FaceSample.Source.CAMERA
            )
            sample, twin = enrolled.sample, enrolled.twin
            self.samples = {**self.samples, str(sample.pk): pose}
        finally:
            self.is_keeping = False
        fields = {"id": str(sample.pk), "pose": pose, "picture": sample.crop_url, "counts": self._counts()}
        fields["looks_like"] = twin and {"person": str(twin.person.pk), "name": twin.name}
        return [("sample", fields)]

    def check(self) -> None:
        """Raises Person.DoesNotExist: gone, or to be asked for consent again."""
        Person.objects.owned_by(self.user).get(pk=self.person.pk, consent_version=FACE_RECOGNITION.version)

    def follow(self, message: dict) -> Messages:
        """ "undo": the last sample; "remove": the person's one with the id `sample`; "cancel": all of this sitting.

        Raises:
            Refused: "bad_message", "no_such_sample".
        """
        kind, ids = message["type"], list(self.samples)
        chosen = {"undo": ids[-1:], "remove": [str(message.get("sample"))], "cancel": ids}.get(kind)
        if chosen is None:
            raise Refused("bad_message", _("This message is not understood here."))
        removed = self._delete(chosen)
        if not removed and kind != "cancel":
            raise Refused("no_such_sample", _("This sample is not there any more."))
        self.samples = {pk: pose for pk, pose in self.samples.items() if pk not in chosen}
        if not self.samples:
            self.front = None
        return [("removed", {"samples": removed, "counts": self._counts()})]

    def _delete(self, ids: list[str]) -> list[str]:
        """Those of the person's samples that were there, and are deleted."""
        own = FaceSample.objects.owned_by(self.user).filter(person=self.person)
        found = [str(pk) for pk in own.values_list("pk", flat=True) if str(pk) in ids]
        sample_services.delete_samples(actor=self.user, samples=found)
        return found
