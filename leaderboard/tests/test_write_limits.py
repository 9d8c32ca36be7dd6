"""Every address of the board by which something is written is limited. A new one fails here until it has its line."""

import pytest
from django.urls import get_resolver, reverse

from accounts import limits
from leaderboard import comment_services
from leaderboard.battle_services import next_pair
from leaderboard.bookmark_services import create_collection, keep_result
from leaderboard.services import share_result
from leaderboard.silence_services import silence_person

pytestmark = pytest.mark.django_db

READ = {
    "battle-picture", "battle-vote", "board", "card", "collection", "comments", "diary", "find-people", "hall", "kept", "near",
    "notification", "notifications", "old-board", "profile", "reported", "shared", "ties",
}  # fmt: skip
# Of what the address is, and what is sent.
WRITE = {
    "battle": ((), {"choice": "left", "token": "{token}"}),
    "bookmark-move": (("other",), {}),
    "caption": (("result",), {"caption": "Another"}),
    "collection-add": ((), {"name": "Linen"}),
    "collection-delete": (("collection",), {}),
    "collection-rename": (("collection",), {"name": "Wool"}),
    "comment-add": (("other",), {"text": "Nice"}),
    "comment-delete": (("comment",), {}),
    "comment-edit": (("comment",), {"text": "Nicer"}),
    "comment-report": (("their_comment",), {"reason": "spam"}),
    "comment-restore": (("other",), {"undo": "x"}),
    "disguise": (("result",), {}),
    "follow": (("bob",), {}),
    "keep": (("other",), {}),
    "like": (("other",), {}),
    "notifications-choose": ((), {}),
    "notifications-read": ((), {}),
    "people-settings": ((), {"diary_for": "me", "ties_for": "me", "comments_from": "me"}),
    "person-report": (("bob",), {"reason": "spam"}),
    "report": (("other",), {"reason": "spam"}),
    "share": (("look",), {}),
    "silence": (("bob",), {"kind": "mute"}),
    "unshare": (("result",), {}),
}


API = {
    ("audiences", "patch"): ((), {"diary_for": "me"}),
    ("battles", "post"): ((), {"token": "{token}", "choice": "left"}),
    ("collection-detail", "delete"): (("collection",), {}),
    ("collection-detail", "patch"): (("collection",), {"name": "Wool"}),
    ("collection-list", "post"): ((), {"name": "Linen"}),
    ("comment-detail", "delete"): (("comment",), {}),
    ("comment-detail", "patch"): (("comment",), {"text": "Nicer"}),
    ("comment-restore", "post"): ((), {"undo": "x"}),
    ("notifications-read", "post"): ((), {}),
    ("profile-follow", "delete"): (("bob",), {}),
    ("profile-follow", "put"): (("bob",), {}),
    ("profile-silence", "delete"): (("noisy",), {}),
    ("profile-silence", "put"): (("bob",), {"kind": "mute"}),
    ("reports", "post"): ((), {"person": "bob", "reason": "spam"}),
    ("shared-result-bookmark", "delete"): (("other",), {}),
    ("shared-result-bookmark", "put"): (("other",), {}),
    ("shared-result-comments", "post"): (("other",), {"text": "Nice"}),
    ("shared-result-like", "delete"): (("other",), {}),
    ("shared-result-like", "put"): (("other",), {}),
    ("shared-result-sighting", "put"): (("other",), {}),
    ("sharedresult-detail", "delete"): (("result",), {}),
    ("sharedresult-detail", "patch"): (("result",), {"caption": "Another"}),
    ("sharedresult-list", "post"): ((), {"analysis": "{look}"}),
}


def page_routes() -> set:
    return {pattern.name for pattern in get_resolver("leaderboard.urls").url_patterns}


def api_routes() -> set:
    """(name, method) of what writes."""
    found = set()
    for pattern in get_resolver("evaranks.api").url_patterns:
        for each in getattr(pattern, "url_patterns", [pattern]):
            view = each.callback
            cls = getattr(view, "cls", None) or getattr(view, "view_class", None)
            if cls is not None and cls.__module__.startswith("leaderboard."):
                methods = getattr(view, "actions", None) or [name for name in cls.http_method_names if hasattr(cls, name)]
                found |= {(each.name, method) for method in methods if method in {"post", "put", "patch", "delete"}}
    return found


def test_it_works():
    assert page_routes() == READ | set(WRITE)
    assert api_routes() == set(API)


def test_what_only_reads_takes_no_post(client, alice, bob, make_look):
    client.force_login(alice)
    result = share_result(user=bob, analysis=make_look(bob))[0]
    for name in ("board", "near", "hall", "notifications", "reported", "kept"):
        assert client.post(reverse(f"leaderboard:{name}")).status_code == 405, name
    assert client.post(result.get_absolute_url()).status_code == 405
    assert client.post(bob.get_absolute_url()).status_code == 405


@pytest.fixture
def things(alice, bob, charlie, make_person, make_look):
    result = share_result(user=alice, analysis=make_look(alice))[0]
    other = share_result(user=bob, analysis=make_look(bob))[0]
    share_result(user=charlie, analysis=make_look(charlie))
    keep_result(user=alice, result=other)
    silence_person(person=alice, other=make_person("noisy"), kind="mute")
    return {
        "result": result.pk,
        "other": other.pk,
        "look": str(make_look(alice).pk),
        "bob": "bob",
        "noisy": "noisy",
        "token": next_pair(user=alice).token,
        "comment": comment_services.add_comment(user=alice, result=other, text="Words")[0].pk,
        "their_comment": comment_services.add_comment(user=bob, result=other, text="Words")[0].pk,
        "collection": create_collection(user=alice, name="Silk")[0].pk,
    }


@pytest.fixture
def spent(monkeypatch):
    """Names of the limits that were spent, in order."""
    spent = []
    monkeypatch.setattr(limits, "spend", lambda *, action, user=None, address="": spent.append(action))
    return spent


def filled(of, fields, things):
    return [things[key] for key in of], {key: value.format(**things) for key, value in fields.items()}


@pytest.mark.parametrize("name", sorted(WRITE))
def test_pages_are_limited(client, alice, things, spent, name):
    client.force_login(alice)
    args, fields = filled(*WRITE[name], things)
    response = client.post(reverse(f"leaderboard:{name}", args=args), fields)
    assert response.status_code < 400
    assert spent[0] == "write"
    assert len(spent) > 1, "no limit of its own"


@pytest.mark.parametrize(("name", "method"), sorted(API))
def test_calls_are_limited(client, alice, things, spent, name, method):
    client.force_login(alice)
    args, fields = filled(*API[name, method], things)
    response = getattr(client, method)(reverse(name, args=args), fields, "application/json")
    assert response.status_code < 500
    assert spent[0] == "write"
    assert len(spent) > 1, f"no limit of its own: {response.content}"


def test_whatever_is_sent_is_counted(client, alice, settings):
    settings.WRITE_LIMITS = {"write": [1, 60]}
    client.force_login(alice)
    for address, code in (("/language/", 302), ("/language/", 429), ("/api/v1/makeup-looks/", 429)):
        assert client.post(address, {"language": "en"}).status_code == code
    assert client.get("/board/").status_code == 200
