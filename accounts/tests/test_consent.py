"""Consent is recorded with its version, asked again when the text changes, and taken back with everything kept under it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation

from accounts import consent, consent_services
from accounts.consent import FACE_RECOGNITION, Erasure
from accounts.models import Consent
from accounts.services import delete_account

pytestmark = pytest.mark.django_db

# Who changes a text raises its version and writes the new digest here.
TEXTS = {("face_recognition", 1): "bb1a5c2dd7c1e917"}


@pytest.fixture
def kept(monkeypatch):
    """An app that keeps one file for everybody: its name."""
    name = default_storage.save("kept.txt", ContentFile(b"something"))
    monkeypatch.setitem(consent._erasers, FACE_RECOGNITION.key, [lambda user: Erasure(Counter(samples=2), [name])])
    return name


def agree(user, purpose=FACE_RECOGNITION):
    return consent_services.give_consent(user=user, purpose=purpose, version=purpose.version)


def test_it_works(alice, bob, kept, django_capture_on_commit_callbacks):
    given = agree(alice)
    assert (given.version, given.language, given.withdrawn_at) == (1, "en", None)
    consent_services.require_consent(alice, FACE_RECOGNITION)
    with pytest.raises(consent_services.ConsentRequired):
        consent_services.require_consent(bob, FACE_RECOGNITION)

    with django_capture_on_commit_callbacks(execute=True):
        receipt = consent_services.withdraw_consent(user=alice, purpose=FACE_RECOGNITION)

    assert receipt.given_at < receipt.withdrawn_at
    assert dict(FACE_RECOGNITION.receipt(receipt.erased))["Face samples, each with its embedding"] == 2
    assert not default_storage.exists(kept)
    with pytest.raises(consent_services.ConsentRequired):
        consent_services.require_consent(alice, FACE_RECOGNITION)


def test_agreeing_twice_is_one_record(alice):
    assert agree(alice) == agree(alice)
    assert Consent.objects.count() == 1


def test_the_language_of_the_text_is_kept(alice):
    with translation.override("ko"):
        assert agree(alice).language == "ko"


def test_a_new_text_is_asked_again(alice):
    agree(alice)
    newer = replace(FACE_RECOGNITION, version=2)
    with pytest.raises(consent_services.ConsentRequired):
        consent_services.require_consent(alice, newer)
    with pytest.raises(consent_services.OutdatedText):
        consent_services.give_consent(user=alice, purpose=newer, version=1)
    agree(alice, newer)
    consent_services.require_consent(alice, newer)
    assert list(Consent.objects.open(alice, newer).values_list("version", flat=True)) == [2, 1]


def test_taking_back_ends_every_version(alice, kept):
    agree(alice)
    agree(alice, replace(FACE_RECOGNITION, version=2))
    assert consent_services.withdraw_consent(user=alice, purpose=FACE_RECOGNITION).version == 2
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    with pytest.raises(consent_services.ConsentRequired):
        consent_services.withdraw_consent(user=alice, purpose=FACE_RECOGNITION)


def test_given_again_after_it_was_taken_back_it_holds(alice):
    agree(alice)
    consent_services.withdraw_consent(user=alice, purpose=FACE_RECOGNITION)
    agree(alice)
    consent_services.require_consent(alice, FACE_RECOGNITION)
    assert Consent.objects.count() == 2


def test_the_receipt_can_be_mailed(alice, kept):
    agree(alice)
    receipt = consent_services.withdraw_consent(user=alice, purpose=FACE_RECOGNITION)
    consent_services.send_receipt(
        address=alice.email, purpose=FACE_RECOGNITION, counts=receipt.erased, at=receipt.withdrawn_at, record=receipt
    )
    (letter,) = mail.outbox
    assert letter.to == ["alice@example.com"]
    assert "Face samples, each with its embedding: 2" in letter.body
    assert "version 1" in letter.body


def test_the_receipt_says_its_moments_in_the_zone_that_it_names(alice, kept, settings):
    settings.TIME_ZONE = "Asia/Seoul"
    agree(alice)
    record = consent_services.withdraw_consent(user=alice, purpose=FACE_RECOGNITION)
    record.given_at = datetime(2026, 5, 19, 3, 4, tzinfo=UTC)
    at = datetime(2026, 5, 20, 16, 30, tzinfo=UTC)
    consent_services.send_receipt(address=alice.email, purpose=FACE_RECOGNITION, counts={}, at=at, record=record)
    assert "May 20, 2026, 4:30 p.m. (UTC)" in mail.outbox[0].body
    assert "May 19, 2026, 3:04 a.m." in mail.outbox[0].body


def test_deleting_the_account_erases_the_same(alice, kept, django_capture_on_commit_callbacks):
    agree(alice)
    with django_capture_on_commit_callbacks(execute=True):
        receipt = delete_account(user=alice)
    assert not default_storage.exists(kept)
    assert receipt.counts == {"account": 1, "consents": 1, "files": 1}
    assert not Consent.objects.exists()


@pytest.mark.parametrize("purpose", consent.PURPOSES.values(), ids=consent.PURPOSES.keys())
def test_no_text_changes_without_its_version(purpose):
    with translation.override(None):
        text = "\n".join(f"{heading}\n{sentence}" for heading, sentence in purpose.points)
    assert sha256(text.encode()).hexdigest()[:16] == TEXTS[purpose.key, purpose.version]


def test_staff_read_the_records_and_change_none(client, charlie, alice):
    given = agree(alice)
    client.force_login(charlie)
    assert "face_recognition" in client.get("/admin/accounts/consent/").content.decode()
    assert client.post(f"/admin/accounts/consent/{given.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"/admin/accounts/user/{alice.pk}/delete/", {"post": "yes"})
    assert not Consent.objects.exists()
