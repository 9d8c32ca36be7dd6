"""The hall of fame: which week, who stands in it, closed once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from leaderboard import hall_services, weeks
from leaderboard.models import Notification, SharedResult, Silence, WeekPlace

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 5, 11)
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)  # the Wednesday after the week's end


@pytest.fixture(autouse=True)
def _in_may(monkeypatch):
    monkeypatch.setattr(hall_services.timezone, "now", lambda: NOW)


@pytest.fixture
def shared(put_on_board):
    def put(owner, label, moment, **fields):
        result = put_on_board(owner, label, **fields)
        SharedResult.objects.filter(pk=result.pk).update(created_at=moment)
        return result

    return put


def podium(label=""):
    return list(WeekPlace.objects.filter(label=label).order_by("place").values_list("place", "result", "ranking", "value"))


def test_it_works(alice, bob, shared, capsys):
    begins, ends = weeks.bounds(MONDAY)
    late, early, third, fourth = (
        shared(owner, "boho", moment, score=score)
        for owner, moment, score in (
            (alice, ends - timedelta(microseconds=1), 0.9),
            (bob, begins, 0.9),
            (alice, begins, 0.7),
            (bob, begins, 0.6),
        )
    )
    shared(bob, "boho", begins - timedelta(microseconds=1), score=0.99)
    shared(bob, "boho", ends, score=0.99)
    shared(bob, "boho", begins, score=0.99, hidden=True)
    call_command("close_week")
    assert "6 places awarded" in capsys.readouterr().out
    wanted = [(1, early.pk, "score", 0.9), (2, late.pk, "score", 0.9), (3, third.pk, "score", 0.7)]
    assert podium() == podium("boho") == wanted
    assert podium("formal") == []
    assert Notification.objects.filter(kind="hall", recipient=bob).count() == 2

    SharedResult.objects.filter(pk=fourth.pk).update(score=1)
    call_command("close_week")
    call_command("close_week", "2026-05-11")
    assert podium() == wanted
    assert Notification.objects.filter(kind="hall").count() == 6


def test_battles_decide_where_three_have_proven_themselves(alice, shared):
    begins, _ends = weeks.bounds(MONDAY)
    shared(alice, "boho", begins, score=0.9, rating_bound=30, battle_count=4)
    proven = [shared(alice, "boho", begins, score=0.5, rating_bound=number, battle_count=5) for number in range(3)]
    shared(alice, "formal", begins, score=0.9, rating_bound=30, battle_count=50)
    hall_services.close_weeks()
    assert podium("boho") == [(place, result.pk, "battles", 3 - place) for place, result in enumerate(proven[::-1], 1)]
    assert [row[2] for row in podium("formal")] == ["score"]


def test_weeks_that_passed_while_the_site_was_down_are_closed_too(alice, shared):
    first, missed, empty = (MONDAY - number * weeks.WEEK for number in (3, 2, 1))
    looks = {monday: shared(alice, "boho", weeks.bounds(monday)[0]) for monday in (first, missed, MONDAY)}
    hall_services.close_week(monday=first)
    call_command("close_week")
    closed = WeekPlace.objects.filter(label="").order_by("week").values_list("week", "result")
    assert list(closed) == [(monday, look.pk) for monday, look in looks.items()]
    assert empty not in dict(closed)


@pytest.mark.parametrize("day", ["2026-05-18", "2027-01-04", "2026-05-12"])
def test_a_week_that_runs_still_or_is_none_stays_open(day):
    with pytest.raises(CommandError):
        call_command("close_week", day)


def test_weeks_begin_at_the_sites_own_midnight():
    with timezone.override("Asia/Seoul"):
        assert weeks.bounds(MONDAY)[0] == datetime(2026, 5, 10, 15, tzinfo=UTC)
        assert weeks.last_complete(datetime(2026, 5, 17, 15, tzinfo=UTC)) == MONDAY
        assert weeks.last_complete(datetime(2026, 5, 17, 14, 59, tzinfo=UTC)) == MONDAY - weeks.WEEK


@pytest.mark.django_db(transaction=True)
def test_closed_twice_at_once_it_is_closed_once(alice, shared, together):
    shared(alice, "boho", weeks.bounds(MONDAY)[0])
    assert sorted(map(len, together(*[hall_services.close_weeks] * 4))) == [0, 0, 0, 2]
    assert WeekPlace.objects.count() == Notification.objects.count() == 2


def test_the_page(client, alice, bob, put_on_board):
    shown, hidden, nameless = put_on_board(alice, "boho"), put_on_board(bob, "boho", hidden=True), put_on_board(bob, "boho", anonymous=True)
    for number in range(10):
        week = MONDAY - number * weeks.WEEK
        for place, result in enumerate((shown, hidden, nameless), 1):
            WeekPlace.objects.create(week=week, label="", place=place, result=result, ranking="score", value=0.8)
    page = client.get("/hall/")
    assert [week for week, _lines in page.context["weeks"]] == [MONDAY - number * weeks.WEEK for number in range(8)]
    html = page.content.decode()
    assert shown.get_absolute_url() in html
    assert hidden.get_absolute_url() not in html
    assert "@bob" not in html
    older = client.get(f"/hall/?before={page.context['earlier']}")
    assert len(older.context["weeks"]) == 2
    assert older.context["earlier"] is None
    for query in ("style=nonsense", "before=x", "before=2026-13-45", "style=%00"):
        assert client.get(f"/hall/?{query}").status_code == 200
    assert "The plinths are dusted" in client.get("/hall/?style=boho").content.decode()


@pytest.mark.parametrize("kind", ["mute", "block"])
def test_whom_one_silenced_is_not_in_ones_hall(client, alice, bob, shared, kind):
    hers, his = (shared(owner, "boho", weeks.bounds(MONDAY)[0]) for owner in (alice, bob))
    hall_services.close_week(monday=MONDAY)
    Silence.objects.create(person=alice, other=bob, kind=kind)
    client.force_login(alice)
    html = client.get("/hall/").content.decode()
    assert hers.get_absolute_url() in html
    assert his.get_absolute_url() not in html
