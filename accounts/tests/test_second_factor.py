"""The second factor of staff: asked for in the admin, good once, replaced by paper, nobody else's business."""

import time

import pytest
from django.contrib.auth.models import Permission
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import two_step_services as services

pytestmark = pytest.mark.django_db
PAGE = "/profile/two-step/"


def code_of(device, steps=0):
    counter = TOTP(device.bin_key)
    counter.time = time.time() + 30 * steps
    return f"{counter.token():06d}"


@pytest.fixture
def device(charlie):
    services.begin_setup(user=charlie)
    device, codes = services.confirm_setup(user=charlie, code=code_of(TOTPDevice.objects.get(), -1))
    TOTPDevice.objects.update(drift=0)
    device.refresh_from_db()
    device.backup = codes
    return device


def test_it_works(client, charlie):
    """Set up by a page, then the admin asks for a code in each new session."""
    client.force_login(charlie)
    assert client.get("/admin/").status_code == 200
    page = client.get(PAGE).content.decode()
    assert "data:image/svg+xml" in page
    answer = client.post(f"{PAGE}?next=/admin/", {"code": code_of(TOTPDevice.objects.get())})
    assert len(answer.context["codes"]) == services.BACKUP_CODES
    assert client.get("/admin/").status_code == 200

    client.logout()
    client.force_login(charlie)
    answer = client.get("/admin/accounts/user/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{PAGE}?next=/admin/accounts/user/"
    assert client.post(f"{PAGE}?next=/admin/accounts/user/", {"code": code_of(TOTPDevice.objects.get(), 1)}).url == "/admin/accounts/user/"
    assert client.get("/admin/accounts/user/").status_code == 200


def test_staff_without_one_are_let_in_unless_it_is_required(client, charlie, settings):
    client.force_login(charlie)
    assert client.get("/admin/").status_code == 200
    settings.STAFF_TOTP = "required"
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == f"{PAGE}?next=/admin/"


@pytest.mark.parametrize("name", ["alice", "nobody"])
def test_it_is_a_matter_of_staff(client, alice, name):
    if name == "alice":
        client.force_login(alice)
    assert client.get(PAGE).status_code == (404 if name == "alice" else 302)
    assert client.get(f"{PAGE}remove/").status_code == (404 if name == "alice" else 302)
    assert client.get("/admin/login/").status_code == (403 if name == "alice" else 302)


def test_a_code_is_good_once(charlie, device):
    assert services.verify_code(user=charlie, code=code_of(device)) == device
    assert services.verify_code(user=charlie, code=code_of(device)) is None


def test_a_backup_code_is_good_once_and_is_not_kept(charlie, device):
    backup = device.backup[0]
    assert not StaticToken.objects.filter(token=backup).exists()
    assert services.verify_code(user=charlie, code=f"{backup[:4]}-{backup[4:8]}-{backup[8:]}".upper()) == device
    assert services.verify_code(user=charlie, code=backup) is None
    assert StaticToken.objects.count() == services.BACKUP_CODES - 1


def test_who_guesses_waits(client, charlie, device):
    client.force_login(charlie)
    for _attempt in range(3):
        assert client.post(PAGE, {"code": "000000"}).status_code == 200
    assert services.verify_code(user=charlie, code=code_of(device)) is None  # even the right one, for some seconds
    answers = [client.post(PAGE, {"code": "000000"}).status_code for _attempt in range(8)]
    assert 429 in answers


def test_another_person_s_code_opens_nothing(client, charlie, device, make_person):
    dana = make_person("dana", is_staff=True)
    services.begin_setup(user=dana)
    own = TOTPDevice.objects.get(user=dana)
    assert services.confirm_setup(user=dana, code=code_of(own))
    assert services.verify_code(user=charlie, code=code_of(own, 1)) is None


def test_removing_takes_a_code(client, charlie, device):
    client.force_login(charlie)
    client.post(f"{PAGE}remove/", {"code": "1"})
    assert services.device_of(charlie)
    TOTPDevice.objects.update(throttling_failure_count=0)
    client.post(f"{PAGE}remove/", {"code": code_of(device)})
    assert services.device_of(charlie) is None


def test_another_app_ends_what_the_former_opened_and_its_paper(client, charlie, device):
    """A phone was stolen: neither a session that showed its code nor the codes beside it are good any more."""
    client.force_login(charlie)
    client.post(PAGE, {"code": code_of(device)})
    assert client.get("/admin/").status_code == 200
    services.begin_setup(user=charlie)
    _new, codes = services.confirm_setup(user=charlie, code=code_of(TOTPDevice.objects.get(confirmed=False)))
    assert client.get("/admin/").status_code == 302
    assert services.verify_code(user=charlie, code=device.backup[0]) is None
    assert StaticToken.objects.count() == len(codes)


def test_only_a_superuser_takes_a_colleagues_second_factor_away(client, charlie, device, make_person):
    dana = make_person("dana", is_staff=True)
    dana.user_permissions.set(Permission.objects.filter(content_type__app_label="otp_totp"))
    client.force_login(dana)
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 200
    assert client.post(f"/admin/otp_totp/totpdevice/{device.pk}/delete/", {"post": "yes"}).status_code == 403
    assert services.device_of(charlie)


def test_it_sends_nobody_to_another_site(client, charlie, device):
    client.force_login(charlie)
    assert client.post(f"{PAGE}?next=https://evil.example/", {"code": code_of(device)}).url == PAGE


def test_nobody_reads_a_secret_in_the_admin(client, charlie, device):
    client.force_login(charlie)
    client.post(PAGE, {"code": code_of(device)})
    for address in ("/admin/otp_totp/totpdevice/", f"/admin/otp_totp/totpdevice/{device.pk}/change/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert device.key not in answer.content.decode()
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404
