"""What the settings say to a machine that is configured badly, or well."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "DEPLOYMENT": "production",
    "DATA_DIR": "/srv/evaranks",
    "SECRET_KEY": "x" * 50,
    "DATABASE_URL": "postgresql://user:word@localhost/evaranks",
    "ALLOWED_HOSTS": "evaranks.example",
}


def load(expression="''", **environment):
    environment = {name: value for name, value in {**GOOD, **environment}.items() if value is not None}
    program = f"from evaranks import local; local.prepare(); from evaranks import settings; print(({expression}))"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


def test_it_works():
    outcome = load("settings.DEBUG, settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0, settings.ALLOWED_HOSTS")
    assert outcome.stdout.strip() == "(False, True, True, ['evaranks.example'])"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "DATA_DIR"])
def test_a_missing_value_stops_the_start_with_its_name(name):
    outcome = load(**{name: None})
    assert outcome.returncode != 0
    assert f"Set {name}" in outcome.stderr


def test_production_refuses_debug_and_short_secrets():
    assert load(DEBUG="1").returncode != 0
    assert load(SECRET_KEY="short").returncode != 0


def test_a_provider_appears_with_its_keys_only():
    policy = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'][1:]"
    expression = f"list(settings.SIGN_IN_KEYS), settings.AUTHENTICATION_BACKENDS[1:-1], {policy}"
    assert load(expression, KAKAO_REST_API_KEY="id").stdout.strip() == "([], [], [])"
    outcome = load(expression, NAVER_CLIENT_ID="id", NAVER_CLIENT_SECRET="secret")
    assert outcome.stdout.strip() == "(['naver'], ['accounts.social.Naver'], ['https://nid.naver.com'])"


def test_a_page_carries_its_security_headers(client, db):
    response = client.get("/")
    policy = response["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_the_pages_of_the_api_are_served_from_here(client, db):
    html = client.get("/api/v1/docs/").content.decode()
    assert "http://" not in html
    assert "https://" not in html
    schema = client.get("/api/v1/schema/", {"format": "json"}).json()
    assert {"/api/v1/photos/", "/api/v1/style-analyses/", "/api/v1/shared-results/", "/api/v1/leaderboard/"} <= set(schema["paths"])
