"""How often a person may do a thing."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory

from accounts import limits
from accounts.middleware import PatienceMiddleware

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch, settings):
    """Three likes in ten seconds, and a clock to be set, which stands at the start of a window."""
    settings.WRITE_LIMITS = {"like": (3, 10)}
    moment = [1_000_000.0]
    monkeypatch.setattr(time, "time", lambda: moment[0])

    def wait(seconds):
        moment[0] += seconds

    return wait


def spend(user, number=1, action="like"):
    for _ in range(number):
        limits.spend(user=user, action=action)


def refusal(user) -> int:
    with pytest.raises(limits.TooOften) as caught:
        spend(user)
    return caught.value.retry_after_s


@pytest.mark.parametrize("action", limits.LIMITS)
def test_every_line_of_the_table_is_spent_somewhere(action):
    apps = (Path(settings.BASE_DIR) / app for app in ("accounts", "analysis", "faces", "leaderboard"))
    texts = [path.read_text() for app in apps for path in app.rglob("*.py") if "tests" not in path.parts]
    assert any(f'"{action}"' in text and "limits.spend" in text for text in texts)


def test_it_works(alice, bob, clock):
    spend(alice, 3)
    refusal(alice)
    spend(bob, 3)
    spend(alice, 3, action="comment")


def test_after_the_wait_there_is_room_for_one(alice, clock):
    spend(alice, 3)
    wait = refusal(alice)
    clock(wait - 1)
    refusal(alice)
    clock(1)
    spend(alice)
    refusal(alice)


def test_two_windows_end_to_end_give_no_double_number(alice, clock):
    clock(9)
    spend(alice, 3)
    clock(2)  # the next window has begun, the three are two seconds old
    clock(refusal(alice))
    spend(alice)


def test_what_is_refused_does_not_count(alice, clock):
    spend(alice, 3)
    first = refusal(alice)
    for _ in range(50):
        refusal(alice)
    assert refusal(alice) == first


def test_addresses_are_counted_alike(alice, clock):
    for _ in range(3):
        limits.spend(address="203.0.113.9", action="like")
    with pytest.raises(limits.TooOften):
        limits.spend(address="203.0.113.9", action="like")
    limits.spend(address="203.0.113.10", action="like")
    spend(alice)


def test_a_household_with_ipv6_is_one(clock):
    for number in range(3):
        limits.spend(address=f"2001:db8:1:2::{number}", action="like")
    with pytest.raises(limits.TooOften):
        limits.spend(address="2001:db8:1:2:ffff::9", action="like")
    limits.spend(address="2001:db8:1:3::9", action="like")


def test_at_the_same_moment_no_more_get_through(alice, settings):
    settings.WRITE_LIMITS = {"like": (20, 3600)}

    def one(_):
        try:
            spend(alice)
        except limits.TooOften:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(60))) <= 20
    refusal(alice)


def test_nothing_is_allowed_at_zero(alice, clock, settings):
    settings.WRITE_LIMITS = {"like": (0, 10)}
    assert refusal(alice) > 10


def test_an_unknown_action_is_a_mistake_of_ours(alice):
    with pytest.raises(KeyError):
        limits.spend(user=alice, action="juggle")


def test_a_page_says_when_to_come_back(client, alice):
    request = RequestFactory().post("/board/")
    request.user = alice
    response = PatienceMiddleware(None).process_exception(request, limits.TooOften("like", 3600))
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert "60 minutes" in response.content.decode()
    assert PatienceMiddleware(None).process_exception(request, ValueError()) is None


def test_staff_at_work_are_not_counted_wherever_the_admin_is(alice, settings):
    settings.ADMIN_PATH, settings.WRITE_LIMITS = "back-office/", {"write": (0, 10)}

    def answer(path):
        request = RequestFactory().post(path)
        request.user = alice
        return PatienceMiddleware(None).process_view(request, None, (), {})

    assert answer("/back-office/accounts/user/") is None
    assert answer("/admin/").status_code == 429
