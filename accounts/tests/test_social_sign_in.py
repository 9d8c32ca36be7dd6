"""The whole flow, against a provider on this machine."""

import pytest
from django.urls import reverse
from social_django.models import Nonce, Partial, UserSocialAuth

from accounts.models import User
from accounts.providers import PROVIDERS
from evaranks.testing import PASSWORD

pytestmark = pytest.mark.django_db
TOKEN = "an-access-token-that-nobody-may-keep"


def begin(client, key="google", **form):
    return client.post(f"/sign-in/{key}/", form)


def sign_in(client, provider, key="google", **form):
    return client.get(provider.visit(begin(client, key, **form).url), follow=True)


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def who(client):
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("key", PROVIDERS)
def test_it_works(client, sign_in_provider, key):
    response = sign_in(client, sign_in_provider, key)

    user = User.objects.get()
    assert who(client) == str(user.pk)
    assert (user.username, user.email, user.display_name) == ("dana-scully", "dana@example.com", "")
    assert not user.has_usable_password()
    assert response.redirect_chain[-1][0] == reverse("analysis:studio")
    assert "dana-scully" in told(response)

    client.post("/logout/")
    sign_in(client, sign_in_provider, key)
    assert who(client) == str(user.pk)
    assert User.objects.count() == 1


@pytest.mark.parametrize("key", ["google", "kakao"])
def test_an_address_that_the_provider_doubts_is_asked_for(client, sign_in_provider, key):
    """It may be anybody's: whoever owns it could not sign up any more."""
    sign_in_provider.person["verified"] = False
    assert sign_in(client, sign_in_provider, key).redirect_chain[-1][0] == reverse("accounts:social-email", args=[key])
    assert not User.objects.exists()


def test_nothing_but_the_identifier_is_kept(client, sign_in_provider):
    sign_in(client, sign_in_provider, "naver")
    link = UserSocialAuth.objects.get()
    assert (link.provider, link.uid, link.extra_data) == ("naver", "1234567", {})
    assert not Partial.objects.exists()
    assert not Nonce.objects.exists()
    assert TOKEN not in str(dict(client.session))


def test_google_and_kakao_are_asked_with_pkce(client, sign_in_provider):
    for key in PROVIDERS:
        sign_in(client, sign_in_provider, key)
        client.post("/logout/")
    methods = {key: query.get("code_challenge_method") for key, query in sign_in_provider.asked}
    assert methods == {"facebook": None, "google": "S256", "kakao": "S256", "naver": None}
    assert all(len(query["state"]) >= 32 for _key, query in sign_in_provider.asked)


def test_a_sign_in_begins_with_a_post_that_carries_a_csrf_token(client, sign_in_provider):
    from django.test import Client

    assert client.get("/sign-in/google/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/sign-in/google/").status_code == 403


def test_the_way_goes_on_within_the_site(client, sign_in_provider):
    assert sign_in(client, sign_in_provider, next="/board/?style=boho").redirect_chain[-1][0] == "/board/?style=boho"


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "http:///evil.example", "javascript:alert(1)", " //evil.example"],
)
def test_nobody_is_sent_to_another_site(client, sign_in_provider, address):
    back = sign_in_provider.visit(begin(client, next=address).url)
    assert client.get(back + "&next=https://evil.example/").url == reverse("analysis:studio")


@pytest.mark.parametrize("change", [{"state": "x" * 32}, {"state": ""}, {"code": ""}, {"code": "guessed"}])
def test_a_forged_way_back_signs_nobody_in(client, sign_in_provider, change):
    begin_url = begin(client, "google").url
    state = begin_url.split("state=")[1].split("&")[0]
    sign_in_provider.visit(begin_url)
    response = client.get("/sign-in/google/done/", {"state": state, "code": "", **change}, follow=True)
    assert who(client) is None
    assert not User.objects.exists()
    assert told(response)


def test_a_way_back_works_once_and_in_its_own_browser_only(client, sign_in_provider):
    """Else a link could sign a stranger in to the sender's account, or link the sender's identity to the stranger's."""
    from django.test import Client

    back = sign_in_provider.visit(begin(client).url)
    stranger = Client()
    assert "not begun here" in told(stranger.get(back, follow=True))
    assert who(stranger) is None

    client.get(back)
    client.post("/logout/")
    client.get(back)
    assert who(client) is None


@pytest.mark.parametrize("key", PROVIDERS)
def test_who_says_no_at_the_provider_is_back_at_sign_in(client, sign_in_provider, key):
    sign_in_provider.answer = "no"
    response = sign_in(client, sign_in_provider, key)
    assert response.redirect_chain[-1][0] == "/login/"
    assert "You stopped" in told(response)
    assert "they would not" not in response.content.decode()


@pytest.mark.parametrize("step", ["token", "me"])
@pytest.mark.parametrize("answer", [(500, "{}"), (400, '{"error": "invalid_grant"}'), (200, "<html>"), (200, "[]"), (200, "{}")])
@pytest.mark.parametrize("key", PROVIDERS)
def test_a_provider_that_fails_signs_nobody_in(client, sign_in_provider, key, step, answer):
    sign_in_provider.broken[step] = answer
    response = sign_in(client, sign_in_provider, key)
    assert response.status_code == 200
    assert told(response)
    assert who(client) is None
    assert not User.objects.exists()


def test_a_provider_out_of_reach_is_told(client, sign_in_provider, monkeypatch):
    from accounts import social

    back = sign_in_provider.visit(begin(client).url)
    monkeypatch.setattr(social.Google, "ACCESS_TOKEN_URL", "http://127.0.0.1:1/")
    assert "try again later" in told(client.get(back, follow=True))


def test_an_address_that_has_an_account_takes_nothing_over(client, sign_in_provider, alice):
    sign_in_provider.person["email"] = "Alice@Example.com"
    response = sign_in(client, sign_in_provider)
    assert who(client) is None
    assert "exists already" in told(response)
    assert not alice.social_auth.exists()
    assert list(User.objects.all()) == [alice]


def test_a_closed_account_stays_out_and_an_open_session_ends(client, sign_in_provider):
    sign_in(client, sign_in_provider)
    User.objects.update(is_active=False)
    assert client.get("/profile/").url.startswith("/login/")
    assert "closed" in told(sign_in(client, sign_in_provider))
    assert client.get("/profile/").url.startswith("/login/")


def test_a_session_outlives_the_providers_keys(client, sign_in_provider, settings):
    sign_in(client, sign_in_provider)
    settings.SIGN_IN_KEYS = {}
    settings.AUTHENTICATION_BACKENDS = [settings.AUTHENTICATION_BACKENDS[0], settings.AUTHENTICATION_BACKENDS[-1]]
    assert client.get("/profile/").status_code == 200


def test_only_providers_with_keys_appear(client, sign_in_provider, settings, alice):
    assert 'action="/sign-in/naver/"' in client.get("/login/").content.decode()
    settings.SIGN_IN_KEYS = {"kakao": ("id", "secret")}
    for page in ("/login/", "/signup/", "/profile/"):
        html = client.get(page).content.decode()
        assert 'action="/sign-in/kakao/"' in html
        assert "naver" not in html.lower()
        client.force_login(alice) if page == "/signup/" else None
    assert begin(client, "naver").status_code == 404
    assert client.get("/sign-in/naver/done/").status_code == 404
    assert begin(client, "twitter").status_code == 404


def test_a_new_account_speaks_the_language_of_the_page(client, sign_in_provider):
    client.cookies["django_language"] = "ko"
    sign_in(client, sign_in_provider)
    assert User.objects.get().language == "ko"


def test_an_account_without_a_password_can_set_one_and_be_deleted(client, sign_in_provider):
    sign_in(client, sign_in_provider)
    assert "username" in client.post("/profile/delete/", {"username": "somebody", "password": ""}).context["form"].errors
    client.post("/password/change/", {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert User.objects.get().check_password(PASSWORD)
    assert "old_password" in client.get("/password/change/").context["form"].fields

    User.objects.update(password="!")
    client.logout()
    sign_in(client, sign_in_provider)
    client.post("/profile/delete/", {"username": "dana-scully"})
    assert not User.objects.exists()
    assert not UserSocialAuth.objects.exists()
