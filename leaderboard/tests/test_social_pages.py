"""The forms and pages of likes, comments, what is kept and notifications, as they work without scripts."""

import re

import pytest

from leaderboard import bookmark_services, comment_services, like_services
from leaderboard.models import Bookmark, Collection, Comment, Like, Notification, Profile, SharedResult, Sighting

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(alice, put_on_board):
    return put_on_board(alice, "boho")


@pytest.fixture
def as_bob(client, bob):
    client.force_login(bob)
    return client


def html_of(response):
    return response.content.decode()


def test_it_works(as_bob, result):
    page = result.get_absolute_url()
    as_bob.post(f"{page}like/", {"wanted": "1"})
    assert as_bob.post(f"{page}like/", {"wanted": "1", "next": "/board/"}).url == "/board/"
    html = html_of(as_bob.get("/board/"))
    assert re.search(r'name="wanted" value="0" aria-pressed="true".*Like this Boho look.*<span data-count>1</span>', html, re.DOTALL)
    as_bob.post(f"{page}like/", {"wanted": "0"})
    assert not Like.objects.exists()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_a_form_leads_back_into_this_site_only(as_bob, result, address):
    assert as_bob.post(f"{result.get_absolute_url()}keep/", {"wanted": "1", "next": address}).url == result.get_absolute_url()


def test_everybodys_pages(client, alice, bob, charlie, result):
    """What each of alice (the owner), bob, charlie (staff) and an anonymous visitor gets to see and do."""
    comment, _ = comment_services.add_comment(user=bob, result=result, text="Lovely hat")
    drawer, _ = bookmark_services.create_collection(user=bob, name="Winter")
    notice = Notification.objects.get(recipient=alice)
    page, sign_in = result.get_absolute_url(), 302
    # address: (posted?, alice, bob, charlie, anonymous)
    expected = {
        page: (False, 200, 200, 200, 200),
        f"{page}comments/": (False, 200, 200, 200, 200),
        "/kept/": (False, 200, 200, 200, sign_in),
        f"/kept/{drawer.pk}/": (False, 404, 200, 404, sign_in),
        "/notifications/": (False, 200, 200, 200, sign_in),
        f"/notifications/{notice.pk}/": (False, 302, 404, 404, sign_in),
        f"/comments/{comment.pk}/edit/": (True, 404, 302, 404, sign_in),
        f"/kept/{drawer.pk}/rename/": (True, 404, 302, 404, sign_in),
        f"/kept/results/{result.pk}/move/": (True, 404, 404, 404, sign_in),
    }
    for address, (is_post, *statuses) in expected.items():
        for person, status in zip([alice, bob, charlie, None], statuses, strict=True):
            client.logout()
            if person:
                client.force_login(person)
            response = client.post(address, {"text": "x", "name": "Summer"}) if is_post else client.get(address)
            assert response.status_code == status, (address, person)
            if person is None and status == sign_in:
                assert response.url.startswith("/login/")


def test_what_is_hidden_can_be_neither_liked_nor_commented_nor_kept(as_bob, result):
    SharedResult.objects.update(hidden=True)
    page = result.get_absolute_url()
    for address in (f"{page}like/", f"{page}keep/", f"{page}comments/add/"):
        assert as_bob.post(address, {"wanted": "1", "text": "x"}).status_code == 404


def test_the_owner_has_a_count_but_no_heart(client, alice, bob, result):
    like_services.like_result(user=bob, result=result)
    client.force_login(alice)
    html = html_of(client.get(result.get_absolute_url()))
    assert f"{result.get_absolute_url()}like/" not in html
    assert "Likes:" in html
    response = client.post(f"{result.get_absolute_url()}like/", {"wanted": "1"}, follow=True)
    assert "This one is yours" in html_of(response)


def test_comments_are_text_in_their_lines(as_bob, result):
    response = as_bob.post(f"{result.get_absolute_url()}comments/add/", {"text": "<b>one</b>\r\ntwo"}, follow=True)
    assert "&lt;b&gt;one&lt;/b&gt;\ntwo" in html_of(response)


def test_a_comment_form_sent_twice_writes_once_and_other_words_are_another(as_bob, result):
    number = re.search(r'name="id" value="([0-9a-f-]{36})"', html_of(as_bob.get(result.get_absolute_url())))[1]
    for text in ("one", "one", "two"):
        as_bob.post(f"{result.get_absolute_url()}comments/add/", {"text": text, "id": number})
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["one", "two"]


def test_edit_delete_and_undo(as_bob, bob, result):
    comment, _ = comment_services.add_comment(user=bob, result=result, text="first")
    assert "edited" in html_of(as_bob.post(f"/comments/{comment.pk}/edit/", {"text": "second"}, follow=True))
    html = html_of(as_bob.post(f"/comments/{comment.pk}/delete/", follow=True))
    assert "The comment is gone" in html
    assert not Comment.objects.exists()
    undo = re.search(r'name="undo" value="([^"]+)"', html)[1]
    assert "second" in html_of(as_bob.post(f"{result.get_absolute_url()}comments/restore/", {"undo": undo}, follow=True))
    assert "gone" not in html_of(as_bob.get(result.get_absolute_url()))


@pytest.mark.parametrize("text", ["", "x" * 501])
def test_what_cannot_be_written_stays_in_the_form_with_the_reason(as_bob, result, text):
    html = html_of(as_bob.post(f"{result.get_absolute_url()}comments/add/", {"text": text}, follow=True))
    assert 'aria-invalid="true"' in html
    assert f">{text}</textarea>" in html
    assert not Comment.objects.exists()


def test_too_many_comments_keep_the_words(as_bob, result, settings):
    settings.WRITE_LIMITS = {"comment": (0, 60)}
    html = html_of(as_bob.post(f"{result.get_absolute_url()}comments/add/", {"text": "my long thoughts"}, follow=True))
    assert "That was a lot at once" in html
    assert ">my long thoughts</textarea>" in html


def test_a_script_gets_the_section_alone(as_bob, result):
    address = f"{result.get_absolute_url()}comments/add/"
    response = as_bob.post(address, {"text": "Lovely"}, headers={"X-Fragment": "1"}, follow=True)
    assert response.redirect_chain == [(f"{result.get_absolute_url()}comments/", 302)]


def test_earlier_comments_are_on_a_page_of_their_own(as_bob, bob, result):
    for number in range(26):
        Comment.objects.create(result=result, author=bob, text=f"number {number}")
    html = html_of(as_bob.get(result.get_absolute_url()))
    assert "number 25" in html
    assert "number 1<" not in html
    earlier = re.search(r'rel="next" href="([^"]+)"', html)[1]
    assert earlier.startswith(f"{result.get_absolute_url()}comments/?cursor=")
    html = html_of(as_bob.get(earlier))
    assert "number 1<" in html
    assert 'rel="prev"' in html
    assert as_bob.get(f"{result.get_absolute_url()}comments/?cursor=nonsense").status_code == 200


def test_the_owner_says_who_comments(as_bob, alice, result):
    Profile.objects.update_or_create(person=alice, defaults={"comments_from": "me"})
    html = html_of(as_bob.get(result.get_absolute_url()))
    assert "Not everybody may comment here" in html
    assert 'id="comment-text"' not in html


def test_what_is_kept_is_in_collections_and_leaves_quietly(as_bob, alice, bob, result, put_on_board):
    other = put_on_board(alice, "formal")
    for kept in (result, other):
        as_bob.post(f"{kept.get_absolute_url()}keep/", {"wanted": "1"})
    drawer = as_bob.post("/kept/add/", {"name": "Winter"}).url
    collection = Collection.objects.get()
    as_bob.post(f"/kept/results/{result.pk}/move/", {"collection": str(collection.pk)})
    assert [row.result for row in as_bob.get("/kept/").context["bookmarks"]] == [other, result]
    assert [row.result for row in as_bob.get(drawer).context["bookmarks"]] == [result]
    SharedResult.objects.filter(pk=result.pk).update(hidden=True)
    assert "An empty drawer" in html_of(as_bob.get(drawer))
    SharedResult.objects.filter(pk=result.pk).update(hidden=False)
    as_bob.post(f"/kept/{collection.pk}/delete/")
    as_bob.post(f"/kept/{collection.pk}/delete/")
    assert Bookmark.objects.count() == 2
    address = other.get_absolute_url()
    other.delete()
    as_bob.post(f"{address}keep/", {"wanted": "0"})
    as_bob.post(f"{result.get_absolute_url()}keep/", {"wanted": "0"})
    assert "Nothing kept yet" in html_of(as_bob.get("/kept/"))


def test_collections_have_names_of_their_own(as_bob, bob):
    for name in ("Winter", " winter ", "", "x" * 51):
        as_bob.post("/kept/add/", {"name": name})
    as_bob.post("/kept/add/", {"name": "Summer"})
    summer = Collection.objects.get(name="Summer")
    assert "already" in html_of(as_bob.post(f"/kept/{summer.pk}/rename/", {"name": "WINTER"}, follow=True))
    assert sorted(Collection.objects.values_list("name", flat=True)) == ["Summer", "Winter"]
    assert as_bob.post(f"/kept/results/{summer.pk}/move/", {"collection": "nonsense"}).status_code == 404


def test_notifications_are_grouped_read_and_chosen(client, alice, bob, charlie, make_person, result):
    for person in (bob, charlie, make_person("dora")):
        like_services.like_result(user=person, result=result)
    comment_services.add_comment(user=bob, result=result, text="Lovely hat")
    client.force_login(alice)
    assert "data-unread>4<" in html_of(client.get("/board/")).replace(" ", "").replace("\n", "")
    lines = client.get("/notifications/").context["lines"]
    assert [text for _, text in lines] == ["Bob on your Boho look: “Lovely hat”", "Dora and 2 others like your Boho look."]
    assert client.get(f"/notifications/{lines[1][0].pk}/").url == result.get_absolute_url()
    assert Notification.objects.unread().count() == 1
    client.post("/notifications/read/")
    assert "data-none" in html_of(client.get("/notifications/"))
    client.post("/notifications/choose/", {"kind": ["comment", "nonsense"]})
    assert Profile.objects.get(person=alice).unwanted_notices == ["like", "follow", "hall"]


def test_the_number_of_queries_is_constant(as_bob, alice, bob, result, put_on_board, django_assert_max_num_queries):
    for number in range(6):
        other = put_on_board(alice)
        bookmark_services.keep_result(user=bob, result=other)
        comment_services.add_comment(user=alice, result=result, text=str(number))
        Notification.objects.create(recipient=bob, actor=alice, kind="like", result=other)
    page = result.get_absolute_url()
    for address, most in {"/kept/": 9, "/notifications/": 8, page: 12, f"{page}comments/": 9}.items():
        with django_assert_max_num_queries(most):
            assert as_bob.get(address).status_code == 200


def test_reading_a_page_writes_nothing(as_bob, result):
    as_bob.get(result.get_absolute_url())
    assert not Sighting.objects.exists()
