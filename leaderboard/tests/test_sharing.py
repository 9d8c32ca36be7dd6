"""Sharing, taking down and editing captions, through the pages' forms."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse

from accounts import limits
from accounts.models import User
from accounts.services import delete_account
from analysis import services as analysis_services
from analysis.models import Photo, StyleAnalysis
from leaderboard import checks, moderation_services, services
from leaderboard.models import SharedResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(alice, make_look):
    return make_look(alice, "boho", 0.75)


@pytest.fixture
def result(alice, look):
    return services.share_result(user=alice, analysis=look, caption="Sunday best")[0]


def post(client, name, pk, **fields):
    return client.post(reverse(f"leaderboard:{name}", args=[pk]), fields)


def is_public(look) -> bool:
    return Photo.objects.get(pk=look.photo_id).is_public


def copy_of(look) -> StyleAnalysis:
    """Another preset's reading of the same photo."""
    second = StyleAnalysis.objects.get(pk=look.pk)
    second.pk, second.preset = uuid.uuid4(), "another"
    second.save(force_insert=True)
    return second


def words(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_it_works(client, alice, look):
    client.force_login(alice)
    response = post(client, "share", look.pk, caption="  My   Sunday\tbest ")

    result = SharedResult.objects.get()
    assert response.url == result.get_absolute_url()
    assert (result.owner, result.label, result.score, result.caption) == (alice, "boho", 0.75, "My Sunday best")
    assert is_public(look)
    client.logout()
    assert client.get(look.photo.url_full).status_code == 200
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("name", ["unshare", "caption"])
def test_what_is_taken_down_in_the_same_moment_is_not_there(client, alice, result, monkeypatch, name):
    client.force_login(alice)
    # After the view has found it, while the service begins:
    monkeypatch.setattr(limits, "spend", lambda *, action, **_: action == "write" or SharedResult.objects.all().delete())
    assert post(client, name, result.pk, caption="x").status_code == 404


def test_only_the_owner_shares(client, bob, charlie, look):
    assert post(client, "share", look.pk).url.startswith("/login/")
    for person in (bob, charlie):
        client.force_login(person)
        assert post(client, "share", look.pk).status_code == 404
    assert not SharedResult.objects.exists()
    assert not is_public(look)


def test_the_service_itself_refuses_others(bob, look):
    with pytest.raises(StyleAnalysis.DoesNotExist):
        services.share_result(user=bob, analysis=look)
    assert not is_public(look)


def test_a_second_click_changes_nothing(client, alice, look, result):
    client.force_login(alice)
    assert post(client, "share", look.pk, caption="another").url == result.get_absolute_url()
    assert SharedResult.objects.get().caption == "Sunday best"


def at_once(*actions):
    """Run each in a thread of its own, all starting together; their results."""
    together = threading.Barrier(len(actions))

    def act(action):
        try:
            together.wait()
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions))


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_share_once(alice, look):
    outcomes = at_once(*[lambda: services.share_result(user=alice, analysis=look)] * 4)
    assert len({result.pk for result, _ in outcomes}) == 1
    assert sorted(is_new for _, is_new in outcomes) == [False, False, False, True]
    assert is_public(look)


@pytest.mark.django_db(transaction=True)
def test_sharing_one_reading_while_another_is_taken_down_leaves_the_photo_public(alice, look):
    other = copy_of(look)
    for _ in range(4):
        shared, _is_new = services.share_result(user=alice, analysis=look)
        outcomes = at_once(
            lambda result=shared: services.unshare_result(user=alice, result=result),
            lambda: services.share_result(user=alice, analysis=other),
        )
        assert is_public(look)
        services.unshare_result(user=alice, result=outcomes[1][0])
        assert not is_public(look)


def test_who_is_banned_while_the_picture_is_looked_at_shares_nothing(alice, charlie, look, monkeypatch):
    """The ban hides what is on the board. What came a moment later nobody would have hidden."""
    examine = checks.examine

    def examine_slowly(**values):
        moderation_services.ban_person(actor=charlie, person=User.objects.get(pk=alice.pk), reason="spam")
        return examine(**values)

    monkeypatch.setattr(checks, "examine", examine_slowly)
    with pytest.raises(StyleAnalysis.DoesNotExist):
        services.share_result(user=alice, analysis=look)
    assert not SharedResult.objects.exists()
    assert not is_public(look)


def test_without_an_outfit_there_is_nothing_to_share(client, alice, make_look):
    look = make_look(alice, verdict="no_outfit", reason="no_person")
    client.force_login(alice)
    response = post(client, "share", look.pk)
    assert response.url == look.get_absolute_url()
    assert "no outfit" in words(response)
    assert not SharedResult.objects.exists()
    assert not is_public(look)


def test_taking_down_keeps_the_look_and_hides_the_photo(client, alice, look, result):
    client.force_login(alice)
    assert post(client, "unshare", result.pk).url == look.get_absolute_url()
    assert not SharedResult.objects.exists()
    assert not is_public(look)
    client.logout()
    assert client.get(look.photo.url_thumb).status_code == 404


def test_others_cannot_take_down_or_edit_but_staff_take_down(client, bob, charlie, result):
    for name in ("unshare", "caption"):
        assert post(client, name, result.pk).url.startswith("/login/")
        client.force_login(bob)
        assert post(client, name, result.pk, caption="mine").status_code == 404
        client.logout()
    with pytest.raises(SharedResult.DoesNotExist):
        services.unshare_result(user=bob, result=result)
    with pytest.raises(SharedResult.DoesNotExist):
        services.edit_caption(user=bob, result=result, caption="mine")
    client.force_login(charlie)
    assert post(client, "caption", result.pk, caption="staff's").status_code == 404
    assert SharedResult.objects.get().caption == "Sunday best"
    assert post(client, "unshare", result.pk).url == reverse("leaderboard:board")
    assert not SharedResult.objects.visible().exists()


def test_the_owner_edits_the_caption(client, alice, result):
    client.force_login(alice)
    assert post(client, "caption", result.pk, caption="Monday's").url == result.get_absolute_url()
    assert SharedResult.objects.get().caption == "Monday's"


@pytest.mark.parametrize("name", ["share", "unshare", "caption"])
def test_forms_take_a_post(client, alice, result, name):
    client.force_login(alice)
    pk = result.analysis_id if name == "share" else result.pk
    assert client.get(reverse(f"leaderboard:{name}", args=[pk])).status_code == 405


def test_a_photo_stays_public_while_one_of_its_results_is_shared(alice, charlie, look, result):
    other, _ = services.share_result(user=alice, analysis=copy_of(look))

    services.unshare_result(user=alice, result=result)
    assert is_public(look)
    moderation_services.hide_result(actor=charlie, result=other, reason="other")
    assert not is_public(look)


def test_deleting_the_reading_alone_makes_the_photo_private(client, alice, look, result):
    client.force_login(alice)
    assert client.delete(f"/api/v1/style-analyses/{look.pk}/").status_code == 204
    assert not SharedResult.objects.exists()
    assert not is_public(look)


def test_photo_and_account_take_the_result_along(alice, make_look, result):
    analysis_services.delete_photo(photo=result.analysis.photo)
    assert not SharedResult.objects.exists()
    services.share_result(user=alice, analysis=make_look(alice))
    delete_account(user=alice)
    assert not SharedResult.objects.exists()
