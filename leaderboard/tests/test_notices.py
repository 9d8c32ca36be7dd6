"""What people are told: once, in their language, and nothing from themselves or those whom they silenced."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from accounts import live_sending
from leaderboard import notice_services, notice_words
from leaderboard.comment_services import add_comment
from leaderboard.models import Notification, Profile, Silence
from leaderboard.moderation_services import ban_person, hide_comment, undo_action

pytestmark = pytest.mark.django_db

Kind = Notification.Kind
HALL = {"week": "2026-11-16", "label": "boho", "place": 1}


@pytest.fixture
def result(alice, put_on_board):
    return put_on_board(alice, "boho")


@pytest.fixture
def pushed(monkeypatch):
    """What went to the channel layer: (group, message)."""
    sent = []

    async def send(name, message):
        sent.append((name, message))

    monkeypatch.setattr(live_sending, "_send", send)
    return sent


def like(alice, bob, result):
    return notice_services.notify(recipient=alice, kind="like", actor=bob, result=result)


def test_it_works(alice, bob, result, pushed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notice = like(alice, bob, result)
        assert not pushed  # the transaction could still be undone
    assert notice_words.sentence(notice) == "Bob likes your Boho look."
    [(group, message)] = pushed
    assert group == f"notices.{alice.pk}"
    address = f"/notifications/{notice.pk}/"  # where it is read, and leads on
    assert message == {"type": "notices.changed", "unread": 1, "text": "Bob likes your Boho look.", "address": address}


def test_the_same_is_told_once(alice, bob, charlie, result):
    comment, _ = add_comment(user=charlie, result=result, text="Lovely")
    Notification.objects.all().delete()
    occasions = [
        {"kind": "like", "actor": bob, "result": result},
        {"kind": "follow", "actor": bob},
        {"kind": "comment", "actor": charlie, "result": result, "comment": comment},
        {"kind": "hall", "result": result, "details": HALL},
        {"kind": "moderation", "details": {"action": "unban", "id": 1}},
    ]
    for occasion in occasions:
        assert notice_services.notify(recipient=alice, **occasion)
        assert notice_services.notify(recipient=alice, **occasion) is None
    assert Notification.objects.count() == len(occasions)
    assert notice_services.notify(recipient=alice, kind="hall", result=result, details={**HALL, "week": "2026-11-23"})


def test_nobody_hears_of_themselves_or_of_whom_they_silenced(alice, bob, charlie, result):
    Silence.objects.create(person=alice, other=bob, kind="mute")
    assert like(alice, alice, result) is None
    assert like(alice, bob, result) is None
    assert like(alice, charlie, result)


def test_who_does_not_want_to_hear_is_not_told_but_of_what_staff_decide(alice, bob, result):
    notice_services.choose_kinds(user=alice, wanted=["comment"])
    assert Profile.objects.get(person=alice).unwanted_notices == ["like", "follow", "hall"]
    assert like(alice, bob, result) is None
    assert notice_services.notify(recipient=alice, kind="moderation", details={"action": "hide"})
    notice_services.choose_kinds(user=alice, wanted=["like"])
    assert like(alice, bob, result)


def test_read_ones_are_deleted_after_90_days(alice, bob, charlie, result, capsys):
    old, young, unread = like(alice, bob, result), like(alice, charlie, result), like(bob, charlie, result)
    now = timezone.now()
    Notification.objects.filter(pk=old.pk).update(read_at=now - timedelta(days=91))
    Notification.objects.filter(pk=young.pk).update(read_at=now - timedelta(days=89))
    Notification.objects.filter(pk=unread.pk).update(created_at=now - timedelta(days=900))
    call_command("delete_old_notifications")
    assert set(Notification.objects.all()) == {young, unread}
    assert "1 " in capsys.readouterr().out


def test_reading_tells_the_other_tabs(alice, bob, charlie, result, pushed, django_capture_on_commit_callbacks):
    mine, others = like(alice, bob, result), like(bob, charlie, result)
    with django_capture_on_commit_callbacks(execute=True):
        assert notice_services.read_notices(user=alice, ids=[mine.pk, others.pk]) == 1
    assert pushed == [(f"notices.{alice.pk}", {"type": "notices.changed", "unread": 0})]
    assert list(Notification.objects.unread()) == [others]
    assert notice_services.read_notices(user=alice) == 0


def test_one_line_is_read_with_its_fellows(alice, bob, charlie, result, put_on_board):
    first, second, other = like(alice, bob, result), like(alice, charlie, result), like(alice, bob, put_on_board(alice))
    assert notice_words.sentence(second, 1) == "Charlie and 1 other like your Boho look."
    assert notice_services.read_line(notice=first) == 2
    assert list(Notification.objects.unread()) == [other]


def test_what_is_out_of_sight_is_not_told(client, alice, bob, charlie, make_person, result):
    """A hidden comment, and what somebody did who was banned; it is told again once it is seen again."""
    rude, dora = add_comment(user=bob, result=result, text="Rude words")[0], make_person("dora")
    like(alice, dora, result)
    notice = Notification.objects.get(comment=rude)
    client.force_login(alice)
    actions = [
        hide_comment(actor=charlie, comment=rude, reason="harassment"),
        ban_person(actor=charlie, person=dora, reason="spam"),
    ]
    page = client.get("/notifications/").content.decode()
    assert "Rude words" not in page
    assert "Dora" not in page
    assert client.get("/api/v1/notifications/").json()["results"] == []
    assert Notification.objects.told(alice).unread_count() == 0
    assert client.get(f"/notifications/{notice.pk}/").status_code == 404
    assert Notification.objects.told(bob).get().kind == Kind.MODERATION  # about the very comment
    for action in actions:
        undo_action(actor=charlie, action=action)
    page = client.get("/notifications/").content.decode()
    assert "Rude words" in page
    assert "Dora" in page
    assert Notification.objects.told(alice).unread_count() == 2


def test_a_channel_layer_that_is_away_harms_nothing(alice, bob, result, settings, django_capture_on_commit_callbacks, caplog):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "leaderboard.tests.test_notices.AwayLayer"}}
    with django_capture_on_commit_callbacks(execute=True):
        assert like(alice, bob, result)
    assert "not told notices.changed" in caplog.text


class AwayLayer:
    def __init__(self, **options):
        pass

    async def group_send(self, group, message):
        raise ConnectionError("no Redis here")


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"action": "hide", "thing": "comment"}, "hidden your comment"),
        ({"action": "report", "outcome": "dismissed"}, "let it stand"),
        ({"action": "something new"}, "decided something"),
    ],
)
def test_what_staff_decide_is_said_in_words(alice, details, words):
    assert words in notice_words.sentence(Notification(recipient=alice, kind="moderation", details=details))


def test_every_kind_has_words_and_an_address_in_both_languages(alice, bob, result):
    comment, _ = add_comment(user=bob, result=result, text="long " * 60)
    for language in ("en", "ko"):
        with translation.override(language):
            for kind in Kind:
                notice = Notification(recipient=alice, kind=kind, actor=bob, result=result, comment=comment, details=HALL)
                assert 5 < len(notice_words.sentence(notice)) < 160
                assert notice_words.address(notice).startswith("/")
