"""Profiles, the diary, lists of people, settings: who may see what, through the pages and the API."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from leaderboard import diary, follow_services, silence_services, style_statistics
from leaderboard.audience import may_see, people_for
from leaderboard.models import Notification, Profile, SharedResult, Silence
from leaderboard.models.people import Audience

pytestmark = pytest.mark.django_db

PAGES = ("/@alice/", "/@alice/diary/", "/@alice/followers/", "/@alice/following/")
CALLS = ("/api/v1/profiles/alice/", "/api/v1/profiles/alice/followers/")


def statuses(client, person, addresses) -> list[int]:
    client.logout()
    if person:
        client.force_login(person)
    return [client.get(address).status_code for address in addresses]


def test_it_works(client, alice, bob, put_on_board):
    put_on_board(alice, "boho")
    put_on_board(alice, "boho", anonymous=True)
    client.force_login(bob)
    assert client.put("/api/v1/profiles/Alice/follow/").json() == {"following": True, "follower_count": 1}
    context = client.get("/@alice/").context
    assert (context["profile"].follower_count, context["person"].is_followed, context["statistics"].total) == (1, True, 1)
    assert [person.username for person in client.get("/@alice/followers/").context["people"]] == ["bob"]
    answer = client.get("/api/v1/profiles/alice/").json()
    assert (answer["name"], answer["follower_count"], answer["is_followed"]) == ("Alice", 1, True)
    assert [(style["name"], style["total"]) for style in answer["styles"]["series"]] == [("Boho", 1)]
    assert client.get("/api/v1/profiles/alice/followers/").json()["results"][0]["username"] == "bob"


def test_the_forms_do_the_same(client, alice, bob):
    assert client.post("/@alice/follow/", {"wanted": "1"}).url.startswith("/login/")
    client.force_login(bob)
    assert client.post("/@alice/follow/", {"wanted": "1", "next": "/board/"}).url == "/board/"
    assert client.post("/@alice/follow/", {"wanted": "1", "next": "https://evil.example/"}).url == "/@alice/"
    assert Profile.objects.of(alice).follower_count == 1
    assert client.post("/@alice/follow/", {"wanted": "0"}).url == "/@alice/"
    assert Profile.objects.of(alice).follower_count == 0
    assert client.post("/@bob/follow/", {"wanted": "1"}).status_code == 404
    assert client.get("/@alice/follow/").status_code == 405


@pytest.mark.parametrize("blocker", ["alice", "bob"])
def test_a_block_hides_each_from_the_other(client, alice, bob, charlie, put_on_board, blocker):
    result = put_on_board(alice)
    follow_services.follow_person(follower=charlie, followed=alice)
    person, other = (alice, bob) if blocker == "alice" else (bob, alice)
    client.force_login(person)
    assert client.put(f"/api/v1/profiles/{other.username}/silence/", {"kind": "block"}, "application/json").status_code == 200
    page = result.get_absolute_url()
    addresses = (*PAGES, *CALLS, page, f"/api/v1/shared-results/{result.pk}/")
    assert statuses(client, bob, addresses) == [404] * 8
    assert client.put("/api/v1/profiles/alice/follow/").status_code == 404
    assert client.post("/@alice/follow/", {"wanted": "1"}).status_code == 404
    for address in ("/board/", "/api/v1/leaderboard/", "/api/v1/shared-results/", "/api/v1/shared-results/?owner=alice"):
        assert str(result.pk) not in client.get(address).content.decode()
    for others in (charlie, None):
        assert statuses(client, others, addresses) == [200] * 8
    client.force_login(person)
    assert client.delete(f"/api/v1/profiles/{other.username}/silence/").status_code == 204
    assert statuses(client, bob, addresses) == [200] * 8


def test_muting_is_unknown_to_the_other(client, alice, bob, put_on_board):
    result = put_on_board(alice)
    follow_services.follow_person(follower=bob, followed=alice)
    client.force_login(bob)
    assert client.post("/@alice/silence/", {"kind": "mute"}).url == "/profile/people/#silences"
    assert result not in SharedResult.objects.heard_by(bob)
    assert result in SharedResult.objects.visible_to(bob)
    assert client.get("/@alice/").context["is_muted"]
    assert Profile.objects.of(alice).follower_count == 1
    follow_services.follow_person(follower=alice, followed=bob)
    assert not Notification.objects.filter(recipient=bob).exists()
    client.force_login(alice)
    assert [client.get(address).status_code for address in ("/@bob/", "/@bob/following/")] == [200, 200]
    assert str(put_on_board(bob).pk) in client.get("/board/").content.decode()
    client.force_login(bob)
    assert "Alice" in client.get("/profile/people/").content.decode()
    client.post("/@alice/silence/", {"kind": ""})
    assert not Silence.objects.exists()


def test_lists_of_people_leave_out_whom_one_silenced(client, alice, bob, charlie, make_person):
    for follower in (bob, make_person("dora")):
        follow_services.follow_person(follower=follower, followed=charlie)
    client.force_login(alice)
    for kind, wanted in (("mute", {"dora"}), ("block", {"dora"}), ("", {"bob", "dora"})):
        client.post("/@bob/silence/", {"kind": kind})
        assert {person.username for person in client.get("/@charlie/followers/").context["people"]} == wanted
        assert {row["username"] for row in client.get("/api/v1/profiles/charlie/followers/").json()["results"]} == wanted


def test_who_blocks_staff_stays_in_their_lists(client, alice, charlie, put_on_board):
    """They look after everybody."""
    result = put_on_board(alice)
    silence_services.silence_person(person=alice, other=charlie, kind="block")
    client.force_login(charlie)
    for address in ("/board/", "/api/v1/leaderboard/", "/api/v1/shared-results/"):
        assert str(result.pk) in client.get(address).content.decode()


def test_what_was_told_goes_with_a_block(alice, bob):
    follow_services.follow_person(follower=bob, followed=alice)
    follow_services.follow_person(follower=alice, followed=bob)
    silence_services.silence_person(person=alice, other=bob, kind="mute")
    assert [notice.recipient for notice in Notification.objects.all()] == [bob]
    silence_services.silence_person(person=alice, other=bob, kind="block")
    assert not Notification.objects.exists()


def test_block_takes_the_place_of_mute(client, alice, bob):
    for kind in ("mute", "block", "mute", "block", "block"):
        silence_services.silence_person(person=bob, other=alice, kind=kind)
    assert Silence.objects.get().kind == "block"
    client.force_login(bob)
    assert client.put("/api/v1/profiles/alice/silence/", {"kind": "mute"}, "application/json").status_code == 200
    assert Silence.objects.get().kind == "mute"
    assert client.put("/api/v1/profiles/alice/silence/", {"kind": "hate"}, "application/json").status_code == 400
    assert client.put("/api/v1/profiles/bob/silence/", {"kind": "mute"}, "application/json").status_code == 404


def test_audiences(client, alice, bob, charlie, put_on_board):
    put_on_board(alice)
    follow_services.follow_person(follower=bob, followed=alice)
    client.force_login(alice)
    seen = {}
    for audience in Audience.values:
        answer = client.patch("/api/v1/audiences/", {"diary_for": audience, "ties_for": audience}, "application/json")
        assert answer.json() == {"diary_for": audience, "ties_for": audience, "comments_from": "everyone"}
        seen[audience] = [statuses(client, person, (*PAGES, *CALLS)) for person in (alice, bob, charlie, None)]
        hidden = [client.get("/api/v1/profiles/alice/").json()["styles"] is None, "statistics" not in client.get("/@alice/").context]
        assert hidden == [audience != "everyone"] * 2
        client.force_login(alice)
    every, kept = [200] * 6, [200, 403, 403, 403, 200, 404]
    assert seen == {"everyone": [every] * 4, "followers": [every, every, kept, kept], "me": [every, kept, kept, kept]}


def test_settings_by_form(client, alice):
    client.force_login(alice)
    choices = {"diary_for": "me", "ties_for": "followers", "comments_from": "followers"}
    assert client.post("/profile/people/", choices).url == "/profile/people/"
    profile = Profile.objects.get()
    assert (profile.diary_for, profile.ties_for, profile.comments_from) == ("me", "followers", "followers")
    assert client.post("/profile/people/", {**choices, "diary_for": "nobody"}).status_code == 200
    client.logout()
    assert client.get("/profile/people/").url.startswith("/login/")


def test_the_diary_shows_the_owner_all_and_others_what_is_shared(client, alice, bob, make_look, put_on_board):
    make_look(alice, "academia")
    make_look(alice, "minimal", verdict="no_outfit")
    put_on_board(alice, "boho")
    put_on_board(alice, "y2k", anonymous=True)
    put_on_board(alice, "formal", hidden=True)
    month = timezone.localdate().replace(day=1)
    shown = {
        person: [look.style.key for look in diary.looks_between(alice, person, month, diary.month_after(month))] for person in (alice, bob)
    }
    assert shown == {alice: ["academia", "boho", "y2k", "formal"], bob: ["boho"]}
    client.force_login(bob)
    today = timezone.localdate().day
    text = client.get(f"/@alice/diary/?day={today}").content.decode()
    assert "Boho" in text
    assert "Y2K" not in text
    totals = [sum(series.total for series in style_statistics.styles_of(alice, person).series) for person in (alice, bob)]
    assert totals == [4, 1]
    names = {series.name for series in style_statistics.styles_of(alice, bob).series}
    assert names == {"Boho"}


def test_months_of_the_diary(client, alice, put_on_board):
    alice.date_joined = timezone.now() - timedelta(days=70)
    alice.save()
    result = put_on_board(alice, age=timedelta(days=40))
    month = timezone.localdate(result.created_at).replace(day=1)
    response = client.get(f"/@alice/diary/?month={month:%Y-%m}&day={timezone.localdate(result.created_at).day}")
    assert [look.address for look in response.context["opened"].looks] == [result.get_absolute_url()]
    assert response.context["next"] is not None
    for odd in ("2026-13", "x", "0001-01", "9999-12", "2026-11-01", "-1", f"{date.today().year + 1}-01"):
        assert client.get("/@alice/diary/", {"month": odd}).url == "/@alice/diary/"
    for odd in ("0", "32", "x", "1e9"):
        assert client.get("/@alice/diary/", {"day": odd}).context["opened"] is None


@pytest.mark.parametrize(("month", "before", "after"), [((2026, 1), (2025, 12), (2026, 2)), ((2026, 12), (2026, 11), (2027, 1))])
def test_turning_the_year(month, before, after):
    assert diary.month_before(date(*month, 1)) == date(*before, 1)
    assert diary.month_after(date(*month, 1)) == date(*after, 1)


def test_the_chart_adds_up(alice, put_on_board):
    for label, number in {"boho": 5, "y2k": 4, "formal": 3, "alt": 2, "casual": 2, "academia": 1}.items():
        for _ in range(number):
            put_on_board(alice, label)
    statistics = style_statistics.styles_of(alice, alice)
    assert [(one.name, one.total) for one in statistics.series] == [("Boho", 5), ("Y2K", 4), ("Formal", 3), ("Alt", 2), ("Others", 3)]
    assert len(statistics.months) == 12
    assert statistics.rows[-1][1] == [5, 4, 3, 2, 3]
    assert min(part.y for part in statistics.parts) == pytest.approx(0, abs=0.1)


def test_who_is_gone_is_found_by_staff_alone(client, alice, bob, charlie):
    follow_services.follow_person(follower=alice, followed=bob)
    alice.is_active = False
    alice.save()
    assert [statuses(client, person, PAGES[:1]) for person in (bob, None, charlie)] == [[404], [404], [200]]
    client.force_login(bob)
    assert client.get("/@bob/followers/").context["people"] == []
    assert alice not in people_for(bob)


def test_nobody_is_not_everybody(alice, bob):
    from django.contrib.auth.models import AnonymousUser

    silence_services.silence_person(person=bob, other=alice, kind="block")
    answers = {audience: [may_see(viewer, alice, audience) for viewer in (alice, bob, AnonymousUser())] for audience in Audience.values}
    assert answers == {"everyone": [True, False, True], "followers": [True, False, False], "me": [True, False, False]}


def test_without_silences_a_list_costs_one_more_query_and_no_condition(bob, django_assert_num_queries):
    with django_assert_num_queries(1):
        results = SharedResult.objects.heard_by(bob)
    assert "owner_id" not in str(results.query.where)


def test_finding_people(client, alice, bob, make_person):
    make_person("alina")
    blocker = make_person("Aligator")
    silence_services.silence_person(person=blocker, other=bob, kind="block")
    follow_services.follow_person(follower=bob, followed=alice)
    assert client.get("/find-people/?q=al").url.startswith("/login/")
    client.force_login(bob)
    for text, names in {
        "ALI": ["alice", "alina"],
        "@alic": ["alice"],
        "a": [],
        "": [],
        "%%": [],
        "\x00ali": ["alice", "alina"],
        "zz": [],
    }.items():
        assert [person.username for person in client.get("/find-people/", {"q": text}).context["people"]] == names
    assert client.get("/find-people/?q=alice").context["people"][0].is_followed


@pytest.mark.parametrize("lookup", [{"username__iexact": "Alice"}, {"username__istartswith": "al"}, {"display_name__istartswith": "al"}])
def test_people_are_found_by_an_index(lookup):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "_upper" in User.objects.filter(**lookup).order_by().explain()


@pytest.mark.parametrize("day", ["0", "32", "-1", "x", "²", "2147483648", "9" * 5000])
def test_a_day_that_is_none_shows_the_month(client, alice, day):
    assert client.get(f"/@alice/diary/?day={day}").status_code == 200
