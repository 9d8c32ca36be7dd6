"""Comments: what may be written, who may write it, edit it, delete it and undo that."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from accounts.refused import Refused
from leaderboard import comment_services, comment_texts, moderation_services
from leaderboard.models import Comment, Follow, Notification, Profile, Report, SharedResult, Silence

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(alice, put_on_board):
    return put_on_board(alice)


def comment_count(result):
    return SharedResult.objects.get(pk=result.pk).comment_count


def write(user, result, text="Lovely hat", **fields):
    return comment_services.add_comment(user=user, result=result, text=text, **fields)[0]


def test_it_works(alice, bob, result):
    comment = write(bob, result, "  Lovely hat\r\n\r\n\r\nand shoes ")
    assert comment.text == "Lovely hat\n\nand shoes"
    assert comment_count(result) == 1
    assert Notification.objects.get().comment == comment
    edited = comment_services.edit_comment(user=bob, comment=comment, text="Lovely")
    assert (edited.text, edited.edited_at is not None) == ("Lovely", True)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("\u202egnp.exe", "gnp.exe"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("Z" + 9 * "\u0351" + "algo", "Z" + 4 * "\u0351" + "algo"),
        ("Việt Nam, नमस्ते, ไม่เป็นไร, 👩‍🎤 ❤️", "Việt Nam, नमस्ते, ไม่เป็นไร, 👩‍🎤 ❤️"),
        ("half \ud83d", "half"),
        ("line\u2028line", "line line"),
        ("<b>bold</b> https://example.com", "<b>bold</b> https://example.com"),
        ("\n".join("x" * 30), "\n".join("x" * 19) + "\n" + " ".join("x" * 11)),
    ],
)
def test_a_comment_is_plain_text(sent, kept):
    assert comment_texts.clean(sent) == kept


@pytest.mark.parametrize("sent", ["", " \n ", "\u200b\u2060", "\u3164", "\u200d", "x" * 501, "x" * 100_000])
def test_nothing_and_too_much_are_refused(sent):
    with pytest.raises(ValidationError):
        comment_texts.clean(sent)


def test_the_owner_decides_who_comments(alice, bob, charlie, result):
    Profile.objects.update_or_create(person=alice, defaults={"comments_from": "followers"})
    with pytest.raises(Refused, match="Not everybody"):
        write(bob, result)
    Follow.objects.create(follower=bob, followed=alice)
    assert write(bob, result)
    assert write(alice, result)


def test_sent_twice_it_is_written_once(bob, charlie, result):
    number = uuid.uuid4()
    assert write(bob, result, comment_id=number) == write(bob, result, comment_id=number)
    assert comment_count(result) == 1
    for person, text in ((bob, "Other words"), (charlie, "Lovely hat")):
        with pytest.raises(Refused, match="Another"):
            write(person, result, text, comment_id=number)


def test_only_the_author_edits(alice, bob, charlie, result):
    comment = write(bob, result)
    for person in (alice, charlie):
        with pytest.raises(Comment.DoesNotExist):
            comment_services.edit_comment(user=person, comment=comment, text="mine")


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_author_and_owner_delete_and_undo(request, bob, who, result):
    person = request.getfixturevalue(who)
    comment = comment_services.edit_comment(user=bob, comment=write(bob, result), text="Better words")
    undo = comment_services.delete_comment(user=person, comment=comment)
    assert (comment_count(result), Comment.objects.count()) == (0, 0)
    for _ in range(2):
        assert comment_services.restore_comment(user=person, undo=undo) == comment
    again = Comment.objects.get()
    assert (again.text, again.created_at, again.edited_at, again.author) == (comment.text, comment.created_at, comment.edited_at, bob)
    assert comment_count(result) == 1


def test_others_cannot_delete_or_undo(bob, charlie, make_person, result):
    """Staff neither: they hide, which is logged."""
    comment, dora = write(bob, result), make_person("dora")
    for person in (dora, charlie):
        with pytest.raises(Comment.DoesNotExist):
            comment_services.delete_comment(user=person, comment=comment)
    undo = comment_services.delete_comment(user=bob, comment=comment)
    for person, text in ((dora, undo), (bob, undo + "x"), (bob, "")):
        with pytest.raises(Refused):
            comment_services.restore_comment(user=person, undo=text)
    assert not Comment.objects.exists()


def test_a_hidden_one_comes_back_hidden_and_a_reported_one_not_at_all(bob, charlie, result):
    comment = write(bob, result)
    assert comment_services.set_hidden(comment=comment, hidden=True)
    assert not comment_services.set_hidden(comment=comment, hidden=True)
    assert comment_count(result) == 0
    comment.refresh_from_db()
    undo = comment_services.delete_comment(user=bob, comment=comment)
    comment = comment_services.restore_comment(user=bob, undo=undo)
    assert (comment.hidden, comment_count(result)) == (True, 0)
    comment_services.set_hidden(comment=comment, hidden=False)
    assert comment_count(result) == 1
    Report.objects.create(reporter=charlie, comment=comment, reason="spam")
    comment.refresh_from_db()
    assert comment_services.delete_comment(user=bob, comment=comment) == ""


@pytest.mark.parametrize("way", ["block", "close"])
def test_who_may_write_no_more_neither_edits_nor_undoes(alice, bob, result, way):
    kept, taken = write(bob, result), write(bob, result, "Lovely shoes")
    undo = comment_services.delete_comment(user=bob, comment=taken)
    if way == "block":
        Silence.objects.create(person=alice, other=bob, kind="block")
    else:
        Profile.objects.update_or_create(person=alice, defaults={"comments_from": "me"})
    with pytest.raises((Refused, SharedResult.DoesNotExist)):
        comment_services.edit_comment(user=bob, comment=kept, text="Awful hat")
    with pytest.raises((Refused, SharedResult.DoesNotExist)):
        comment_services.restore_comment(user=bob, undo=undo)
    assert [comment.text for comment in Comment.objects.all()] == ["Lovely hat"]
    undo = comment_services.delete_comment(user=alice, comment=kept)
    assert comment_services.restore_comment(user=alice, undo=undo) == kept  # whose look it is may


def test_a_ban_and_its_end_between_deleting_and_undoing_count(alice, bob, charlie, result):
    comment = write(bob, result)
    undo = comment_services.delete_comment(user=alice, comment=comment)
    moderation_services.ban_person(actor=charlie, person=bob, reason="harassment")
    comment = comment_services.restore_comment(user=alice, undo=undo)
    assert (comment.hidden, comment.hidden_by_ban, comment_count(result)) == (True, True, 0)
    undo = comment_services.delete_comment(user=alice, comment=comment)
    bob.refresh_from_db()
    moderation_services.unban_person(actor=charlie, person=bob)
    comment = comment_services.restore_comment(user=alice, undo=undo)
    assert (comment.hidden, comment.hidden_by_ban, comment_count(result)) == (False, False, 1)


def test_who_reads_what(alice, bob, charlie, make_person, result):
    dora = make_person("dora")
    hidden, shown = write(bob, result, "rude"), write(bob, result, "nice")
    comment_services.set_hidden(comment=hidden, hidden=True)
    Silence.objects.create(person=dora, other=bob, kind="mute")
    seen = [set(Comment.objects.visible_to(person)) for person in (alice, bob, charlie, dora, AnonymousUser())]
    assert seen == [{shown}, {hidden, shown}, {hidden, shown}, set(), {shown}]


def test_an_anonymous_owner_stays_so_in_the_comments(alice, bob, result):
    SharedResult.objects.update(anonymous=True)
    write(alice, result)
    write(bob, result)
    authors = {comment.author: comment.shown_author for comment in Comment.objects.with_people()}
    assert authors == {alice: None, bob: bob}


def test_an_account_that_goes_takes_its_comments_along(bob, charlie, result):
    write(bob, result), write(bob, result), write(charlie, result)
    comment_services.forget_comments(person=bob)
    assert comment_count(result) == Comment.objects.count() == 1
