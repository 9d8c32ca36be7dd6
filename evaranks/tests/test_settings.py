"""What the settings say to a machine that is configured badly, or well."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from evaranks.settings_checks import refuse_unsafe

GOOD = {
    "DEPLOYMENT": "production",
    "DATA_DIR": "/srv/evaranks",
    "SECRET_KEY": "abcdefghij" * 5,
    "DATABASE_URL": "postgresql://user:a-long-pass-word@localhost/evaranks",
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


def test_cookies_are_of_this_host_alone():
    outcome = load("settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.DEVICE_COOKIE_NAME, settings.PASSWORD_HASHERS[0]")
    assert outcome.stdout.strip() == "('__Host-session', '__Host-csrf', '__Host-device', 'accounts.hashers.Argon2PasswordHasher')"
    assert load("settings.LOGGING['handlers']['console']['formatter']").stdout.strip() == "json"


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ({}, "('console', False, True)"),
        ({"EMAIL_HOST": "mail.example"}, "('smtp', False, True)"),
        ({"EMAIL_HOST": "mail.example", "EMAIL_PORT": "465"}, "('smtp', True, False)"),
        ({"EMAIL_HOST": "localhost", "EMAIL_PORT": "25", "EMAIL_TLS": "false"}, "('smtp', False, False)"),
    ],
)
def test_mails_go_to_the_server_that_is_named_and_encrypted_unless_told(given, seen):
    outcome = load("settings.EMAIL_BACKEND.split('.')[4], settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS", **given)
    assert outcome.stdout.strip() == seen


@pytest.mark.parametrize(
    ("name", "value"),
    [("ADMIN_PATH", "/"), ("STAFF_TOTP", "sometimes"), ("REDIS_URL", "redis:6379"), ("INFERENCE", "elsewhere"), ("INFERENCE", "celery")],
)
def test_a_value_that_makes_no_sense_stops_the_start(name, value):
    assert name in load(**{name: value}).stderr


@pytest.mark.parametrize("lines", [{"lik": [1, 60]}, {"like": [0, 60]}, {"like": [1, 0]}, {"like": 5}, {"like": ["1", 60]}, [1, 60]])
def test_limits_that_cannot_be_counted_stop_the_start(settings, lines):
    call_command("check")
    settings.WRITE_LIMITS = lines
    with pytest.raises(SystemCheckError, match="WRITE_LIMITS"):
        call_command("check")


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "DATA_DIR"])
def test_a_missing_value_stops_the_start_with_its_name(name):
    outcome = load(**{name: None})
    assert outcome.returncode != 0
    assert f"Set {name}" in outcome.stderr


UNSAFE = [
    ({"DEBUG": True}, "Set DEBUG to false"),
    ({"SECRET_KEY": "short"}, "Set SECRET_KEY"),
    ({"SECRET_KEY": "x" * 50}, "Set SECRET_KEY"),
    ({"SECRET_KEY": "django-insecure-abcdefghijklmnopqrstuvwxyz0123456789abcdef"}, "Set SECRET_KEY"),
    ({"ALLOWED_HOSTS": []}, "Set ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": ["evaranks.example", "*"]}, "ALLOWED_HOSTS has '*'"),
    ({"ALLOWED_HOSTS": [".com"]}, "ALLOWED_HOSTS has '.com'"),
    ({"CSRF_TRUSTED_ORIGINS": ["http://evaranks.example"]}, "begin with https://"),
    ({"CSRF_TRUSTED_ORIGINS": ["https://*.example"]}, "have no *"),
    ({"DATABASE_URL": "postgresql://evaranks:evaranks@database/evaranks"}, "DATABASE_URL has no password, a known one"),
    ({"DATABASE_URL": "postgresql://evaranks@database/evaranks"}, "DATABASE_URL"),
    ({"REDIS_URL": "redis://redis:6379/0"}, "REDIS_URL"),
    ({"CELERY_BROKER_URL": "redis://:secret@redis:6379/1"}, "CELERY_BROKER_URL"),
    ({"FACE_RETENTION_DAYS": 3650}, "FACE_RETENTION_DAYS"),
]
SAFE = {
    "DEBUG": False,
    "SECRET_KEY": "abcdefghij" * 5,
    "ALLOWED_HOSTS": ["evaranks.example", ".evaranks.example"],
    "CSRF_TRUSTED_ORIGINS": ["https://evaranks.example"],
    "DATABASE_URL": "postgresql://evaranks:a-long-pass-word@database/evaranks",
    "REDIS_URL": "",
    "CELERY_BROKER_URL": "redis://:a-long-pass-word@redis:6379/1",
    "FACE_RETENTION_DAYS": 365,
}


@pytest.mark.parametrize(("change", "sentence"), UNSAFE)
def test_production_refuses_what_is_unsafe(change, sentence):
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        refuse_unsafe(SAFE | change)


def test_production_takes_what_is_safe():
    refuse_unsafe(SAFE)
    refuse_unsafe(SAFE | {"DATABASE_URL": "postgresql://postgres@%2Frun%2Fpostgresql/evaranks"})  # a socket needs no password


def test_the_start_stops_with_the_sentence():
    outcome = load(ALLOWED_HOSTS="*")
    assert outcome.returncode != 0
    assert "ALLOWED_HOSTS has '*'" in outcome.stderr
    assert "DEPLOYMENT is either local or production, not 'prod'" in load(DEPLOYMENT="prod").stderr


def test_a_value_may_be_in_a_file(tmp_path):
    (tmp_path / "key").write_text("zyxwvutsrq" * 5 + "\n")
    assert load("settings.SECRET_KEY", SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "key")).stdout.strip() == "zyxwvutsrq" * 5


def test_a_provider_appears_with_its_keys_only():
    policy = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'][1:]"
    expression = f"list(settings.SIGN_IN_KEYS), settings.AUTHENTICATION_BACKENDS[1:-1], {policy}"
    assert load(expression, KAKAO_REST_API_KEY="id").stdout.strip() == "([], [], [])"
    outcome = load(expression, NAVER_CLIENT_ID="id", NAVER_CLIENT_SECRET="secret")
    assert outcome.stdout.strip() == "(['naver'], ['accounts.social.Naver'], ['https://nid.naver.com'])"


def test_a_page_carries_its_security_headers(client, db):
    response = client.get("/")
    policy = response["Content-Security-Policy"]

    # Only the first is what others fall back to.
    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert directive in policy
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
