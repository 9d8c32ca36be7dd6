"""Rules that hold at every address there is: headers, CSRF, strangers, odd methods."""

import pytest
from django.http import HttpResponseForbidden
from django.test import Client

from evaranks.routes_testing import all_routes, say_nothing

pytestmark = pytest.mark.django_db
WRITES = ("post", "put", "patch", "delete")
# Signed by Facebook instead, which has no cookie of ours.
SIGNED = {"accounts:facebook-data-deletion", "accounts:facebook-deauthorize"}
# Whatever is asked of it, nothing is there.
NOTHING = {"no-such-call"}
# What strangers may open; all else sends them to sign in, or is not there.
PUBLIC = {
    "accounts:login",
    "accounts:signup",
    "accounts:password_reset",
    "accounts:password_reset_complete",
    "accounts:password_reset_confirm",
    "accounts:password_reset_done",
    "analysis:beautify",
    "analysis:developers",
    "analysis:faces",
    "analysis:mirror",
    "analysis:mirror-effects",
    "analysis:studio",
    "api-docs",
    "api-schema",
    "leaderboard:battle",
    "leaderboard:board",
    "leaderboard:hall",
    "leaderboard:old-board",
    "leaderboard-list",
    "makeuplook-list",
    "sharedresult-list",
    "favicon",
    "healthz",
    "metrics",
    "readyz",
    "leaderboard:reported",
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    for code in (403, 404):
        monkeypatch.setattr(f"evaranks.urls.handler{code}", say_nothing, raising=False)


@pytest.fixture(scope="module")
def routes():
    return all_routes()


def test_it_works(routes):
    names = {route.view for route in routes}
    assert len(routes) > 100
    assert {"analysis:studio", "photo-list", "faces:person", "accounts:avatar", "leaderboard:profile", "healthz"} <= names | {"healthz"}


def test_every_answer_carries_its_headers(client, alice, routes):
    client.force_login(alice)
    with_camera = set()
    for route in routes:
        answer = client.get(route.address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy, route
        assert "default-src 'self'" in policy or "default-src 'none'" in policy, route
        assert "frame-ancestors 'none'" in policy, route
        assert answer["X-Frame-Options"] == "DENY", route
        assert answer["X-Content-Type-Options"] == "nosniff", route
        assert answer["Referrer-Policy"] == "same-origin", route
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", route
        assert answer["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}, route
        assert "microphone=()" in answer["Permissions-Policy"], route
        assert answer["X-Request-ID"], route
        assert answer.status_code < 500 or route.address == "/readyz", route
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            assert "public" not in answer["Cache-Control"], route
        if "camera=(self)" in answer["Permissions-Policy"]:
            with_camera.add(route.view)
    assert with_camera == {"analysis:studio", "analysis:faces", "analysis:mirror", "analysis:beautify", "faces:live", "faces:enroll"}


def refuse(request, reason=""):
    """In place of the page that says so, which takes a while to render."""
    return HttpResponseForbidden(reason)


def test_no_write_goes_without_its_token(alice, routes, settings):
    """A page of another site could send it with alice's cookie, but not with the token.

    Django's middleware refuses before it looks at the view, whatever the method; views of the API are exempt from it and
    check for themselves, so that each method is tried.
    """
    settings.CSRF_FAILURE_VIEW = "evaranks.tests.test_every_route.refuse"
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    for route in routes:
        if route.view in SIGNED | NOTHING:
            continue
        for method in WRITES if getattr(route.callback, "csrf_exempt", False) else WRITES[:1]:
            status = getattr(client, method)(route.address).status_code
            assert status == 403, f"{method} {route.address} answers {status}"


def test_what_facebook_sends_must_be_signed_by_it(alice, routes):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    signed = [route for route in routes if route.view in SIGNED]
    assert len(signed) == len(SIGNED)
    for route in signed:
        assert client.post(route.address, {"signed_request": "forged.e30"}).status_code in {400, 403, 404}


def test_strangers_see_what_is_public(client, routes):
    opened = {route.view for route in routes if client.get(route.address).status_code == 200}
    assert opened - PUBLIC == set()


def test_an_odd_method_is_no_fault_of_ours(client, routes):
    for route in routes:
        for method in ("TRACE", "PROPFIND", "OPTIONS"):
            assert client.generic(method, route.address).status_code < 500, (method, route)


def test_another_host_is_not_served(client):
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400
    assert client.post("/password/reset/", {"email": "a@example.com"}, HTTP_HOST="evil.example").status_code == 400
