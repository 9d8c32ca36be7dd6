import base64
import hashlib
import hmac
import json
import time

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from accounts import services, social_services
from accounts.models import DataDeletion, User

pytestmark = pytest.mark.django_db
SECRET = "client-secret"
DELETE, DEAUTHORISE = "/sign-in/facebook/data-deletion/", "/sign-in/facebook/deauthorize/"


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed(secret=SECRET, **changes):
    data = {"algorithm": "HMAC-SHA256", "user_id": "1234567", "issued_at": int(time.time()), **changes}
    payload = encode(json.dumps({key: value for key, value in data.items() if value is not None}).encode())
    return encode(hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest()) + "." + payload


@pytest.fixture(autouse=True)
def _facebook(settings):
    settings.SIGN_IN_KEYS = {"facebook": ("client-id", SECRET)}


@pytest.fixture
def dana():
    user, _link = social_services.create_account(name="Dana", email="dana@example.com", provider="facebook", uid="1234567")
    return user


def test_it_works(dana, alice, client):
    """Without cookies, without a CSRF token: Facebook's servers have neither."""
    answer = Client(enforce_csrf_checks=True).post(DELETE, {"signed_request": signed()}).json()
    assert list(User.objects.all()) == [alice]

    assert answer["confirmation_code"].isalnum()
    assert answer["url"] == f"http://testserver/privacy/deletions/{answer['confirmation_code']}/"
    page = client.get(answer["url"])
    assert "The account and everything in it" in page.content.decode()
    assert str(DataDeletion.objects.get().created_at.year) in page.content.decode()
    assert not any(word in page.content.decode() for word in ("1234567", "dana"))


def test_the_files_of_the_account_go_too(dana, picture, django_capture_on_commit_callbacks, client):
    services.change_avatar(user=dana, avatar=services.develop_avatar(picture("astronaut")))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(DELETE, {"signed_request": signed()})
    assert not default_storage.exists(dana.avatar.name)


@pytest.mark.parametrize("other", ["password", "link"])
def test_an_account_with_another_way_in_stays(dana, client, other):
    if other == "password":
        dana.set_password("a good pass phrase")
        dana.save()
    else:
        social_services.link_identity(user=dana, provider="kakao", uid="1234567")
    answer = client.post(DELETE, {"signed_request": signed()}).json()
    assert User.objects.get() == dana
    assert not dana.social_auth.filter(provider="facebook").exists()
    assert "The link to the provider" in client.get(answer["url"]).content.decode()


def test_somebody_unknown_gets_a_receipt_too(alice, client):
    social_services.link_identity(user=alice, provider="kakao", uid="1234567")
    answer = client.post(DELETE, {"signed_request": signed()}).json()
    assert "Nothing" in client.get(answer["url"]).content.decode()
    assert alice.social_auth.exists()


@pytest.mark.parametrize("address", [DELETE, DEAUTHORISE])
@pytest.mark.parametrize(
    "request_text",
    [
        "",
        ".",
        "x.y",
        "no dot",
        "a.b.c",
        "é.é",
        "A" * 5000 + "." + "A" * 5000,
        signed("another secret"),
        signed()[1:],
        signed().split(".")[0] + "." + signed(user_id="7654321").split(".")[1],
        "." + signed().split(".")[1],
        signed(algorithm="none"),
        signed(algorithm=None),
        signed(issued_at=int(time.time()) - 100_000),
        signed(issued_at=int(time.time()) + 100_000),
        signed(issued_at=None),
        signed(issued_at=True),
        signed(user_id=None),
        signed(user_id=1234567),
        signed(user_id=""),
        signed(user_id=["1234567"]),
    ],
)
def test_forged_and_malformed_requests_change_nothing(dana, client, address, request_text):
    assert client.post(address, {"signed_request": request_text}).status_code == 400
    assert dana.social_auth.exists()
    assert not DataDeletion.objects.exists()


@pytest.mark.parametrize("payload", [b"[]", b"null", b"\xff", b"{", b"[" * 3000])
def test_a_signed_payload_that_is_no_table_is_malformed(dana, client, payload):
    text = encode(payload)
    signature = encode(hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).digest())
    assert client.post(DELETE, {"signed_request": f"{signature}.{text}"}).status_code == 400


def test_the_callbacks_take_posts_and_need_facebooks_keys(dana, client, settings):
    assert client.get(DELETE).status_code == 405
    assert client.get(DEAUTHORISE).status_code == 405
    settings.SIGN_IN_KEYS = {}
    assert client.post(DELETE, {"signed_request": signed("")}).status_code == 404
    assert client.post(DEAUTHORISE, {"signed_request": signed("")}).status_code == 404
    assert dana.social_auth.exists()


def test_deauthorising_unlinks(alice, client):
    social_services.link_identity(user=alice, provider="facebook", uid="1234567")
    assert client.post(DEAUTHORISE, {"signed_request": signed()}).status_code == 200
    assert not alice.social_auth.exists()


def test_deauthorising_the_only_way_in_ends_sessions_and_lets_one_come_back(dana, client):
    client.force_login(dana)
    Client().post(DEAUTHORISE, {"signed_request": signed()})
    assert client.get("/profile/").url.startswith("/login/")
    assert dana.social_auth.exists()


def test_a_code_cannot_be_guessed(client):
    assert client.get(f"/privacy/deletions/{'0' * 32}/").status_code == 404
    assert client.get("/privacy/deletions/").status_code == 404
