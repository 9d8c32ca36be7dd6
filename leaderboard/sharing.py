"""Ways by which a result is passed on elsewhere: plain links, and KakaoTalk where there is a key for it.

Nothing of another site is loaded before the person asks for it; without KAKAO_JS_KEY nothing ever is.
"""

from csp.constants import SELF
from django.conf import settings
from django.utils.http import urlencode

KAKAO_SDK = {
    "src": "https://t1.kakaocdn.net/kakao_js_sdk/2.7.2/kakao.min.js",
    "integrity": "sha384-TiCUE00h649CAMonG018J2ujOgDKW/kVWlChEuu4jK2vxfAAD0eZxzCKakxg55G4",
}
KAKAO_POLICY = {
    "script-src": [SELF, "https://t1.kakaocdn.net"],
    "connect-src": [SELF, "https://kapi.kakao.com"],
    "form-action": ["https://sharer.kakao.com"],
}


def share_context(request, result, card: str) -> dict:
    """What leaderboard/_sharing.html needs; `card` is the card's absolute address."""
    url = request.build_absolute_uri(result.get_absolute_url())
    return {
        "url": url,
        "card": card,
        "x": "https://x.com/intent/post?" + urlencode({"url": url, "text": f"{result.style.name} · EvaRanks"}),
        "facebook": "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": url}),
        "kakao_key": settings.KAKAO_JS_KEY,
        "kakao_sdk": KAKAO_SDK,
    }


def let_kakao_in(response):
    """The page may load the SDK and hand the link to Kakao's window; without a key it stays as closed as every other."""
    if settings.KAKAO_JS_KEY:
        response._csp_update = KAKAO_POLICY  # what django-csp's decorators set
        response["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response
