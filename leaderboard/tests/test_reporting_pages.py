"""Reporting through the pages and the API, with an account and without; what owner and reporter then read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from leaderboard import comment_services, moderation_services
from leaderboard.models import Report
from leaderboard.services import share_result

pytestmark = pytest.mark.django_db
API = "/api/v1/reports/"


@pytest.fixture
def result(alice, make_look):
    return share_result(user=alice, analysis=make_look(alice))[0]


@pytest.fixture
def comment(alice, result):
    return comment_services.add_comment(user=alice, result=result, text="Words")[0]


def test_it_works(client, bob, result):
    client.force_login(bob)
    page = result.get_absolute_url()
    assert f"{page}report/" in client.get(page).content.decode()
    form = client.get(f"{page}report/").content.decode()
    assert "child" in form
    assert result.photo.url_thumb in form
    response = client.post(f"{page}report/", {"reason": "stranger", "note": "That is me"}, follow=True)
    assert "Thank you" in response.content.decode()
    report = Report.objects.get()
    assert (report.reporter, report.result, report.reason, report.note) == (bob, result, "stranger", "That is me")


def test_visitors_need_no_account(client, result):
    for _ in range(2):
        response = client.post(f"{result.get_absolute_url()}report/", {"reason": "stranger"})
        assert response.url == "/reported/"
    assert Report.objects.get().reporter is None


def test_comments_and_people(client, bob, alice, comment):
    client.force_login(bob)
    assert client.post(f"/comments/{comment.pk}/report/", {"reason": "harassment"}).url == "/reported/"
    assert client.post("/@Alice/report/", {"reason": "spam"}).url == "/reported/"
    assert {report.about for report in Report.objects.all()} == {alice}
    assert client.post("/@nobody/report/", {"reason": "spam"}).status_code == 404


def test_only_reasons_that_there_are(client, bob, comment):
    client.force_login(bob)
    for fields in ({}, {"reason": "stranger"}, {"reason": "boring"}, {"reason": "spam", "note": "x" * 501}):
        response = client.post(f"/comments/{comment.pk}/report/", fields)
        assert response.status_code == 200
        assert response.context["form"].errors
    assert not Report.objects.exists()


def test_ones_own_has_no_report(client, alice, result):
    client.force_login(alice)
    page = result.get_absolute_url()
    assert f"{page}report/" not in client.get(page).content.decode()
    assert client.post(f"{page}report/", {"reason": "spam"}).url == page
    assert not Report.objects.exists()


def test_what_is_hidden_is_not_there(client, bob, charlie, result):
    moderation_services.hide_result(actor=charlie, result=result, reason="nudity")
    for person in (None, bob):
        if person:
            client.force_login(person)
        assert client.get(f"{result.get_absolute_url()}report/").status_code == 404
        assert client.post(f"{result.get_absolute_url()}report/", {"reason": "spam"}).status_code == 404


def test_too_many_reports_wait(client, bob, result, settings):
    settings.WRITE_LIMITS = {"report": [0, 60]}
    client.force_login(bob)
    response = client.post(f"{result.get_absolute_url()}report/", {"reason": "spam"})
    assert (response.status_code, int(response["Retry-After"]) > 0) == (429, True)
    response = client.post(API, {"result": result.pk, "reason": "spam"}, "application/json")
    assert (response.status_code, response.json()["code"]) == (429, "throttled")


def test_the_owner_reads_why_it_waits_and_then_why_it_is_hidden(client, alice, charlie, result):
    client.force_login(alice)
    moderation_services.hold_result(result=result, reason="nudity", hidden_by="check")
    html = client.get(result.get_absolute_url()).content.decode()
    assert "automatic check" in html
    assert "Nudity" in html
    moderation_services.hide_result(actor=charlie, result=result, reason="stranger")
    html = client.get(result.get_absolute_url()).content.decode()
    assert "Hidden by our staff" in html
    assert "did not agree" in html


def test_the_api(client, bob, alice, comment, result):
    assert client.post(API, {"result": result.pk, "reason": "spam"}, "application/json").status_code in {401, 403}
    client.force_login(bob)
    for fields in ({"result": result.pk}, {"comment": comment.pk}, {"person": "alice"}):
        response = client.post(API, {**fields, "reason": "harassment"}, "application/json")
        assert (response.status_code, response.json()["state"]) == (201, "open")
    for fields in ({}, {"result": result.pk, "person": "alice"}, {"result": "x"}):
        assert client.post(API, {**fields, "reason": "spam"}, "application/json").status_code == 400
    assert Report.objects.count() == 3


def test_enough_reports_take_it_off_the_board_until_a_human_looked(client, make_person, result):
    User.objects.update(date_joined=timezone.now() - timedelta(days=30))
    for number in range(3):
        client.force_login(make_person(f"witness{number}", date_joined=timezone.now() - timedelta(days=30)))
        assert client.post(f"{result.get_absolute_url()}report/", {"reason": "nudity"}).url == "/reported/"
    client.logout()
    assert client.get(result.get_absolute_url()).status_code == 404
    assert client.get(result.photo.url_thumb).status_code == 404
