"""Which mode a recognition stream is in, and whether it may be there."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from accounts.consent import FACE_RECOGNITION
from accounts.consent_services import ConsentRequired, require_consent
from accounts.models import User
from accounts.refused import Refused
from accounts.sessions import person_of
from faces.guided_enrolment import Enrolment
from faces.live_recognition import Recognition
from faces.models import CheckInSession, Person

SIGNED_OUT, NO_CONSENT, GONE = 4401, 4403, 4404  # close codes


class SignedOut(ObjectDoesNotExist):
    """Nobody is signed in, or not any more."""


def admit(session_key: str | None) -> User:
    """The account of a session, if it may stream.

    Raises:
        SignedOut; accounts.consent_services.ConsentRequired.
    """
    user = person_of(session_key)
    if user is None:
        raise SignedOut
    require_consent(user, FACE_RECOGNITION)
    return user


def choose(user: User, message: dict) -> Recognition | Enrolment:
    """The mode that a configure message asks for.

    Raises:
        Refused: "invalid_mode", "not_found", "closed", "consent_outdated".
    """
    mode = message.get("mode", "recognise")
    if mode == "recognise":
        asked = message.get("check_in")
        session = None if asked is None else _own(CheckInSession.objects.filter(owner=user), asked)
        if session and session.closed_at:
            raise Refused("closed", _("This session is closed."))
        return Recognition(user, session)
    if mode == "enroll":
        person = _own(Person.objects.owned_by(user), message.get("person"))
        if person.consent_version != FACE_RECOGNITION.version:
            raise Refused("consent_outdated", _("Please confirm this person's consent first."))
        return Enrolment(user, person)
    raise Refused("invalid_mode", _("The mode is either recognise or enroll."))


def check(session_key: str | None, mode: Recognition | Enrolment) -> None:
    """Whether the stream may go on. Raises as `admit`, and what the mode's check raises."""
    admit(session_key)
    mode.check()


def _own(rows, key):
    try:
        found = rows.filter(pk=UUID(key)).first()
    except (ValueError, TypeError, AttributeError):
        found = None
    if found is None:
        raise Refused("not_found", _("This is not there, or not yours."))
    return found


def reason_to_end(error: Exception) -> tuple[str, int, str]:
    """Why a stream may not go on after `admit` or `check` raised: a code for programs, the close code, a sentence."""
    if isinstance(error, ConsentRequired):
        return "consent_required", NO_CONSENT, _("Recognising faces needs your consent.")
    if isinstance(error, SignedOut):
        return "not_authenticated", SIGNED_OUT, _("Please sign in.")
    return "not_found", GONE, _("This is not there, or not yours.")
