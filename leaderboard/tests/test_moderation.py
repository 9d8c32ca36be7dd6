"""What staff do to results, comments and people: logged, told, and undone without a trace."""

import io
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import jobs, live_accounts
from accounts.export_writer import write_export
from accounts.models import User
from accounts.refused import Refused
from accounts.services import create_token
from analysis.models import Photo
from evaranks.testing import PASSWORD
from leaderboard import comment_services, moderation_services, notice_words
from leaderboard.models import Comment, ModerationAction, Notification, Report, SharedResult
from leaderboard.moderation_services import (
    approve_comment,
    approve_result,
    ban_person,
    hide_comment,
    hide_result,
    unban_person,
    undo_action,
)
from leaderboard.report_services import report_person, report_result
from leaderboard.services import share_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(alice, make_look):
    return share_result(user=alice, analysis=make_look(alice), caption="rude")[0]


@pytest.fixture
def helper(make_person):
    """Staff who may moderate, and no more."""
    person = make_person("helper", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="moderate"))
    return person


def state(result) -> tuple:
    """(hidden, by what, whether the photo is public)"""
    result.refresh_from_db()
    return result.hidden, result.hidden_by, Photo.objects.get(pk=result.analysis.photo_id).is_public


def test_what_staff_note_for_themselves_is_in_no_export(bob, charlie, result):
    """The form promises it: a note may name who reported."""
    hide_result(actor=charlie, result=result, reason="harassment", note="bob told me on the phone")
    file = io.BytesIO()
    write_export(result.owner, file, lambda *_: None)
    text = zipfile.ZipFile(file).read("moderation.json").decode()
    assert "harassment" in text
    assert "phone" not in text
    assert "charlie" not in text


def told(person) -> list:
    return [(notice.details["action"], notice.details.get("outcome", "")) for notice in Notification.objects.filter(recipient=person)]


VISIBLE, HIDDEN = (False, "", True), (True, "staff", False)


def test_it_works(alice, bob, helper, result):
    report_result(reporter=bob, result=result, reason="nudity")
    action = hide_result(actor=helper, result=result, reason="nudity", note="No doubt about it")
    assert state(result) == HIDDEN
    assert (action.actor, action.person, action.note, action.reason) == (helper, alice, "No doubt about it", "nudity")
    assert Report.objects.get().state == "upheld"
    assert told(alice) == [("hide", "")]
    assert told(bob) == [("report", "upheld")]


def test_approving_dismisses_and_shows(alice, bob, charlie, result):
    report_result(reporter=bob, result=result, reason="nudity")
    moderation_services.hold_result(result=result, reason="nudity")
    approve_result(actor=charlie, result=result)
    assert state(result) == VISIBLE
    assert told(alice) == [("approve", ""), ("hold", "")]
    assert told(bob) == [("report", "dismissed")]


def test_the_owner_hears_nothing_of_reports_that_changed_nothing(alice, bob, charlie, result):
    report_result(reporter=bob, result=result, reason="spam")
    approve_result(actor=charlie, result=result)
    assert told(alice) == []


def test_undoing_brings_back_exactly_what_was(alice, bob, charlie, result):
    report_result(reporter=bob, result=result, reason="nudity")
    moderation_services.hold_result(result=result, reason="nudity", hidden_by="check")
    before = state(result)
    hiding = hide_result(actor=charlie, result=result, reason="nudity")
    undoing = undo_action(actor=charlie, action=hiding, note="Too quick")
    assert state(result) == before == (True, "check", False)
    assert Report.objects.get().state == "open"
    assert (undoing.kind, undoing.undoes, undoing.note) == ("undo", hiding, "Too quick")
    with pytest.raises(Refused, match="already"):
        undo_action(actor=charlie, action=hiding)
    with pytest.raises(Refused):
        undo_action(actor=charlie, action=undoing)


def test_the_latest_is_undone_first(charlie, result):
    first = hide_result(actor=charlie, result=result, reason="spam")
    second = approve_result(actor=charlie, result=result)
    with pytest.raises(Refused, match="since"):
        undo_action(actor=charlie, action=first)
    undo_action(actor=charlie, action=second)
    assert state(result) == HIDDEN
    undo_action(actor=charlie, action=first)
    assert state(result) == VISIBLE


def test_a_reopened_report_gives_way_to_a_newer_one(bob, charlie, result):
    report_result(reporter=bob, result=result, reason="spam")
    approval = approve_result(actor=charlie, result=result)
    report_result(reporter=bob, result=result, reason="nudity")
    undo_action(actor=charlie, action=approval)
    assert sorted(Report.objects.values_list("reason", "state")) == [("nudity", "open"), ("spam", "dismissed")]


def test_nothing_twice(charlie, result):
    hide_result(actor=charlie, result=result, reason="spam")
    with pytest.raises(Refused):
        hide_result(actor=charlie, result=result, reason="spam")
    assert ModerationAction.objects.count() == 1


def test_comments_are_hidden_and_come_back(alice, bob, charlie, result):
    comment, _ = comment_services.add_comment(user=bob, result=result, text="Nasty words")
    action = hide_comment(actor=charlie, comment=comment, reason="harassment")
    comment.refresh_from_db()
    result.refresh_from_db()
    assert (comment.hidden, result.comment_count) == (True, 0)
    assert told(bob) == [("hide", "")]
    undo_action(actor=charlie, action=action)
    comment.refresh_from_db()
    result.refresh_from_db()
    assert (comment.hidden, result.comment_count) == (False, 1)


def test_a_ban_keeps_the_person_out(client, alice, charlie, result, mailoutbox):
    _token, secret = create_token(owner=alice, name="script")
    client.force_login(alice)
    with jobs.run_now():
        ban_person(actor=charlie, person=alice, reason="harassment")
    assert client.get("/profile/").url.startswith("/login/")
    fresh = Client()
    fresh.post("/login/", {"username": "alice", "password": PASSWORD})
    assert fresh.get("/profile/").url.startswith("/login/")
    assert client.get("/api/v1/photos/", headers={"Authorization": f"Token {secret}"}).status_code == 401
    assert state(result) == (True, "ban", False)
    (mail,) = mailoutbox
    assert mail.to == [alice.email]
    assert "Harassment" in mail.body


def test_unbanning_shows_again_only_what_the_ban_hid(alice, charlie, make_look, result, mailoutbox):
    rude, _ = share_result(user=alice, analysis=make_look(alice))
    hide_result(actor=charlie, result=rude, reason="nudity")
    ban_person(actor=charlie, person=alice, reason="nudity")
    approved, _ = rude, approve_result(actor=charlie, result=rude)
    assert state(approved) == (True, "ban", False)  # nothing of a banned person is seen
    later = hide_result(actor=charlie, result=result, reason="nudity")
    alice.refresh_from_db()
    with jobs.run_now():
        unban_person(actor=charlie, person=alice)
    assert state(approved) == VISIBLE
    assert state(result) == HIDDEN
    undo_action(actor=charlie, action=later)  # what was before, a ban, is no more
    assert state(result) == VISIBLE
    assert "open again" in mailoutbox[-1].subject


def test_comments_follow_a_ban(alice, bob, charlie, result):
    loud, _ = comment_services.add_comment(user=bob, result=result, text="Loud words")
    nasty, _ = comment_services.add_comment(user=bob, result=result, text="Nasty words")
    hide_comment(actor=charlie, comment=nasty, reason="harassment")
    ban_person(actor=charlie, person=bob, reason="harassment")
    result.refresh_from_db()
    assert result.comment_count == 0
    assert not result.comments.visible_to(alice).exists()
    bob.refresh_from_db()
    unban_person(actor=charlie, person=bob)
    result.refresh_from_db()
    assert result.comment_count == 1
    assert list(result.comments.visible_to(alice)) == [loud]


def test_what_staff_decide_on_a_banned_persons_comment_holds_after_the_ban(alice, bob, charlie, result):
    comment, _ = comment_services.add_comment(user=bob, result=result, text="Rude")
    ban_person(actor=charlie, person=bob, reason="harassment")
    hide_comment(actor=charlie, comment=comment, reason="harassment")
    approve_comment(actor=charlie, comment=comment)
    assert Comment.objects.get().hidden  # nothing of a banned person is seen
    hidden = hide_comment(actor=charlie, comment=comment, reason="harassment")
    unban_person(actor=charlie, person=bob)
    assert Comment.objects.get().hidden
    undo_action(actor=charlie, action=hidden)
    assert not Comment.objects.get().hidden


def test_undoing_a_ban_reopens_its_reports(alice, bob, charlie, result):
    report = report_result(reporter=bob, result=result, reason="nudity")
    report_person(reporter=bob, person=alice, reason="harassment")
    ban = ban_person(actor=charlie, person=alice, reason="nudity", report=report)
    assert set(Report.objects.values_list("state", flat=True)) == {"upheld"}
    undo_action(actor=charlie, action=ban)
    assert set(Report.objects.values_list("state", flat=True)) == {"open"}
    assert state(result) == VISIBLE
    assert User.objects.get(pk=alice.pk).is_active


def test_undoing_a_ban_or_its_end_tells_the_person(alice, charlie, mailoutbox, monkeypatch):
    closed = []
    monkeypatch.setattr(live_accounts, "close_sockets", lambda person: closed.append(person.pk))
    ban = ban_person(actor=charlie, person=alice, reason="harassment")
    with jobs.run_now():
        undo_action(actor=charlie, action=ban)
    assert "open again" in mailoutbox[-1].subject
    ban_person(actor=charlie, person=alice, reason="harassment")
    alice.refresh_from_db()
    unban = unban_person(actor=charlie, person=alice)
    closed.clear()
    with jobs.run_now():
        undo_action(actor=charlie, action=unban)
    assert "is closed" in mailoutbox[-1].subject
    assert len(mailoutbox) == 2
    assert closed == [alice.pk]


def test_undoing_what_left_a_person_as_they_were_sends_no_mail(alice, bob, charlie, mailoutbox):
    report_person(reporter=bob, person=alice, reason="harassment")
    approval = moderation_services.approve_person(actor=charlie, person=alice)
    with jobs.run_now():
        undo_action(actor=charlie, action=approval)
    assert not mailoutbox


def test_rights(alice, bob, charlie, helper, make_person, result):
    for person in (bob, make_person("newcomer", is_staff=True)):
        with pytest.raises(PermissionDenied):
            hide_result(actor=person, result=result, reason="spam")
    with pytest.raises(PermissionDenied):
        ban_person(actor=helper, person=alice, reason="spam")
    helper.user_permissions.add(Permission.objects.get(codename="ban_people"))
    helper = User.objects.get(pk=helper.pk)  # rights are remembered by the object
    with pytest.raises(Refused):
        ban_person(actor=helper, person=helper, reason="spam")
    ban = ban_person(actor=helper, person=alice, reason="spam")
    with pytest.raises(PermissionDenied):
        undo_action(actor=bob, action=ban)
    assert not SharedResult.objects.visible().exists()


def test_staff_do_not_moderate_superusers_nor_ban_each_other(helper, charlie, make_person, make_look):
    helper.user_permissions.add(Permission.objects.get(codename="ban_people"))
    helper = User.objects.get(pk=helper.pk)
    theirs, _ = share_result(user=charlie, analysis=make_look(charlie))
    with pytest.raises(PermissionDenied):
        hide_result(actor=helper, result=theirs, reason="spam")
    with pytest.raises(PermissionDenied):
        ban_person(actor=helper, person=make_person("colleague", is_staff=True), reason="spam")


def test_what_staff_do_to_their_own_is_noted(helper, make_look):
    mine, _ = share_result(user=helper, analysis=make_look(helper))
    assert hide_result(actor=helper, result=mine, reason="other").is_own


def test_every_sentence_says_what_happened(alice, bob, charlie, make_look):
    """No notification falls back to the general words."""
    result, _ = share_result(user=alice, analysis=make_look(alice))
    comment, _ = comment_services.add_comment(user=alice, result=result, text="Words")
    report_result(reporter=bob, result=result, reason="nudity")
    moderation_services.hold_comment(comment=comment, reason="harassment")
    moderation_services.approve_comment(actor=charlie, comment=comment)
    hiding = hide_comment(actor=charlie, comment=comment, reason="spam")
    undo_action(actor=charlie, action=hiding)
    moderation_services.hold_result(result=result, reason="nudity")
    approval = approve_result(actor=charlie, result=result)
    undo_action(actor=charlie, action=approval)
    hide_result(actor=charlie, result=result, reason="nudity")
    ban_person(actor=charlie, person=alice, reason="nudity")
    alice.refresh_from_db()
    unban_person(actor=charlie, person=alice)
    sentences = [notice_words.sentence(notice) for notice in Notification.objects.filter(recipient__in=[alice, bob], kind="moderation")]
    general = "decided something"
    assert sum(general in sentence for sentence in sentences) == 1  # the ban, which is told by mail
    assert any("hidden your look" in sentence and "Nudity" in sentence for sentence in sentences)
    assert len(sentences) == 12
