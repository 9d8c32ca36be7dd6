"""What this app keeps about a person: their gallery, and their own face in others' galleries."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Kind

_EMBEDDING = _(
    "128 numbers that stand for how a face looks. They are biometric data: whoever had them could look for the face elsewhere, "
    "and they cannot be changed like a password. So nobody reads them, here or through the API. That each exists, since when "
    "and of which network is in the file, and the crop that it was computed from is beside it."
)
_OTHERS = _("It may be somebody else.")

KINDS = (
    Kind("people", _("People in face galleries"), "faces.Person", ("owner", "linked_user"), "faces:people"),
    Kind(
        "samples",
        _("Face samples, each with its embedding"),
        "faces.FaceSample",
        ("person__owner", "person__linked_user"),
        "faces:people",
        "faces",
        {"embedding": _EMBEDDING},
    ),
    Kind(
        "corrections",
        _("Corrections: “not this person”"),
        "faces.Correction",
        ("person__owner", "person__linked_user"),
        "faces:people",
        "corrections",
        {"embedding": _EMBEDDING},
    ),
    Kind("check_in_sessions", _("Check-in sessions"), "faces.CheckInSession", ("owner",), "faces:check-ins"),
    Kind(
        "check_ins",
        _("Check-ins"),
        "faces.CheckIn",
        ("session__owner", "person__linked_user"),
        "faces:check-ins",
        "check-ins",
    ),
    Kind(
        "face_audit",
        _("What was done in face galleries"),
        "faces.AuditEntry",
        ("gallery", "actor"),
        withheld={"gallery": _OTHERS, "actor": _OTHERS},
    ),
)

EXEMPT = {"faces.FaceSample.owner": "a copy of the person's owner, by whom samples are found"}
