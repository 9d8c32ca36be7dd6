"""People, looks and comments that go while others are at them: nobody waits in a circle, and the counters say what is there."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Q
from social_django.models import UserSocialAuth

from accounts.models import User
from accounts.refused import Refused
from accounts.services import delete_account
from accounts.social_services import delete_identity
from analysis.models import Photo
from analysis.services import delete_photo
from leaderboard import comment_services, follow_services, like_services, moderation_services, report_services, services
from leaderboard.models import Profile, SharedResult

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def crowd(make_person):
    """`crowd(round, number)`: people of a round, all new."""
    return lambda number, size: [make_person(f"p{number}-{index}") for index in range(size)]


def liking(person, result):
    result, person = SharedResult.objects.get(pk=result.pk), User.objects.get(pk=person.pk)
    return lambda: like_services.like_result(user=person, result=result)


def commenting(person, result):
    result, person = SharedResult.objects.get(pk=result.pk), User.objects.get(pk=person.pk)
    return lambda: comment_services.add_comment(user=person, result=result, text="Lovely")


def leaving(person):
    person = User.objects.get(pk=person.pk)
    return lambda: delete_account(user=person)


def check(answers):
    """Only what is gone may have been refused."""
    allowed = (ObjectDoesNotExist, Refused)
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, allowed)]
    seen = Count("comments", filter=Q(comments__hidden=False), distinct=True)
    for result in SharedResult.objects.annotate(liked=Count("likes", distinct=True), said=seen):
        assert (result.like_count, result.comment_count) == (result.liked, result.said)


def leaving_through_facebook(person):
    person = User.objects.get(pk=person.pk)
    person.set_unusable_password()
    person.save()
    link = UserSocialAuth.objects.create(user=person, provider="facebook", uid=str(person.pk))
    return lambda: delete_identity(provider="facebook", uid=link.uid)


@pytest.mark.parametrize("way", [leaving, leaving_through_facebook])
def test_it_works(way, crowd, put_on_board, together):
    """Two who like, follow and comment on each other leave at the same moment."""
    for number in range(ROUNDS):
        one, other, third = crowd(number, 3)
        looks = {person.pk: [put_on_board(person) for _look in range(3)] for person in (one, other)}
        for person, friend in ((one, other), (other, one), (third, one), (third, other)):
            follow_services.follow_person(follower=person, followed=friend)
            for look in looks[friend.pk]:
                liking(person, look)()
                commenting(person, look)()
        check(together(leaving(one), way(other)))
        assert not SharedResult.objects.exists()
        assert Profile.objects.get(person=third).following_count == 0


def test_others_like_and_comment_while_the_wearer_leaves(crowd, put_on_board, together):
    for number in range(ROUNDS):
        wearer, *fans = crowd(number, 6)
        looks = [put_on_board(wearer) for _fan in fans]
        jobs = [job(*pair) for job in (liking, commenting) for pair in zip(fans, looks, strict=True)]
        check(together(*jobs, leaving(wearer)))
        assert not SharedResult.objects.exists()


def test_two_are_banned_under_whose_looks_people_talk(charlie, crowd, put_on_board, together):
    for number in range(ROUNDS):
        people = crowd(number, 2)
        looks = [[put_on_board(person) for _look in range(4)] for person in people]
        for person, theirs in zip(people, looks[::-1], strict=True):
            for look in theirs:
                commenting(person, look)()

        def banning(person):
            return lambda: moderation_services.ban_person(actor=charlie, person=person, reason="spam")

        likes = [liking(people[1], look) for look in looks[0]]
        check(together(*[banning(User.objects.get(pk=person.pk)) for person in people], *likes))


def test_who_reported_leaves_while_staff_decide(charlie, crowd, put_on_board, together):
    for number in range(ROUNDS):
        wearer, late, *witnesses = crowd(number, 6)
        look = put_on_board(wearer)

        def reporting(person, look=look):
            return lambda: report_services.report_result(reporter=person, result=look, reason="spam")

        for person in witnesses:
            liking(person, look)()
            reporting(person)()
        jobs = [reporting(User.objects.get(pk=late.pk)), leaving(late), *map(leaving, witnesses)]
        check(together(*jobs, lambda look=look: moderation_services.hide_result(actor=charlie, result=look, reason="spam")))


def test_a_reported_photo_is_deleted_while_its_owner_leaves(crowd, put_on_board, together):
    for number in range(2 * ROUNDS):
        wearer, witness = crowd(number, 2)
        looks = [put_on_board(wearer, fingerprint="01" * 32) for _look in range(3)]
        for look in looks:
            report_services.report_result(reporter=witness, result=look, reason="spam")
        photos = Photo.objects.filter(owner=wearer)
        check(together(leaving(wearer), *[lambda photo=photo: delete_photo(photo=photo) for photo in photos]))


@pytest.mark.parametrize("way", ["unshare", "delete the photo", "hide"])
def test_likes_and_comments_on_a_look_that_goes(way, charlie, crowd, put_on_board, together):
    for number in range(ROUNDS):
        wearer, *fans = crowd(number, 6)
        look = put_on_board(wearer)
        photo = Photo.objects.get(pk=look.photo.pk)
        going = {
            "unshare": lambda wearer=wearer, look=look: services.unshare_result(user=wearer, result=look),
            "delete the photo": lambda photo=photo: delete_photo(photo=photo),
            "hide": lambda look=look: moderation_services.hide_result(actor=charlie, result=look, reason="spam"),
        }[way]
        jobs = [job(fan, look) for job in (liking, commenting) for fan in fans]
        check(together(*jobs, going, *([leaving(wearer)] if way == "hide" else [])))
        assert not SharedResult.objects.filter(pk=look.pk).exists()
