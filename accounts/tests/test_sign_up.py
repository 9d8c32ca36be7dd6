import pytest
from django.urls import reverse
from django.utils import translation

from accounts.forms import SignUpForm
from accounts.models import User
from evaranks.testing import PASSWORD

pytestmark = pytest.mark.django_db


def sign_up(client, **fields):
    values = {"username": "dana", "email": "dana@example.com", "password1": PASSWORD, "password2": PASSWORD, **fields}
    return client.post(reverse("accounts:signup"), values)


def test_it_works(client):
    response = sign_up(client)

    assert response.url == reverse("analysis:studio")
    assert client.get(response.url).context["user"].username == "dana"
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "Alice"),
        ("email", "ALICE@example.com"),
        ("username", "ab"),
        ("username", "Admin"),
        ("username", "../../etc"),
        ("username", "<b>dana</b>"),
        ("username", "dana@example.com"),
        ("username", "d" * 31),
        ("email", "no e-mail"),
        ("password2", "something else"),
    ],
)
def test_bad_values_are_told_beside_their_field(client, alice, field, value):
    response = sign_up(client, **{field: value})

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert User.objects.count() == 1


@pytest.mark.parametrize(("field", "value"), [("username", "Alice"), ("email", "ALICE@example.com")])
def test_what_somebody_took_in_the_same_moment_is_told_beside_its_field(client, make_person, monkeypatch, field, value):
    check = SignUpForm.is_valid

    def overtaken(form):
        valid = check(form)
        if not User.objects.exists():
            make_person("alice")
        return valid

    monkeypatch.setattr(SignUpForm, "is_valid", overtaken)
    response = sign_up(client, **{field: value})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert User.objects.get().username == "alice"
    assert not response.wsgi_request.user.is_authenticated


def test_weak_passwords_are_refused(client):
    response = sign_up(client, password1="password", password2="password")
    assert "password2" in response.context["form"].errors


def test_nobody_signs_up_twice(client, alice):
    client.force_login(alice)
    assert sign_up(client).url == reverse("analysis:studio")
    assert User.objects.count() == 1


def test_an_account_speaks_the_language_it_was_made_in(client):
    with translation.override("ko"):
        client.cookies["django_language"] = "ko"
        sign_up(client)
    assert User.objects.get().language == "ko"


def test_nobody_makes_themselves_staff(client):
    sign_up(client, is_staff="on", is_superuser="on")
    assert not User.objects.get().is_staff
