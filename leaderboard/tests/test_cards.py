"""The share card: what is on it, who gets it, and that it goes with what it shows."""

import io

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from accounts.services import delete_account
from analysis.services import delete_analyses, delete_photo
from leaderboard import card_services, card_text, disguise_services, moderation_services, services, share_card
from leaderboard.card_views import card_address
from leaderboard.models import ShareCard, SharedResult
from ml_models import images, runtime

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(alice, make_look):
    return services.share_result(user=alice, analysis=make_look(alice, "boho"), caption="Sunday best")[0]


def facts(photo, **changes):
    values = {"heat": None, "style": "Boho", "kicker": "Eva says", "score": 0.8, "byline": "worn by Alice", "caption": ""}
    return share_card.Facts(photo=photo, **{**values, **changes})


def fetch(client, result, language="en"):
    return client.get(card_address(SharedResult.objects.get(pk=result.pk), language))


def cards():
    return set(ShareCard.objects.values_list("file", flat=True))


def test_it_works(client, result):
    response = fetch(client, result)
    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    assert response["Cache-Control"] == "public, max-age=3600"
    assert "Cookie" not in response.get("Vary", "")
    assert client.get(f"/board/{result.pk}/card-en.png")["Cache-Control"] == "public, no-cache"
    assert client.get(f"/board/{result.pk}/card-en.png", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.get(f"/board/{result.pk}/card-de.png").status_code == 404


def test_it_is_drawn_once_and_again_when_it_shows_something_else(client, alice, result, monkeypatch, django_capture_on_commit_callbacks):
    drawn = []
    draw = share_card.draw_card
    monkeypatch.setattr(card_services, "draw_card", lambda facts: drawn.append(facts) or draw(facts))
    first, again = fetch(client, result), fetch(client, result)
    assert first.content == again.content
    assert len(drawn) == 1
    (name,) = cards()
    services.edit_caption(user=alice, result=result, caption="Monday worst")
    with django_capture_on_commit_callbacks(execute=True):
        fetch(client, result)
    alice.display_name = "Al"
    alice.save()
    fetch(client, result)
    fetch(client, result, "ko")
    assert [(shown.caption, shown.byline) for shown in drawn[:3]] == [
        ("Sunday best", "worn by Alice"),
        ("Monday worst", "worn by Alice"),
        ("Monday worst", "worn by Al"),
    ]
    assert ShareCard.objects.count() == 2
    assert not default_storage.exists(name)


def test_a_file_that_was_lost_is_drawn_again(client, result):
    before = fetch(client, result)
    default_storage.delete(cards().pop())
    assert fetch(client, result).content == before.content


def test_an_anonymous_result_names_nobody(client, alice, result):
    disguise_services.change_disguise(user=alice, result=result, anonymous=True)
    shown = SharedResult.objects.select_related("owner").get(pk=result.pk)
    assert card_services._words(shown)["byline"] == ""
    before = fetch(client, result).content
    alice.display_name = "Somebody else"
    alice.save()
    assert fetch(client, result).content == before


def test_blurred_faces_are_blurred_on_the_card(client, result):
    plain = Image.open(io.BytesIO(fetch(client, result).content))
    photo = result.photo
    black = images.encode_jpeg(np.zeros((120, 80, 3), np.uint8))
    photo.blurred_file = photo.blurred_thumbnail = default_storage.save("photos/blurred.jpg", ContentFile(black))
    photo.save()
    blurred = Image.open(io.BytesIO(fetch(client, result).content))
    assert blurred.getpixel((200, 100)) == (0, 0, 0) != plain.getpixel((200, 100))


def test_what_is_hidden_has_no_card_for_anybody(client, alice, charlie, result, django_capture_on_commit_callbacks):
    address = card_address(result, "en")
    client.get(address)
    (name,) = cards()
    with django_capture_on_commit_callbacks(execute=True):
        moderation_services.hide_result(actor=charlie, result=result, reason="harassment")
    assert not default_storage.exists(name)
    for person in (None, alice, charlie):
        client.logout() if person is None else client.force_login(person)
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("way", ["unshare", "photo", "reading", "account"])
def test_the_card_goes_with_what_it_shows(client, alice, result, way, django_capture_on_commit_callbacks):
    fetch(client, result)
    (name,) = cards()
    with django_capture_on_commit_callbacks(execute=True):
        if way == "unshare":
            services.unshare_result(user=alice, result=result)
        elif way == "photo":
            delete_photo(photo=result.photo)
        elif way == "reading":
            delete_analyses(analyses=type(result.analysis).objects.filter(pk=result.analysis_id))
        else:
            delete_account(user=alice)
    assert not default_storage.exists(name)
    assert not ShareCard.objects.exists()


def test_with_a_queue_the_fetcher_is_asked_to_come_back(client, result, monkeypatch):
    def busy(*_arguments):
        raise runtime.Busy

    monkeypatch.setattr(card_services.runtime, "run", busy)
    response = fetch(client, result)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


def test_the_worst_photo_stays_under_a_megabyte():
    grain = np.random.default_rng(1).integers(0, 256, (900, 900, 3), np.uint8)
    assert len(share_card.draw_card(facts(grain))) < 1_000_000


@pytest.mark.parametrize("shape", [(1400, 120), (120, 1400), (64, 64)])
def test_any_shape_of_photo_fits(shape):
    photo = np.full((*shape, 3), 9, np.uint8)
    heat = np.full((*shape, 4), 99, np.uint8)
    card = Image.open(io.BytesIO(share_card.draw_card(facts(photo, heat=heat, caption="W" * 200, byline="worn by " + "한" * 50))))
    assert card.size == (1200, 630)


def test_nothing_is_drawn_as_a_box():
    assert card_text.drawable("뷁쀍 은주 Ångström Жук 79% かな") == "뷁쀍 은주 Ångström Жук 79% かな"
    assert card_text.drawable("Sunday \U0001f469\u200d\U0001f3a4 best ✨") == "Sunday best"
    assert card_text.drawable("王小明") == card_text.drawable("مرحبا") == ""
    for text in ("Cottagecore", "코티지코어", "뷁", "Café"):
        assert card_text.covers(card_text.display_path(text), text)
    assert card_text.display_path("Cottagecore") == card_text.DISPLAY[0]
    assert card_text.display_path("코티지코어") == card_text.DISPLAY[1]
    assert card_text.display_path("뷁") == card_text.PLAIN


def test_words_are_not_broken_while_a_smaller_size_fits():
    rows, size = card_text.fit("Business casual", card_text.DISPLAY[0], range(80, 35, -4), 300, 2)
    assert rows == ["Business", "casual"]
    rows, size = card_text.fit("W" * 200, card_text.PLAIN, range(26, 23, -2), 300, 2)
    assert (len(rows), size) == (2, 24)
    assert rows[1].endswith(card_text.ELLIPSIS)
    assert all(card_text.font(card_text.PLAIN, size).getlength(row) <= 300 for row in rows)
