"""Django admin: staff hide, show and delete; no list asks once per row."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from analysis.models import Photo, StyleAnalysis
from leaderboard import services
from leaderboard.models import BattleVote, Comment, ModerationAction, SharedResult, WeekPlace
from leaderboard.weeks import WEEK

pytestmark = pytest.mark.django_db

LIST = "/admin/leaderboard/sharedresult/"


@pytest.fixture
def result(alice, make_look):
    return services.share_result(user=alice, analysis=make_look(alice), caption="rude")[0]


def act(client, action, *results, **fields):
    return client.post(LIST, {"action": action, "_selected_action": [result.pk for result in results], **fields}, follow=True)


def test_it_works(client, charlie, result):
    client.force_login(charlie)
    html = client.get(LIST).content.decode()
    for text in (result.photo.url_thumb, "rude", "Alice", "casual"):
        assert text in html


def test_staff_hide_and_approve(client, charlie, result):
    client.force_login(charlie)
    assert act(client, "hide", result).context["form"].fields  # it asks first
    assert not SharedResult.objects.get().hidden
    assert "Done, 1 time" in act(client, "hide", result, decided=1, reason="spam").content.decode()
    assert SharedResult.objects.get().hidden_by == "staff"
    assert not Photo.objects.get().is_public
    act(client, "approve", result, decided=1)
    assert not SharedResult.objects.get().hidden
    assert Photo.objects.get().is_public


def test_staff_delete_from_the_list_and_from_the_page(client, charlie, alice, make_look, result):
    client.force_login(charlie)
    act(client, "delete_selected", result, post="yes")
    assert not SharedResult.objects.exists()
    assert not Photo.objects.get().is_public
    again, _ = services.share_result(user=alice, analysis=make_look(alice))
    assert client.get(f"{LIST}{again.pk}/change/").status_code == 200
    client.post(f"{LIST}{again.pk}/delete/", {"post": "yes"})
    assert not SharedResult.objects.exists()
    assert not Photo.objects.filter(is_public=True).exists()
    assert StyleAnalysis.objects.count() == 2


def test_deleting_a_reading_makes_its_photo_private(client, charlie, result):
    client.force_login(charlie)
    fields = {"action": "delete_selected", "_selected_action": [result.analysis_id], "post": "yes"}
    client.post("/admin/analysis/styleanalysis/", fields)
    assert not SharedResult.objects.exists()
    assert not Photo.objects.get().is_public


def test_who_may_only_look_has_no_actions(client, make_person, result):
    helper = make_person("helper", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_sharedresult"))
    client.force_login(helper)
    assert client.get(LIST).status_code == 200
    act(client, "hide", result, decided=1, reason="spam")
    assert not SharedResult.objects.get().hidden


def test_others_do_not_get_in(client, bob, result):
    assert client.get(LIST).url.startswith("/admin/login/")
    client.force_login(bob)
    assert client.get(LIST).url.startswith("/admin/login/")


def test_search_and_filters_find(client, charlie, bob, make_look, result):
    services.share_result(user=bob, analysis=make_look(bob, "formal"))
    client.force_login(charlie)
    for query in ("q=alice", "q=rude", f"q={result.pk}", "label=casual"):
        assert list(client.get(f"{LIST}?{query}").context["cl"].result_list) == [result]
    assert not client.get(f"{LIST}?hidden__exact=1").context["cl"].result_list


@pytest.mark.parametrize("path", ["leaderboard/sharedresult", "analysis/photo", "analysis/styleanalysis", "accounts/user"])
def test_no_list_asks_once_per_row(make_person, make_look, assert_no_query_per_row, path):
    def add_row():
        person = make_person(f"person{User.objects.count()}")
        services.share_result(user=person, analysis=make_look(person))

    assert_no_query_per_row(f"/admin/{path}/", add_row)


@pytest.mark.parametrize("name", ["comment", "moderationaction", "battlevote", "weekplace"])
def test_nor_does_a_list_of_what_people_did(make_person, put_on_board, assert_no_query_per_row, name):
    def add_row():
        person = make_person(f"person{User.objects.count()}")
        result = put_on_board(person)
        low, high = sorted([result.pk, uuid4()])
        Comment.objects.create(result=result, author=person, text="Lovely.")
        ModerationAction.objects.create(kind="hide", actor=person, result=result, person=person)
        BattleVote.objects.create(voter=person, label="casual", low=low, high=high, winner=low)
        week = date(2026, 5, 11) + User.objects.count() * WEEK
        WeekPlace.objects.create(week=week, label="", place=1, result=result, ranking="score", value=0.8)

    assert_no_query_per_row(f"/admin/leaderboard/{name}/", add_row)


def test_a_score_has_two_digits(client, charlie, result):
    SharedResult.objects.update(score=1 / 3)
    client.force_login(charlie)
    html = client.get(LIST).content.decode()
    assert "0.33<" in html
    assert "0.333" not in html
