"""Linking a provider to an account, unlinking it, and the form for a missing address."""

import pytest
from django.test import Client
from django.urls import reverse
from social_django.models import Nonce, Partial, UserSocialAuth

from accounts import social_services
from accounts.models import User
from accounts.tests.test_social_sign_in import TOKEN, begin, sign_in, told, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_email(sign_in_provider):
    sign_in_provider.person["email"] = ""
    return sign_in_provider


def test_it_works(client, sign_in_provider, alice):
    client.force_login(alice)
    response = sign_in(client, sign_in_provider, "facebook")
    assert response.redirect_chain[-1][0] == "/profile/"
    assert "Linked" in told(response)
    assert who(client) == str(alice.pk)
    assert alice.social_auth.get().provider == "facebook"

    client.post("/logout/")
    sign_in(client, sign_in_provider, "facebook")
    assert who(client) == str(alice.pk)

    assert "Unlinked" in told(client.post("/profile/sign-in/facebook/unlink/", follow=True))
    assert not alice.social_auth.exists()


def test_an_identity_of_bob_is_never_alices(client, sign_in_provider, alice, bob):
    social_services.link_identity(user=bob, provider="google", uid="1234567", id_key="sub")
    client.force_login(alice)
    response = sign_in(client, sign_in_provider)
    assert "somebody else's" in told(response)
    assert who(client) == str(alice.pk)
    assert UserSocialAuth.objects.get().user == bob


def test_one_identity_of_a_provider_is_enough(client, sign_in_provider, alice):
    client.force_login(alice)
    sign_in(client, sign_in_provider)
    sign_in_provider.person["id"] = "7654321"
    assert "already" in told(sign_in(client, sign_in_provider))
    assert alice.social_auth.get().uid == "1234567"


def test_who_signs_in_meanwhile_links_nothing(client, sign_in_provider, alice):
    back = sign_in_provider.visit(begin(client).url)
    client.post("/login/", {"username": "alice", "password": "a good pass phrase"})
    assert "meanwhile" in told(client.get(back, follow=True))
    assert not UserSocialAuth.objects.exists()


def test_who_signs_out_meanwhile_makes_no_account(client, sign_in_provider, alice):
    client.force_login(alice)
    back = sign_in_provider.visit(begin(client).url)
    client.post("/logout/")
    client.get(back)
    assert list(User.objects.all()) == [alice]


def test_the_last_way_in_stays(client, sign_in_provider, settings):
    sign_in(client, sign_in_provider)
    assert "only way" in told(client.post("/profile/sign-in/google/unlink/", follow=True))
    sign_in(client, sign_in_provider, "kakao")
    assert UserSocialAuth.objects.count() == 2

    settings.SIGN_IN_KEYS = {"google": ("id", "secret")}
    assert "only way" in told(client.post("/profile/sign-in/google/unlink/", follow=True))
    settings.SIGN_IN_KEYS = dict.fromkeys(("google", "kakao"), ("id", "secret"))
    client.post("/profile/sign-in/google/unlink/")
    assert UserSocialAuth.objects.get().provider == "kakao"


def test_unlinking_takes_a_post_of_the_owner(client, sign_in_provider, alice):
    social_services.link_identity(user=alice, provider="google", uid="1234567")
    assert client.post("/profile/sign-in/google/unlink/").url.startswith("/login/")
    client.force_login(alice)
    assert client.get("/profile/sign-in/google/unlink/").status_code == 405
    assert client.post("/profile/sign-in/twitter/unlink/").status_code == 404
    assert alice.social_auth.exists()


def test_a_missing_address_is_asked_for(client, no_email, alice):
    response = sign_in(client, no_email, "kakao", next="/board/")
    form = response.redirect_chain[-1][0]
    assert form == reverse("accounts:social-email", args=["kakao"])
    assert TOKEN not in str(Partial.objects.get().data)
    assert not User.objects.exclude(pk=alice.pk).exists()

    assert "exists already" in client.post(form, {"email": "ALICE@example.com"}).content.decode()
    assert client.post(form, {"email": "nowhere"}).status_code == 200
    assert client.post(form, {"email": "dana@example.com"}).url == "/board/"
    user = User.objects.exclude(pk=alice.pk).get()
    assert (user.email, who(client)) == ("dana@example.com", str(user.pk))
    assert not Partial.objects.exists()
    assert client.get(form).url.startswith("/")


@pytest.mark.parametrize("key", ["google", "kakao"])
def test_an_address_that_the_provider_doubts_counts_for_nothing(client, sign_in_provider, key):
    sign_in_provider.person["verified"] = False
    assert sign_in(client, sign_in_provider, key).redirect_chain[-1][0] == f"/sign-in/{key}/e-mail/"


def test_the_form_for_the_address_belongs_to_its_browser(client, no_email):
    sign_in(client, no_email)
    token = Partial.objects.get().token
    stranger = Client()
    for address in (
        "/sign-in/google/e-mail/",
        f"/sign-in/google/e-mail/?partial_token={token}",
        f"/sign-in/google/done/?partial_token={token}",
    ):
        stranger.get(address)
        stranger.post(address, {"email": "stranger@example.com"})
    assert who(stranger) is None
    assert not User.objects.exists()


def test_an_abandoned_form_is_no_trap_for_the_next_person(client, no_email):
    sign_in(client, no_email)
    no_email.person.update(id="42", name="Fox", email="fox@example.com")
    sign_in(client, no_email)
    assert UserSocialAuth.objects.get().uid == "42"


def test_what_nobody_finished_is_forgotten(client, no_email, monkeypatch):
    sign_in(client, no_email)
    begin(Client())
    monkeypatch.setattr(social_services, "UNFINISHED_S", -10)
    social_services.forget_unfinished()
    assert not Partial.objects.exists()
    assert not Nonce.objects.exists()


def test_an_address_taken_meanwhile_makes_no_second_account(alice):
    with pytest.raises(social_services.EmailTaken):
        social_services.create_account(name="Dana", email="ALICE@example.com", provider="google", uid="1")
    social_services.link_identity(user=alice, provider="google", uid="1")
    with pytest.raises(social_services.IdentityTaken):
        social_services.create_account(name="Dana", email="dana@example.com", provider="google", uid="1")
    assert list(User.objects.all()) == [alice]


def test_staff_cannot_make_or_move_a_link(client, alice, charlie):
    social_services.link_identity(user=alice, provider="google", uid="1234567")
    client.force_login(charlie)
    link = UserSocialAuth.objects.get()
    assert client.get("/admin/social_django/usersocialauth/").status_code == 200
    assert client.get("/admin/social_django/usersocialauth/add/").status_code == 403
    change = client.post(f"/admin/social_django/usersocialauth/{link.pk}/change/", {"user": charlie.pk, "provider": "google", "uid": "1"})
    assert change.status_code == 403
    assert "1234567" not in client.get("/admin/social_django/usersocialauth/").content.decode()
