"""Reports: who may, once, and when they hold something until a human has looked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import limits
from accounts.models import User
from accounts.refused import Refused
from analysis.models import Photo
from leaderboard import comment_services, moderation_services, report_services
from leaderboard.models import Comment, ModerationAction, Notification, Report, SharedResult
from leaderboard.report_services import report_comment, report_person, report_result
from leaderboard.tests.test_sharing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(alice, put_on_board):
    result = put_on_board(alice)
    Photo.objects.update(is_public=True)
    return result


@pytest.fixture
def people(make_person):
    """`people(3, days=30)`: so many accounts, so old."""

    def make(number, days=30):
        made = [make_person(f"witness{User.objects.count()}") for _ in range(number)]
        User.objects.filter(pk__in=[person.pk for person in made]).update(date_joined=timezone.now() - timedelta(days=days))
        return User.objects.filter(pk__in=[person.pk for person in made])

    return make


def report_all(reporters, result, reason="spam"):
    for person in reporters:
        report_result(reporter=person, result=result, reason=reason)
    result.refresh_from_db()


def test_it_works(bob, result):
    report = report_result(reporter=bob, result=result, reason="stranger", note="  That is\nme. ")
    assert (report.note, report.state, report.reporter, report.result) == ("That is me.", "open", bob, result)
    assert report.priority > report_result(address="203.0.113.9", result=result, reason="spam").priority
    result.refresh_from_db()
    assert not result.hidden


def test_one_open_report_each(bob, make_person, result):
    first = report_result(reporter=bob, result=result, reason="spam")
    assert report_result(reporter=bob, result=result, reason="nudity") == first
    visitors = [report_result(address=address, result=result, reason="spam") for address in ("203.0.113.9", "203.0.113.9", "203.0.113.8")]
    assert visitors[0] == visitors[1] != visitors[2]
    assert Report.objects.count() == 3
    assert "203" not in visitors[0].visitor


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_they_are_counted_together(people, result):
    """Each alone would find one report and hold nothing."""
    witnesses = list(people(3))
    at_once(*[lambda person=person: report_result(reporter=person, result=result, reason="spam") for person in witnesses * 2])
    assert Report.objects.count() == 3
    result.refresh_from_db()
    assert (result.hidden, result.hidden_by) == (True, "reports")
    assert ModerationAction.objects.count() == 1


def test_three_people_hold_it_and_the_owner_is_told(alice, people, result):
    report_all(people(2), result)
    assert not result.hidden
    report_all(people(1), result)
    assert (result.hidden, result.hidden_by) == (True, "reports")
    assert not Photo.objects.get().is_public
    action = ModerationAction.objects.get()
    assert (action.kind, action.actor, action.person, action.is_automatic) == ("hold", None, alice, True)
    notice = Notification.objects.get(recipient=alice)
    assert notice.details["action"] == "hold"


def test_a_child_or_a_stranger_needs_two(people, result):
    report_all(people(2), result, "minor")
    assert result.hidden


def test_a_ring_of_new_accounts_and_visitors_holds_nothing(people, result):
    report_all(people(20, days=2), result, "minor")
    for number in range(20):
        report_result(address=f"203.0.113.{number}", result=result, reason="minor")
    result.refresh_from_db()
    assert not result.hidden
    report_all(people(1), result, "minor")  # with somebody who can be believed they are one more
    assert result.hidden


def test_who_was_wrong_before_counts_less(charlie, alice, people, put_on_board, result):
    cross = people(3)
    for _ in range(2):
        other = put_on_board(alice)
        report_all(cross, other)
        moderation_services.approve_result(actor=charlie, result=other)
    report_all(cross, result)
    assert not result.hidden


def test_what_many_saw_needs_more(people, result):
    SharedResult.objects.update(seen_count=250)
    report_all(people(4), result)
    assert not result.hidden
    report_all(people(1), result)
    assert result.hidden


def test_what_staff_approved_is_not_held_again(charlie, people, result):
    report_all(people(3), result)
    moderation_services.approve_result(actor=charlie, result=result)
    report_all(people(5), result)
    assert not result.hidden
    assert Report.objects.open().count() == 5


def test_an_approval_that_was_taken_back_is_none(charlie, people, result):
    report_all(people(2), result)
    approval = moderation_services.approve_result(actor=charlie, result=result)
    moderation_services.undo_action(actor=charlie, action=approval)
    report_all(people(1), result)
    assert result.hidden


def test_a_comment_out_of_sight_cannot_be_reported(alice, bob, charlie, result):
    comment, _ = comment_services.add_comment(user=bob, result=result, text="Rude")
    comment_services.set_hidden(comment=comment, hidden=True)
    for who in ({"reporter": alice}, {"address": "203.0.113.9"}):
        with pytest.raises(Comment.DoesNotExist):
            report_comment(comment=comment, reason="harassment", **who)
    assert not Report.objects.exists()


def test_a_comment_that_was_approved_and_then_changed_is_held_again(charlie, alice, bob, people, result):
    comment, _ = comment_services.add_comment(user=bob, result=result, text="Lovely")
    for held in (True, False, True):
        for person in people(3):
            report_comment(reporter=person, comment=comment, reason="harassment")
        comment.refresh_from_db()
        assert comment.hidden == held
        if held:
            moderation_services.approve_comment(actor=charlie, comment=comment)
        else:
            comment_services.edit_comment(user=bob, comment=comment, text="Awful")
            Report.objects.all().delete()


def test_comments_are_held_too_and_no_more_counted(alice, bob, people, result):
    comment, _ = comment_services.add_comment(user=bob, result=result, text="Nasty words")
    for person in people(3):
        report_comment(reporter=person, comment=comment, reason="harassment")
    comment.refresh_from_db()
    result.refresh_from_db()
    assert (comment.hidden, result.comment_count) == (True, 0)
    assert Notification.objects.get(recipient=bob).details["thing"] == "comment"


def test_a_person_is_only_reported(bob, people, alice):
    for person in people(5):
        report_person(reporter=person, person=alice, reason="harassment")
    alice.refresh_from_db()
    assert alice.is_active
    assert Report.objects.queue().get().about == alice


def test_nobody_reports_their_own_or_what_they_do_not_see(alice, bob, result):
    with pytest.raises(Refused):
        report_result(reporter=alice, result=result, reason="spam")
    comment, _ = comment_services.add_comment(user=alice, result=result, text="Mine")
    SharedResult.objects.update(hidden=True, hidden_by="staff")
    with pytest.raises(SharedResult.DoesNotExist):
        report_result(reporter=bob, result=result, reason="spam")
    with pytest.raises(SharedResult.DoesNotExist):
        report_result(address="203.0.113.9", result=result, reason="spam")
    with pytest.raises(Comment.DoesNotExist):
        report_comment(reporter=bob, comment=comment, reason="spam")
    assert not Report.objects.exists()


def test_visitors_are_limited_by_address(settings, alice, put_on_board):
    settings.WRITE_LIMITS = {"report_visitor": [2, 3600]}
    for _ in range(2):
        report_result(address="203.0.113.9", result=put_on_board(alice), reason="spam")
    with pytest.raises(limits.TooOften):
        report_result(address="203.0.113.9", result=put_on_board(alice), reason="spam")


def test_the_queue_has_each_thing_once_the_worst_first(bob, charlie, alice, people, put_on_board, result):
    other = put_on_board(alice)
    report_result(reporter=bob, result=result, reason="spam")
    report_result(reporter=charlie, result=other, reason="spam")
    report_result(reporter=bob, result=other, reason="minor")
    assert [(report.result, report.reason) for report in Report.objects.queue()] == [(other, "minor"), (result, "spam")]


def test_a_resolved_report_forgets_the_visitor(charlie, result):
    report_result(address="203.0.113.9", result=result, reason="spam")
    moderation_services.hide_result(actor=charlie, result=result, reason="spam")
    report = Report.objects.get()
    assert (report.state, report.visitor, report.resolved_by) == ("upheld", "", charlie)


def test_a_long_note_is_cut(bob, result):
    assert len(report_result(reporter=bob, result=result, reason="other", note="x" * 9999).note) == report_services.NOTE_LENGTH
