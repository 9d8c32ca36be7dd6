"""The second factor of staff: six digits that an authenticator app counts (TOTP, RFC 6238), and ten codes on paper for a lost phone.

django-otp keeps the secret, remembers which code was used, and makes who guesses wait twice as long each time.
"""

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import audit, limits
from accounts.models import User

BACKUP_CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without letters that are read as others
SESSION_KEY = "two_step"


def device_of(user: User) -> TOTPDevice | None:
    """The app that the person has set up, if any."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def is_satisfied(request) -> bool:
    """Whether this session may do what staff do: the second factor was shown in it, or none is asked for."""
    device = device_of(request.user)
    if device is None:
        return settings.STAFF_TOTP != "required"
    return request.session.get(SESSION_KEY) == device.pk


def begin_setup(*, user: User) -> TOTPDevice:
    """A secret for an app; the same one again until it is confirmed."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})[0]


def confirm_setup(*, user: User, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Take the app into service if it counts as we do; then its device and the backup codes, which nobody can read again.

    Raises:
        accounts.limits.TooOften.
    """
    limits.spend(action="code", user=user)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not device.verify_token(code):
            return None
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        StaticDevice.objects.filter(user=user).delete()
        paper = StaticDevice.objects.create(user=user, name="paper")
        codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(BACKUP_CODES)]
        for backup in codes:
            paper.token_set.create(token=_digest(backup))
    audit.note("two_step_on", user)
    return device, codes


def verify_code(*, user: User, code: str) -> TOTPDevice | None:
    """The person's device, if the code is the app's present one or a backup code, which is used up then.

    Raises:
        accounts.limits.TooOften.
    """
    limits.spend(action="code", user=user)
    with transaction.atomic():
        # Locked: the same code sent twice at once is good once.
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        paper = StaticDevice.objects.select_for_update().filter(user=user).first()
        if device is None:
            return None
        digits = code.isascii() and code.isdigit()
        is_good = device.verify_token(code) if digits else paper is not None and paper.verify_token(_digest(code))
    audit.note("two_step_passed" if is_good else "two_step_failed", user)
    return device if is_good else None


def remove_device(*, user: User) -> None:
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    audit.note("two_step_off", user)


def _digest(code):
    """Backup codes are kept as this: 64 bits keyed with our secret, so a stolen table alone tests no guess."""
    plain = code.strip().lower().replace("-", "").replace(" ", "")
    return hmac.new(settings.SECRET_KEY.encode(), plain.encode(), sha256).hexdigest()[:16]
