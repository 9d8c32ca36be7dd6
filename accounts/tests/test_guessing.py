"""Who guesses passwords is slowed down, whichever way; the account's owner is not locked out by it."""

import logging

import pytest
from django.conf import settings as site
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import limits, services
from accounts.hashers import Argon2PasswordHasher
from accounts.sign_in_guard import attempt_key
from evaranks.testing import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client, username="alice", password=PASSWORD, address="203.0.113.1"):
    return client.post("/login/", {"username": username, "password": password}, REMOTE_ADDR=address)


@pytest.fixture
def few(settings):
    settings.WRITE_LIMITS = {"sign_in": [4, 3600], "sign_in_address": [8, 3600], "sign_up": [3, 3600], "password_reset": [3, 3600]}


def test_it_works(alice, few):
    """From many addresses: the account is closed to strangers, not to the device on which alice has signed in before."""
    home = Client()
    assert sign_in(home).status_code == 302
    home.post("/logout/")
    answers = [sign_in(Client(), password="wrong", address=f"203.0.113.{number}").status_code for number in range(2, 8)]
    assert answers == [200] * 3 + [429] * 3 or answers == [200] * 4 + [429] * 2
    assert sign_in(Client(), address="203.0.113.9").status_code == 429
    assert sign_in(home).status_code == 302


def test_a_known_device_may_not_guess_for_ever_either(alice, few):
    home = Client()
    sign_in(home)
    home.post("/logout/")
    assert [sign_in(home, password="wrong").status_code for _try in range(5)][-1] == 429


@pytest.mark.parametrize("cookie", ["", "forged", "eyJpZCI6IngiLCJhY2NvdW50cyI6WzFdfQ:1abcde:0123456789abcdef"])
def test_a_forged_cookie_makes_no_device_known(alice, few, cookie):
    for number in range(2, 8):
        sign_in(Client(), password="wrong", address=f"203.0.113.{number}")
    stranger = Client()
    stranger.cookies[site.DEVICE_COOKIE_NAME] = cookie
    assert sign_in(stranger, address="203.0.113.9").status_code == 429


def test_one_password_for_many_names_is_stopped_by_address(alice, bob, few):
    answers = [sign_in(Client(), f"person{number}", "wrong").status_code for number in range(12)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert sign_in(Client(), "bob", address="203.0.113.2").status_code == 302


def test_names_that_nobody_has_are_counted_like_others(few):
    answers = [sign_in(Client(), "nobody", "wrong", f"203.0.113.{number}").status_code for number in range(2, 8)]
    assert answers[0] == 200
    assert answers[-1] == 429


@pytest.mark.parametrize("typed", ["alice", "ALICE", "Alice@Example.com"])
def test_an_account_is_counted_under_one_name(alice, typed):
    assert attempt_key(None, {"username": typed}) == "alice"


def test_the_address_is_what_our_proxy_saw(alice, settings, few):
    """A client may claim any address; only the last one is our proxy's word."""
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    for number in range(12):
        forged = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{number}, 203.0.113.1"}
        answer = Client().post("/login/", {"username": f"name{number}", "password": "wrong"}, **forged)
    assert answer.status_code == 429


def test_whole_lists_of_addresses_cannot_be_asked_about(few):
    fields = {"username": "dana", "email": "alice@example.com", "password1": "x", "password2": "y"}
    assert [Client().post("/signup/", fields).status_code for _try in range(5)][-1] == 429
    assert [Client().post("/password/reset/", {"email": "alice@example.com"}).status_code for _try in range(5)][-1] == 429


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "password123",
        "Password123",
        "qwertyuiop",
        "iloveyou123",
        "evaranks2026!",
        "Eva-Ranks!1",
        "short1",
        "alice@example.com",
    ],
)
def test_bad_passwords_are_refused(alice, password):
    with pytest.raises(ValidationError):
        validate_password(password, alice)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "tröstlich-und-grün",
        "비밀번호는길어야해요",
        "a phrase of sixty-four letters and a few more " * 2,
    ],
)
def test_good_passwords_of_any_kind_will_do(alice, password):
    validate_password(password, alice)
    alice.set_password(password)
    assert alice.check_password(password)
    assert not alice.check_password(password + " ")


def test_passwords_are_kept_by_argon2id_in_nineteen_megabytes():
    hasher = Argon2PasswordHasher()
    kept = hasher.encode(PASSWORD, hasher.salt())
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept
    assert hasher.verify(PASSWORD, kept)
    assert not hasher.verify(PASSWORD + "x", kept)


def test_a_new_password_ends_all_other_sessions(alice):
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client)
    key = here.session.session_key
    new = "another fine phrase"
    here.post("/password/change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert here.get("/profile/").status_code == 200
    assert here.session.session_key != key
    assert there.get("/profile/").status_code == 302


def test_signing_in_gives_a_new_session(alice):
    client = Client()
    client.get("/login/")
    client.session["x"] = 1
    client.session.save()
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_staff_sessions_end_after_half_a_day(charlie, alice):
    staff, person = Client(), Client()
    sign_in(staff, "charlie")
    sign_in(person, "alice")
    assert staff.session.get_expiry_age() <= 12 * 3600 < person.session.get_expiry_age()


def test_signing_out_clears_the_cache(client, alice):
    client.force_login(alice)
    assert client.post("/logout/")["Clear-Site-Data"] == '"cache"'


def test_the_email_changes_with_the_password_only(client, alice):
    client.force_login(alice)
    fields = {"display_name": "Alice", "language": "en", "email": "mallory@example.com"}
    assert "current_password" in client.post("/profile/", fields).context["form"].errors
    assert "current_password" in client.post("/profile/", {**fields, "current_password": "wrong"}).context["form"].errors
    alice.refresh_from_db()
    assert alice.email == "alice@example.com"
    client.post("/profile/", {**fields, "current_password": PASSWORD})
    alice.refresh_from_db()
    assert alice.email == "mallory@example.com"


def test_who_asks_for_more_than_a_field_gets_no_more(client, alice):
    """Mass assignment: what a form does not show it does not write."""
    client.force_login(alice)
    more = {"is_staff": "on", "is_superuser": "on", "username": "root", "password": "x", "is_active": ""}
    client.post("/profile/", {"display_name": "A", "language": "en", "email": "alice@example.com", **more})
    Client().post("/signup/", {**more, "username": "dana", "email": "d@example.com", "password1": PASSWORD, "password2": PASSWORD})
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser, alice.username, alice.is_active) == (False, False, "alice", True)
    assert not type(alice).objects.filter(username="dana", is_staff=True).exists()
    assert type(alice).objects.filter(username="dana").exists()


def test_the_log_tells_who_came_in_by_number(alice, caplog):
    caplog.set_level(logging.INFO, "evaranks.security")
    client = Client()
    sign_in(client, password="wrong")
    sign_in(client)
    services.create_token(owner=alice, name="x")
    client.post("/logout/")
    events = [(line.event, line.account) for line in caplog.records if line.name == "evaranks.security"]
    assert events == [("sign_in_failed", alice.pk), ("sign_in", alice.pk), ("sign_out", alice.pk)]
    assert "alice" not in " ".join(line.getMessage() for line in caplog.records if line.name == "evaranks.security")


def test_limits_of_signing_in_are_in_the_table():
    assert {"sign_in", "sign_in_address", "sign_up", "password_reset", "code"} <= set(limits.LIMITS)


def test_the_log_tells_nothing_that_did_not_happen(alice, bob, caplog, monkeypatch):
    caplog.set_level(logging.INFO, "evaranks.security")
    token, _secret = services.create_token(owner=alice, name="x")
    client = Client(raise_request_exception=False)
    client.force_login(bob)
    assert client.post(f"/profile/tokens/{token.pk}/revoke/").status_code == 404

    def fail(form):
        raise OSError("the disk is full")

    monkeypatch.setattr(PasswordChangeForm, "save", fail)
    words = {"old_password": PASSWORD, "new_password1": "another pass phrase", "new_password2": "another pass phrase"}
    assert client.post("/password/change/", words).status_code == 500
    assert [line for line in caplog.records if line.name == "evaranks.security"] == []
