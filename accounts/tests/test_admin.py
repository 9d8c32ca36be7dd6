import pytest
from django.core.files.storage import default_storage
from django_otp.plugins.otp_totp.models import TOTPDevice
from social_django.models import UserSocialAuth

from accounts.models import Consent, User
from accounts.services import change_avatar, create_token, develop_avatar

pytestmark = pytest.mark.django_db


@pytest.fixture
def avatar(alice, picture):
    change_avatar(user=alice, avatar=develop_avatar(picture("astronaut")))
    return alice.avatar.name


def test_it_works(client, charlie, alice, avatar, django_capture_on_commit_callbacks):
    """Deleting a person in admin deletes their files too."""
    client.force_login(charlie)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/accounts/user/{alice.pk}/delete/", {"post": "yes"})

    assert list(User.objects.all()) == [charlie]
    assert not default_storage.exists(avatar)


def test_so_does_the_action_on_a_list(client, charlie, alice, bob, avatar, django_capture_on_commit_callbacks):
    client.force_login(charlie)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/accounts/user/", {"action": "delete_selected", "_selected_action": [alice.pk, bob.pk], "post": "yes"})

    assert list(User.objects.all()) == [charlie]
    assert not default_storage.exists(avatar)


def test_nobody_is_banned_by_a_tick(client, charlie, alice):
    """A ban is logged, told and undone: that is the moderation's."""
    client.force_login(charlie)
    page = client.get(f"/admin/accounts/user/{alice.pk}/change/").content.decode()
    assert 'name="is_staff"' in page
    assert 'name="is_active"' not in page


def test_only_staff_come_in(client, alice, bob):
    for person in (None, bob):
        if person:
            client.force_login(person)
        assert client.get(f"/admin/accounts/user/{alice.pk}/change/").status_code == 302
        assert client.post(f"/admin/accounts/user/{alice.pk}/delete/", {"post": "yes"}).status_code == 302
    assert User.objects.count() == 2


@pytest.mark.parametrize("path", ["accounts/apitoken", "accounts/consent", "social_django/usersocialauth", "otp_totp/totpdevice"])
def test_no_list_asks_once_per_row(make_person, assert_no_query_per_row, path):
    def add_row():
        person = make_person(f"person{User.objects.count()}")
        create_token(owner=person, name="script")
        Consent.objects.create(user=person, purpose="face-recognition", version=1)
        UserSocialAuth.objects.create(user=person, provider="google", uid=person.username)
        TOTPDevice.objects.create(user=person)

    assert_no_query_per_row(f"/admin/{path}/", add_row)


def test_the_pages_say_whose_they_are(client, charlie):
    client.force_login(charlie)
    page = client.get("/admin/").content.decode()
    assert "EvaRanks backstage" in page
    assert "Django administration" not in page


def test_a_browser_finds_an_icon(client):
    assert client.get("/favicon.ico")["Location"].endswith(".png")
