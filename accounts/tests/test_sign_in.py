import re

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from accounts import jobs
from evaranks.testing import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/login/"


def sign_in(client, username="alice", password=PASSWORD, query=""):
    return client.post(LOGIN + query, {"username": username, "password": password})


def test_it_works(client, alice):
    assert sign_in(client).url == reverse("analysis:studio")
    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize("username", ["ALICE", "alice@example.com", "Alice@Example.com"])
def test_the_username_or_the_email_will_do_in_any_case(client, alice, username):
    assert sign_in(client, username).status_code == 302


def test_wrong_passwords_say_nothing_about_the_account(client, alice):
    known = sign_in(client, "alice", "wrong").context["form"].errors
    unknown = sign_in(client, "nobody", "wrong").context["form"].errors
    assert known == unknown


def test_guessing_is_stopped_for_that_address_and_name_only(client, alice, bob):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in(client, "alice", "wrong")
    assert response.status_code == 429
    assert sign_in(client, "alice").status_code == 429
    assert sign_in(client, "bob").status_code == 302


def test_a_closed_account_stays_out(client, make_person):
    make_person("closed", is_active=False)
    assert sign_in(client, "closed").status_code == 200


def test_nobody_is_sent_to_another_site(client, alice):
    assert sign_in(client, query="?next=https://evil.example/").url == reverse("analysis:studio")


def test_signing_out_takes_a_post(client, alice):
    client.force_login(alice)
    assert client.get("/logout/").status_code == 405
    assert "_auth_user_id" in client.session
    client.post("/logout/")
    assert "_auth_user_id" not in client.session


def test_signing_in_speaks_ones_own_language(client, make_person):
    make_person("minji", language="ko")
    cookie = sign_in(client, "minji").cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("ko", True, "Lax")
    switch = client.post("/language/", {"language": "en"}).cookies[settings.LANGUAGE_COOKIE_NAME]
    assert {name: switch[name] for name in ("max-age", "httponly", "samesite")} == {
        name: cookie[name] for name in ("max-age", "httponly", "samesite")
    }


def test_a_forgotten_password_is_replaced_by_mail(client, alice):
    with jobs.run_now():
        client.post("/password/reset/", {"email": "alice@example.com"})
    link = re.search(r"http://\S+?(/password/reset/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"new_password1": "another fine phrase", "new_password2": "another fine phrase"})

    assert sign_in(client, "alice", PASSWORD).status_code == 200
    assert sign_in(client, "alice", "another fine phrase").status_code == 302
    assert not client.get(link, follow=True).context["validlink"]


def test_a_reset_for_an_unknown_address_looks_the_same(client, alice):
    with jobs.run_now() as done:
        answers = [client.post("/password/reset/", {"email": f"{name}@example.com"}) for name in ("nobody", "alice")]
    assert answers[0].url == answers[1].url
    assert len(done) == 2  # the database is asked for the account in the job, in both cases
    assert len(mail.outbox) == 1
