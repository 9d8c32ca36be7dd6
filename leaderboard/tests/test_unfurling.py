"""How a result's page looks to other sites' crawlers, and how it is passed on."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from leaderboard import disguise_services, services
from leaderboard.models import SharedResult

pytestmark = pytest.mark.django_db


class Head(HTMLParser):
    """What a crawler reads: the meta tags and the canonical address."""

    def __init__(self, html):
        super().__init__()
        self.found = {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "meta" and "content" in values:
            self.found[values.get("property") or values.get("name")] = values["content"]
        if tag == "link" and values.get("rel") == "canonical":
            self.found["canonical"] = values["href"]


def crawl(address, **headers):
    """Without cookies, from elsewhere, as a crawler does; it may ask for the head alone first."""
    client = Client(headers={"host": "localhost", "user-agent": "facebookexternalhit/1.1", **headers})
    assert client.head(address).status_code == 200
    response = client.get(address)
    assert not response.cookies.get("sessionid")
    return response


@pytest.fixture
def result(alice, make_look):
    return services.share_result(user=alice, analysis=make_look(alice, "boho", 0.75), caption='Sunday "best" <3')[0]


def test_it_works(result):
    page = crawl(result.get_absolute_url())
    assert len(page.content) < 1_000_000
    found = Head(page.content.decode()).found
    assert found["og:url"] == found["canonical"] == f"http://localhost{result.get_absolute_url()}"
    assert found["og:title"] == "Boho, worn by Alice"
    assert 'Sunday "best" <3' in found["og:description"]
    assert (found["og:type"], found["og:site_name"], found["og:locale"]) == ("article", "EvaRanks", "en_GB")
    assert found["twitter:card"] == "summary_large_image"
    assert "Boho, 75%" in found["og:image:alt"]

    assert found["og:image"].startswith("http://localhost/")
    card = crawl(found["og:image"].removeprefix("http://localhost"))
    assert card["Content-Type"] == found["og:image:type"]
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert len(card.content) < 1_000_000
    assert card["Cache-Control"].startswith("public, max-age=")
    assert card["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_korean_crawler_gets_korean(result):
    found = Head(crawl(result.get_absolute_url(), **{"accept-language": "ko"}).content.decode()).found
    assert (found["og:locale"], found["og:locale:alternate"]) == ("ko_KR", "en_GB")
    assert "/card-ko.png" in found["og:image"]


def test_an_anonymous_result_names_nobody(alice, result):
    disguise_services.change_disguise(user=alice, result=result, anonymous=True)
    assert "alice" not in crawl(result.get_absolute_url()).content.decode().lower()


def test_a_hidden_result_shows_its_owner_no_card(client, alice, result):
    SharedResult.objects.update(hidden=True)
    client.force_login(alice)
    found = Head(client.get(result.get_absolute_url()).content.decode()).found
    assert "og:image" not in found


def test_it_is_passed_on_by_plain_links(result):
    html = crawl(result.get_absolute_url()).content.decode()
    address = f"http%3A%2F%2Flocalhost%2Fboard%2F{result.pk}%2F"
    assert f'href="https://x.com/intent/post?url={address}&amp;text=Boho' in html
    assert f'href="https://www.facebook.com/sharer/sharer.php?u={address}"' in html
    assert html.count('rel="noopener noreferrer nofollow"') == 2


def test_kakao_is_let_in_by_its_key_alone(result, settings):
    page = crawl(result.get_absolute_url())
    assert "kakao" not in page.content.decode().lower() + page["Content-Security-Policy"]
    settings.KAKAO_JS_KEY = "public-key"
    page = crawl(result.get_absolute_url())
    assert 'data-kakao-key="public-key"' in page.content.decode()
    assert 'data-kakao-integrity="sha384-' in page.content.decode()
    policy = page["Content-Security-Policy"]
    assert "script-src 'self' https://t1.kakaocdn.net" in policy
    assert "form-action 'self' https://sharer.kakao.com" in policy
    assert "kakao" not in crawl("/board/")["Content-Security-Policy"]
