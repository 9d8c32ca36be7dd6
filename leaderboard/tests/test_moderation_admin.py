"""Moderation in Django admin: the queue, decisions with a note, the log and its undoing."""

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from leaderboard import comment_services, moderation_services
from leaderboard.models import ModerationAction, Report, SharedResult
from leaderboard.report_services import report_comment, report_person, report_result
from leaderboard.services import share_result

pytestmark = pytest.mark.django_db

QUEUE, LOG = "/admin/leaderboard/report/", "/admin/leaderboard/moderationaction/"


@pytest.fixture
def result(alice, make_look):
    return share_result(user=alice, analysis=make_look(alice), caption="rude")[0]


@pytest.fixture
def report(bob, result):
    return report_result(reporter=bob, result=result, reason="stranger", note="That is me")


@pytest.fixture
def staff(client, make_person):
    """Signed-in staff with the right to moderate, and no other."""
    person = make_person("helper", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="moderate"))
    client.force_login(person)
    return person


def decide(client, address, action, *rows, **fields):
    fields = {"action": action, "_selected_action": [row.pk for row in rows], "decided": "1", **fields}
    return client.post(address, fields, follow=True)


def test_it_works(client, staff, bob, report, result):
    html = client.get(QUEUE).content.decode()
    for text in (result.photo.url_thumb, "That is me", "did not agree"):
        assert text in html
    page = f"{QUEUE}{report.pk}/change/"
    assert "Nothing so far" in client.get(page).content.decode()
    asked = client.get(f"{QUEUE}{report.pk}/decide/hide/")
    assert asked.context["form"].initial["reason"] == "stranger"
    response = client.post(f"{QUEUE}{report.pk}/decide/hide/", {"decided": "1", "reason": "stranger", "note": "So it is"}, follow=True)
    assert "Done, 1 time" in response.content.decode()
    assert SharedResult.objects.get().hidden_by == "staff"
    action = ModerationAction.objects.get()
    assert (action.actor, action.note) == (staff, "So it is")
    assert not Report.objects.queue().exists()
    assert "So it is" in client.get(page).content.decode()


def test_the_queue_is_in_order_and_shows_each_thing_once(client, staff, alice, bob, charlie, make_look, result):
    for person, reason in ((bob, "spam"), (charlie, "spam")):
        report_result(reporter=person, result=result, reason=reason)
    child, _ = share_result(user=alice, analysis=make_look(alice))
    report_result(reporter=bob, result=child, reason="minor")
    shown = client.get(QUEUE).context["cl"].result_list
    assert [row.result for row in shown] == [child, result]
    assert client.get(f"{QUEUE}?state=resolved").context["cl"].result_list.count() == 0


def test_several_at_once(client, staff, bob, alice, make_look, result):
    results = [result, share_result(user=alice, analysis=make_look(alice))[0]]
    reports = [report_result(reporter=bob, result=each, reason="spam") for each in results]
    asked = client.post(QUEUE, {"action": "hide", "_selected_action": [row.pk for row in reports]})
    assert asked.content.decode().count("_selected_action") == 2
    decide(client, QUEUE, "hide", *reports, reason="spam")
    assert not SharedResult.objects.visible().exists()


def test_comments_and_people_are_decided_on_too(client, staff, alice, bob, result):
    comment, _ = comment_services.add_comment(user=bob, result=result, text="Nasty words")
    about_comment = report_comment(reporter=alice, comment=comment, reason="harassment")
    about_person = report_person(reporter=alice, person=bob, reason="harassment")
    for report in (about_comment, about_person):
        assert client.get(f"{QUEUE}{report.pk}/change/").status_code == 200
    assert "Nasty words" in client.get(QUEUE).content.decode()
    decide(client, QUEUE, "hide", about_comment, reason="harassment")
    comment.refresh_from_db()
    assert comment.hidden
    assert "only banned" in decide(client, QUEUE, "hide", about_person, reason="harassment").content.decode()
    decide(client, QUEUE, "approve", about_person)
    assert not Report.objects.open().exists()
    decide(client, "/admin/leaderboard/comment/", "approve", comment)
    comment.refresh_from_db()
    assert not comment.hidden


def test_a_ban_and_its_end(client, charlie, alice, report, result):
    client.force_login(charlie)
    client.post(f"{QUEUE}{report.pk}/decide/ban/", {"decided": "1", "reason": "stranger"})
    assert not User.objects.get(pk=alice.pk).is_active
    assert Report.objects.get().state == "upheld"
    decide(client, LOG, "unban", ModerationAction.objects.get())
    assert User.objects.get(pk=alice.pk).is_active
    assert SharedResult.objects.visible().exists()


def test_the_log_undoes(client, staff, report, result):
    moderation_services.hold_result(result=result, reason="nudity", hidden_by="check")
    decide(client, "/admin/leaderboard/sharedresult/", "approve", result)
    approval = ModerationAction.objects.get(kind="approve")
    assert client.get(LOG).status_code == 200
    assert client.get(f"{LOG}{approval.pk}/change/").status_code == 200
    assert "Done, 1 time" in decide(client, LOG, "undo", approval, note="Oops").content.decode()
    result.refresh_from_db()
    assert (result.hidden_by, Report.objects.get().state) == ("check", "open")
    assert "already" in decide(client, LOG, "undo", approval).content.decode()


def test_without_the_right_nothing_happens(client, make_person, charlie, make_look, staff, report):
    theirs, _ = share_result(user=charlie, analysis=make_look(charlie))
    assert "no right" in decide(client, "/admin/leaderboard/sharedresult/", "hide", theirs, reason="spam").content.decode()
    assert "no right" in decide(client, QUEUE, "ban", report, reason="spam").content.decode()
    client.force_login(make_person("newcomer", is_staff=True))
    assert client.get(QUEUE).status_code == 403
    client.post(f"{QUEUE}{report.pk}/decide/hide/", {"decided": "1", "reason": "spam"})
    client.logout()
    assert client.get(QUEUE).url.startswith("/admin/login/")
    assert not ModerationAction.objects.exists()


def test_nothing_of_the_log_is_deleted_but_people_can_be(client, charlie, alice, report, result):
    client.force_login(charlie)
    moderation_services.hide_result(actor=charlie, result=result, reason="spam")
    for address, row in ((QUEUE, report), (LOG, ModerationAction.objects.get())):
        assert client.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"/admin/accounts/user/{alice.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=alice.pk).exists()
    assert ModerationAction.objects.get().note == ""


def test_the_queue_asks_not_once_per_row_and_detail(bob, make_person, make_look, assert_no_query_per_row):
    def add_row():
        person = make_person(f"person{User.objects.count()}")
        result, _new = share_result(user=person, analysis=make_look(person))
        report_result(reporter=bob, result=result, reason="spam")

    assert_no_query_per_row(QUEUE, add_row)
