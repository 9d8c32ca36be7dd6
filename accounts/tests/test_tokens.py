from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import ApiToken

pytestmark = pytest.mark.django_db
API = "/api/v1/photos/"


def call(client, secret, keyword="Token"):
    return client.get(API, headers={"authorization": f"{keyword} {secret}"})


@pytest.fixture
def secret(alice):
    return services.create_token(owner=alice, name="camera")[1]


def test_it_works(client, alice):
    client.force_login(alice)
    page = client.post("/profile/tokens/", {"name": "my script"})
    secret = page.context["secret"]
    client.logout()

    assert secret in page.content.decode()
    assert call(client, secret).status_code == 200
    token = ApiToken.objects.get()
    assert token.owner == alice
    assert token.last_used_at is not None


def test_the_secret_is_shown_once_and_kept_nowhere(client, alice):
    client.force_login(alice)
    secret = client.post("/profile/tokens/", {"name": "my script"}).context["secret"]
    page = client.get("/profile/tokens/").content.decode()

    assert secret not in page
    assert "my script" in page
    values = ApiToken.objects.values_list().get()
    assert not any(secret in str(value) for value in values)


def test_a_revoked_token_is_refused(client, alice, secret):
    client.force_login(alice)
    assert client.post(f"/profile/tokens/{ApiToken.objects.get().pk}/revoke/").url == "/profile/tokens/"
    client.logout()
    response = call(client, secret)

    assert response.status_code == 401
    assert response.json()["code"] == "invalid_token"
    assert response["WWW-Authenticate"] == "Token"


def test_nobody_revokes_what_is_not_theirs(client, bob, secret):
    client.force_login(bob)
    assert client.post(f"/profile/tokens/{ApiToken.objects.get().pk}/revoke/").status_code == 404
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("secret", ["", "eva_wrong", "a b", "ü", "\x00"])
def test_what_is_no_token_is_refused(client, db, secret):
    response = call(client, secret)
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


def test_a_closed_account_has_no_tokens_that_work(client, alice, secret):
    alice.is_active = False
    alice.save()
    assert call(client, secret).status_code == 401


def test_another_scheme_is_left_to_others(client, secret):
    assert call(client, secret, keyword="Basic").json()["code"] == "not_authenticated"


def test_the_last_use_is_written_once_a_minute(client, alice, secret, django_assert_num_queries):
    call(client, secret)
    with django_assert_num_queries(2):  # the token with its owner, the photos
        call(client, secret)
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=5))
    call(client, secret)
    assert timezone.now() - ApiToken.objects.get().last_used_at < timedelta(minutes=1)


def test_there_is_an_end_to_tokens(client, alice):
    client.force_login(alice)
    for number in range(services.MOST_TOKENS):
        services.create_token(owner=alice, name=str(number))
    page = client.post("/profile/tokens/", {"name": "one more"})
    assert page.context["secret"] is None
    assert page.context["form"].non_field_errors()
    assert ApiToken.objects.count() == services.MOST_TOKENS


def test_strangers_make_none(client, db):
    assert client.post("/profile/tokens/", {"name": "x"}).url.startswith("/login/")
    assert not ApiToken.objects.exists()


def test_the_account_takes_its_tokens_along(alice, secret):
    services.delete_account(user=alice)
    assert not ApiToken.objects.exists()
