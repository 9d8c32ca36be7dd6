"""Double clicks, two tabs, two devices: requests at the same moment, on connections of their own, end as one."""

import uuid

import pytest

from leaderboard import bookmark_services, comment_services, like_services
from leaderboard.models import Bookmark, Collection, Comment, Like, Notification, SharedResult, Sighting

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_works(alice, bob, charlie, put_on_board, together):
    result = put_on_board(alice)

    def like(person):
        return lambda: like_services.like_result(user=person, result=result)

    together(*[like(bob)] * 4, *[like(charlie)] * 2, lambda: like_services.see_result(user=bob, result=result))
    result.refresh_from_db()
    assert (Like.objects.count(), result.like_count, Sighting.objects.count(), result.seen_count) == (2, 2, 2, 2)
    assert Notification.objects.count() == 2

    together(*[lambda: like_services.unlike_result(user=bob, result=result)] * 4, like(charlie))
    result.refresh_from_db()
    assert (Like.objects.count(), result.like_count) == (1, 1)
    assert result.like_weight == pytest.approx(Sighting.objects.get(person=charlie).weight)

    # Whichever of a like and its opposite comes last, the counter says what the rows say.
    together(*[like(bob), lambda: like_services.unlike_result(user=bob, result=result)] * 3)
    result.refresh_from_db()
    assert result.like_count == Like.objects.count()
    assert Notification.objects.count() == 2


def test_a_comment_sent_twice_and_deleted_twice(alice, bob, put_on_board, together):
    result, number = put_on_board(alice), uuid.uuid4()
    answers = together(*[lambda: comment_services.add_comment(user=bob, result=result, text="Lovely", comment_id=number)] * 5)
    assert sorted(is_new for _, is_new in answers) == [False] * 4 + [True]
    assert SharedResult.objects.get().comment_count == Comment.objects.count() == Notification.objects.count() == 1

    comment = Comment.objects.get()
    undos = [undo for undo in together(*[lambda: comment_services.delete_comment(user=bob, comment=comment)] * 4) if isinstance(undo, str)]
    assert len(undos) == 1
    assert SharedResult.objects.get().comment_count == Comment.objects.count() == 0
    together(*[lambda: comment_services.restore_comment(user=bob, undo=undos[0])] * 4)
    assert SharedResult.objects.get().comment_count == Comment.objects.count() == 1


def test_what_is_kept_twice_is_kept_once(alice, bob, put_on_board, together):
    result = put_on_board(alice)
    together(*[lambda: bookmark_services.keep_result(user=bob, result=result)] * 5)
    assert Bookmark.objects.count() == 1
    answers = together(*[lambda: bookmark_services.create_collection(user=bob, name="Winter")] * 4)
    assert sorted(is_new for _, is_new in answers) == [False] * 3 + [True]
    assert Collection.objects.count() == 1
    # Kept or given up while the result goes: nothing fails, nothing is left.
    outcomes = together(result.delete, *[lambda: bookmark_services.keep_result(user=bob, result=result)] * 3)
    assert all(not isinstance(outcome, Exception) or isinstance(outcome, SharedResult.DoesNotExist) for outcome in outcomes)
    assert not Bookmark.objects.exists()
