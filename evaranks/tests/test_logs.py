"""What stands in the log: which request it was, and nothing about people, their faces or our secrets."""

import json
import logging
import sys

import pytest
from django.conf import settings as django_settings

from accounts import jobs, request_ids
from evaranks.log_format import JsonFormatter, PlainFormatter
from evaranks.redaction import redact


def record(message, *args, error=None, **extra):
    info = None
    if error is not None:
        try:
            raise error
        except Exception:
            info = sys.exc_info()
    made = logging.getLogger("evaranks.test").makeRecord("evaranks.test", logging.WARNING, __file__, 1, message, args, info, extra=extra)
    return made


def test_it_works():
    with request_ids.working_for("abc-123-def"):
        line = json.loads(JsonFormatter().format(record("Answered in %d ms", 12, status=200, ms=12.5)))
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "warning",
        "logger": "evaranks.test",
        "message": "Answered in 12 ms",
        "request_id": "abc-123-def",
        "status": 200,
        "ms": 12.5,
    }


SECRETS = {
    "eva_3kfh2Jd8shKfj20dhs72Hdjs8": "token eva_3kfh2Jd8shKfj20dhs72Hdjs8 was refused",
    "hunter2": "{'username': 'alice', 'password1': 'hunter2', 'email': ''}",
    "s3cr3t": "could not reach postgresql://eva:s3cr3t@db.internal/evaranks",
    "alice@example.com": "duplicate key: Key (lower(email))=(alice@example.com) already exists.",
    "bGV0IG1lIGlu": "Authorization: Basic bGV0IG1lIGlu",
    "k39dkd": "Cookie: __Host-session=k39dkd; csrftoken=x",
    "MQ/cx2k-9f": "Not Found: /password/reset/MQ/cx2k-9f8e7d/",
    "minji": "Not Found: /@minji/",
    "203.0.113.9": "refused 203.0.113.9 and 2001:db8:1:2::9",
    "iVBORw0KGgo": "bad upload data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==",
    "0.2811": "array([ 0.2811, -0.1, 0.33, 0.1, 0.5, 0.25, -0.75, 0.125, 0.0625])",
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("formatter", [PlainFormatter, JsonFormatter])
def test_nothing_secret_is_written(secret, formatter):
    sentence = SECRETS[secret]
    assert secret in sentence
    assert secret not in formatter().format(record("%s", sentence))
    assert secret not in formatter().format(record("It failed", error=ValueError(sentence)))
    assert secret not in formatter().format(record("It failed", detail=sentence))


def test_our_own_key_is_not_written():
    text = PlainFormatter().format(record("settings: %s", {"x": django_settings.SECRET_KEY}))
    assert django_settings.SECRET_KEY not in text


def test_what_is_no_secret_stays():
    for sentence in ("The job accounts.services.erase failed (attempt 2, to be tried again): timeout", "GET people/<uuid:pk>/ 200"):
        assert redact(sentence) == sentence


@pytest.mark.parametrize(
    ("proxies", "named", "kept"),
    [(1, "f00dfeed-1234", True), (0, "f00dfeed-1234", False), (1, 'x"} forged', False), (1, "a" * 65, False), (1, "short", False)],
)
def test_an_id_is_taken_from_our_proxy_only_and_if_plain(client, settings, db, proxies, named, kept):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    answer = client.get("/healthz", headers={"x-request-id": named})
    assert (answer["X-Request-ID"] == named) is kept
    assert request_ids.WELL_FORMED.fullmatch(answer["X-Request-ID"])


def test_a_request_is_one_line_without_its_address(client, caplog, alice):
    caplog.set_level(logging.INFO, "evaranks.access")
    client.get("/portraits/c0ffee00-0000-4000-8000-000000000000/?q=alice")
    (line,) = [found for found in caplog.records if found.name == "evaranks.access"]
    assert (line.method, line.route, line.status) == ("GET", "portraits/<uuid:pk>/", 404)
    assert "c0ffee" not in line.getMessage()


seen = []


@jobs.job(retries=0)
def note_id():
    seen.append(request_ids.current())


@pytest.mark.django_db(transaction=True)
def test_a_job_works_for_the_request_that_asked_for_it():
    with request_ids.working_for("the-request"):
        jobs.enqueue(note_id)
    with jobs._changed:
        assert jobs._changed.wait_for(lambda: jobs.unfinished() == 0, 20)
    assert seen == ["the-request"]


def test_a_socket_has_an_id_of_its_own(run_live, alice):
    from evaranks import asgi  # before the handler: it sets up logging anew

    assert asgi.application
    lines = []
    handler = logging.Handler()
    handler.emit = lambda found: lines.append((found.getMessage(), request_ids.current()))
    logger = logging.getLogger("evaranks.access")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)

    async def talk(open_stream):
        async with open_stream(alice) as stream:
            await stream.message("ready")

    try:
        run_live(talk)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.WARNING)
    ((message, request_id),) = lines
    assert message == "socket /ws/live/effects/"
    assert request_ids.WELL_FORMED.fullmatch(request_id)
