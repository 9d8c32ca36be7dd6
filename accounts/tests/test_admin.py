import pytest
from django.core.files.storage import default_storage

from accounts.models import User
from accounts.services import change_avatar, develop_avatar

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


def test_only_staff_come_in(client, alice, bob):
    for person in (None, bob):
        if person:
            client.force_login(person)
        assert client.get(f"/admin/accounts/user/{alice.pk}/change/").status_code == 302
        assert client.post(f"/admin/accounts/user/{alice.pk}/delete/", {"post": "yes"}).status_code == 302
    assert User.objects.count() == 2
