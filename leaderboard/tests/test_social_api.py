"""REST calls for likes, comments, bookmarks and notifications."""

import json
import uuid

import pytest

from leaderboard import bookmark_services, comment_services
from leaderboard.models import Bookmark, Comment, Like, Notification, SharedResult, Sighting, Silence

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(alice, put_on_board):
    return put_on_board(alice, "boho")


@pytest.fixture
def api(client):
    """`api(person, method, path, body)`: (status, answer)."""

    def call(person, method, path, body=None):
        client.logout()
        if person:
            client.force_login(person)
        response = client.generic(method, f"/api/v1/{path}", "" if body is None else json.dumps(body), "application/json")
        return response.status_code, response.json() if response.content else None

    return call


def test_it_works(api, bob, result):
    path = f"shared-results/{result.pk}/like/"
    for _ in range(2):
        assert api(bob, "PUT", path) == (200, {"liked": True, "like_count": 1})
    for _ in range(2):
        assert api(bob, "DELETE", path) == (200, {"liked": False, "like_count": 0})
    assert not Like.objects.exists()


def test_everybodys_calls(api, alice, bob, charlie, result):
    """What each of alice (the owner), bob, charlie (staff) and an anonymous visitor is answered."""
    comment, _ = comment_services.add_comment(user=bob, result=result, text="Lovely")
    of_result, of_comment = f"shared-results/{result.pk}", f"comments/{comment.pk}"
    drawer = api(bob, "POST", "collections/", {"name": "Winter"})[1]["id"]
    calls = {
        ("PUT", f"{of_result}/like/", None): (422, 200, 200, 401),
        ("PUT", f"{of_result}/sighting/", None): (204, 204, 204, 401),
        ("PUT", f"{of_result}/bookmark/", None): (200, 200, 200, 401),
        ("GET", f"{of_result}/comments/", None): (200, 200, 200, 200),
        ("POST", f"{of_result}/comments/", (("text", "Hm"),)): (201, 201, 201, 401),
        ("PATCH", f"{of_comment}/", (("text", "New words"),)): (404, 200, 404, 401),
        ("PATCH", f"collections/{drawer}/", (("name", "Summer"),)): (404, 200, 404, 401),
        ("GET", f"bookmarks/?collection={drawer}", None): (200, 200, 200, 401),
        ("GET", "notifications/", None): (200, 200, 200, 401),
        ("POST", "notifications/read/", ()): (200, 200, 200, 401),
        ("DELETE", f"collections/{drawer}/", None): (404, 204, 404, 401),
    }
    for (method, path, body), statuses in calls.items():
        for person, status in zip([alice, bob, charlie, None], statuses, strict=True):
            found = api(person, method, path, None if body is None else dict(body))
            assert found[0] == status, (method, path, person, found)
    assert set(Sighting.objects.values_list("person__username", flat=True)) == {"bob", "charlie"}
    assert api(alice, "PUT", f"{of_result}/like/")[1]["code"] == "own"


def test_what_one_may_not_see_is_not_there(api, bob, result):
    SharedResult.objects.update(hidden=True)
    for method, what, body in (
        ("PUT", "like", None),
        ("PUT", "bookmark", None),
        ("GET", "comments", None),
        ("POST", "comments", {"text": "x"}),
    ):
        assert api(bob, method, f"shared-results/{result.pk}/{what}/", body)[0] == 404


def test_comments_are_written_once_changed_deleted_and_restored(api, alice, bob, charlie, result):
    path, body = f"shared-results/{result.pk}/comments/", {"text": "Lovely\nhat", "id": str(uuid.uuid4())}
    status, written = api(bob, "POST", path, body)
    assert (status, written["text"], written["author"], written["is_mine"], written["may_delete"]) == (
        201,
        "Lovely\nhat",
        "bob",
        True,
        True,
    )
    assert api(bob, "POST", path, body) == (200, written)
    assert api(charlie, "POST", path, body)[1]["code"] == "id_taken"
    changed = api(bob, "PATCH", f"comments/{written['id']}/", {"text": "Better"})[1]
    assert (changed["text"], changed["edited_at"] is None) == ("Better", False)
    listed = api(None, "GET", path)[1]["results"]
    assert [(row["text"], row["is_mine"], row["may_delete"]) for row in listed] == [("Better", False, False)]
    assert api(charlie, "DELETE", f"comments/{written['id']}/")[0] == 404  # staff hide in admin
    assert api(alice, "DELETE", f"comments/{written['id']}/")[0] == 200
    assert api(bob, "DELETE", f"comments/{written['id']}/")[0] == 404
    comment = comment_services.add_comment(user=bob, result=result, text="Again")[0]
    undo = api(bob, "DELETE", f"comments/{comment.pk}/")[1]
    assert api(alice, "POST", "comments/restore/", undo)[1]["code"] == "undo_expired"
    assert api(bob, "POST", "comments/restore/", undo)[1]["text"] == "Again"
    assert Comment.objects.get().pk == comment.pk


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": "x" * 501}, {"text": "\u200b"}, {"text": "x", "id": "nonsense"}, {"text": None}]
)
def test_bad_comments_are_explained(api, bob, result, body):
    status, problem = api(bob, "POST", f"shared-results/{result.pk}/comments/", body)
    assert (status, problem["code"]) == (400, "invalid")
    assert set(problem["errors"]) <= {"text", "id"}


def test_the_wearer_of_an_anonymous_result_has_no_name_in_the_comments(api, alice, bob, result):
    SharedResult.objects.update(anonymous=True)
    comment_services.add_comment(user=alice, result=result, text="Thank you")
    [row] = api(bob, "GET", f"shared-results/{result.pk}/comments/")[1]["results"]
    assert (row["author"], row["author_name"], row["author_url"], row["avatar_url"]) == ("", "", "", "")
    assert "alice" not in str(row).lower()


def test_who_is_blocked_reads_and_writes_nothing(api, alice, bob, result):
    Silence.objects.create(person=alice, other=bob, kind="block")
    for method, what in (("PUT", "like"), ("PUT", "bookmark"), ("POST", "comments"), ("GET", "comments")):
        assert api(bob, method, f"shared-results/{result.pk}/{what}/", {"text": "x"})[0] == 404


def test_there_is_an_end_to_collections(api, bob, monkeypatch):
    monkeypatch.setattr(bookmark_services, "MOST_COLLECTIONS", 2)
    answers = [api(bob, "POST", "collections/", {"name": name}) for name in ("Winter", "Summer", "Autumn", "winter")]
    assert [status for status, _body in answers] == [201, 201, 422, 200]
    assert answers[2][1]["code"] == "too_many_collections"


def test_bookmarks_go_into_collections_of_ones_own(api, alice, bob, result):
    path = f"shared-results/{result.pk}/bookmark/"
    status, drawer = api(bob, "POST", "collections/", {"name": "Winter"})
    assert (status, api(bob, "POST", "collections/", {"name": "WINTER"})) == (201, (200, drawer))
    theirs = api(alice, "POST", "collections/", {"name": "Secret"})[1]
    assert api(bob, "PUT", path, {"collection": theirs["id"]})[0] == 404
    assert not Bookmark.objects.exists()
    assert api(bob, "PUT", path, {"collection": drawer["id"]}) == (200, {"kept": True, "collection": drawer["id"]})
    assert api(bob, "PUT", path) == (200, {"kept": True, "collection": drawer["id"]})
    [row] = api(bob, "GET", f"bookmarks/?collection={drawer['id']}")[1]["results"]
    assert (row["result"]["id"], row["collection"]) == (str(result.pk), drawer["id"])
    assert api(alice, "GET", f"bookmarks/?collection={drawer['id']}")[1]["results"] == []
    assert api(bob, "PUT", path, {"collection": None}) == (200, {"kept": True, "collection": None})
    assert [row["name"] for row in api(bob, "GET", "collections/")[1]] == ["Winter"]
    for _ in range(2):
        assert api(bob, "DELETE", path) == (200, {"kept": False, "collection": None})


def test_notifications_are_ones_own(api, alice, bob, charlie, result):
    for person in (bob, charlie):
        api(person, "PUT", f"shared-results/{result.pk}/like/")
    rows = api(alice, "GET", "notifications/")[1]["results"]
    assert [row["text"] for row in rows] == ["Charlie likes your Boho look.", "Bob likes your Boho look."]
    assert api(bob, "POST", "notifications/read/", {"ids": [row["id"] for row in rows]}) == (200, {"unread": 0})
    assert api(alice, "POST", "notifications/read/", {"ids": [rows[0]["id"]]}) == (200, {"unread": 1})
    assert api(alice, "POST", "notifications/read/", {}) == (200, {"unread": 0})
    assert Notification.objects.unread().count() == 0


def test_too_often_is_429(api, bob, result, settings):
    settings.WRITE_LIMITS = {"like": (0, 60)}
    status, problem = api(bob, "PUT", f"shared-results/{result.pk}/like/")
    assert (status, problem["status"]) == (429, 429)
