"""Shared without a name: nothing that others get to see says whose it is."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from leaderboard import comment_services, disguise_services, follow_services, profile_services, services, silence_services
from leaderboard.models import Comment, SharedResult, Silence

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(alice, make_look):
    return services.share_result(user=alice, analysis=make_look(alice, "boho", 0.75), caption="Guess who", anonymous=True)[0]


def test_it_works(client, bob, result):
    follow_services.follow_person(follower=bob, followed=result.owner)
    for person in (None, bob):
        client.logout()
        if person:
            client.force_login(person)
        for address in (result.get_absolute_url(), f"/api/v1/shared-results/{result.pk}/", "/board/", "/api/v1/leaderboard/"):
            text = client.get(address).content.decode()
            assert "Guess who" in text
            assert not re.search("alice", text, re.IGNORECASE), address


@pytest.mark.parametrize(
    "address", ["/@alice/", "/api/v1/shared-results/?owner=alice", "/api/v1/leaderboard/?ranking=followed", "/board/?ranking=followed"]
)
def test_nothing_that_is_about_alice_shows_it(client, bob, result, address):
    follow_services.follow_person(follower=bob, followed=result.owner)
    client.force_login(bob)
    response = client.get(address)
    assert response.status_code == 200
    assert str(result.pk) not in response.content.decode()


def test_the_owner_finds_it_and_staff_see_whose_it_is(client, alice, charlie, result):
    client.force_login(alice)
    assert [row["id"] for row in client.get("/api/v1/shared-results/?owner=Alice").json()["results"]] == [str(result.pk)]
    client.force_login(charlie)
    assert "Alice" in client.get(f"/admin/leaderboard/sharedresult/{result.pk}/change/").content.decode()


def test_neither_blocking_nor_muting_tells_whose_it_is(alice, bob, result):
    for person, other, kind in ((bob, alice, Silence.Kind.BLOCK), (bob, alice, Silence.Kind.MUTE), (alice, bob, Silence.Kind.BLOCK)):
        silence_services.silence_person(person=person, other=other, kind=kind)
        assert result in SharedResult.objects.visible_to(bob)
        assert result in SharedResult.objects.heard_by(bob)


def test_comments_do_not_tell_either(alice, bob, result):
    said, _ = comment_services.add_comment(user=alice, result=result, text="Thank you all")
    silence_services.silence_person(person=alice, other=bob, kind=Silence.Kind.BLOCK)
    assert comment_services.may_comment(bob, result)
    assert said in Comment.objects.visible_to(bob)
    profile_services.choose_audiences(person=alice, comments_from="followers")
    assert not comment_services.may_comment(bob, result)


def test_the_owner_changes_their_mind(client, alice, bob, result):
    address = f"/api/v1/shared-results/{result.pk}/"
    client.force_login(bob)
    assert client.patch(address, {"anonymous": False}, "application/json").status_code == 404
    client.force_login(alice)
    answer = client.patch(address, {"anonymous": False}, "application/json").json()
    assert (answer["owner"], answer["owner_name"], answer["caption"]) == ("alice", "Alice", "Guess who")
    assert disguise_services.change_disguise(user=alice, result=result, anonymous=True).shown_owner is None


def test_no_page_names_the_owner_past_the_disguise():
    """Templates show `result.shown_owner`."""
    for path in Path(settings.BASE_DIR, "templates/leaderboard").rglob("*.html"):
        assert not re.search(r"\b(result|entry\.result|entry)\.owner\b(?!_id)", path.read_text()), path.name
