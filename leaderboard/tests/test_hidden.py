"""What staff hid: gone for everybody but them and the owner, and not to be had back by sharing again."""

import pytest

from leaderboard import moderation_services, services
from leaderboard.models import ModerationAction, SharedResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(alice, charlie, make_look):
    result, _ = services.share_result(user=alice, analysis=make_look(alice), caption="rude")
    moderation_services.hide_result(actor=charlie, result=result, reason="harassment")
    return result


def sees(client, person, address):
    client.logout()
    if person:
        client.force_login(person)
    return client.get(address).status_code == 200


def test_it_works(client, alice, bob, charlie, result):
    for address in (result.get_absolute_url(), f"/api/v1/shared-results/{result.pk}/", result.photo.url_full, result.photo.url_thumb):
        assert [sees(client, person, address) for person in (alice, bob, charlie, None)] == [True, False, True, False]


def test_no_list_shows_it(client, charlie, result):
    client.force_login(charlie)
    assert client.get("/board/").context["entries"] == []
    assert client.get("/api/v1/leaderboard/").json()["results"] == []
    assert client.get("/api/v1/shared-results/").json()["results"] == []
    client.logout()
    assert list(client.get("/@alice/").context["results"]) == []


def test_it_takes_no_place(alice, bob, make_look, result):
    other, _ = services.share_result(user=bob, analysis=make_look(bob, score=0.1))
    assert SharedResult.objects.visible().own_place(bob) == (1, other, False)
    assert SharedResult.objects.visible().own_place(alice) is None


def test_the_owner_cannot_undo_it(client, alice, result):
    client.force_login(alice)
    response = client.post(f"/board/{result.pk}/unshare/", follow=True)
    assert "staff have hidden" in response.content.decode()
    response = client.delete(f"/api/v1/shared-results/{result.pk}/")
    assert (response.status_code, response.json()["code"]) == (422, "hidden")
    client.post(f"/looks/{result.analysis_id}/share/")
    assert SharedResult.objects.get().hidden
    assert not SharedResult.objects.get().photo.is_public


def test_the_owner_can_delete_the_look(client, alice, result):
    client.force_login(alice)
    client.post(f"/looks/{result.analysis_id}/delete/")
    assert not SharedResult.objects.exists()


def test_shown_again_it_is_as_before(client, charlie, result):
    moderation_services.approve_result(actor=charlie, result=result)
    assert sees(client, None, result.get_absolute_url())
    assert sees(client, None, result.photo.url_thumb)


def test_what_staff_take_down_on_its_page_can_be_undone(client, charlie, bob, make_look):
    other, _ = services.share_result(user=bob, analysis=make_look(bob))
    client.force_login(charlie)
    assert client.post(f"/board/{other.pk}/unshare/").url == "/board/"
    assert not sees(client, None, other.get_absolute_url())
    moderation_services.undo_action(actor=charlie, action=ModerationAction.objects.get(result=other))
    assert sees(client, None, other.get_absolute_url())
