import pytest
from django.core.exceptions import ValidationError

from leaderboard import captions, services
from leaderboard.models import SharedResult


def test_it_works():
    assert captions.clean("  Sunday best, 옷이 날개 👗 ") == "Sunday best, 옷이 날개 👗"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("one\ntwo\r\nthree", "one two three"),
        ("a\x00b\x1b[31mc\x7f", "a b [31mc"),
        ("\u202egnp.exe", "gnp.exe"),
        ("half \ud83d", "half"),
        ("\u1112\u1161\u11ab", "한"),
        (" \t\n ", ""),
        ("👩‍🎤", "👩‍🎤"),
    ],
)
def test_it_is_one_plain_line(sent, kept):
    assert captions.clean(sent) == kept


def test_its_length_is_counted_in_letters_as_people_see_them():
    decomposed = "\u1112\u1161\u11ab" * captions.MAX_LENGTH
    assert len(decomposed) == 3 * captions.MAX_LENGTH
    assert len(captions.clean(decomposed)) == captions.MAX_LENGTH
    with pytest.raises(ValidationError, match="200"):
        captions.clean("x" * (captions.MAX_LENGTH + 1))


@pytest.mark.django_db
def test_html_is_text_wherever_it_is_shown(client, alice, make_look):
    result, _ = services.share_result(user=alice, analysis=make_look(alice), caption='"><script>alert(1)</script>')
    for address in ("/board/", "/@alice/", result.get_absolute_url()):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


@pytest.mark.django_db
def test_a_huge_one_is_refused_with_a_word(client, alice, make_look):
    look = make_look(alice)
    client.force_login(alice)
    response = client.post(f"/looks/{look.pk}/share/", {"caption": "x" * 1_000_000}, follow=True)
    assert response.redirect_chain == [(look.get_absolute_url(), 302)]
    assert "at most 200" in response.content.decode()
    assert not SharedResult.objects.exists()
    result, _ = services.share_result(user=alice, analysis=look, caption="short")
    response = client.post(f"/board/{result.pk}/caption/", {"caption": "x" * 201}, follow=True)
    assert "at most 200" in response.content.decode()
    assert SharedResult.objects.get().caption == "short"
