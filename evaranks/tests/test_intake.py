"""What a server process takes in, through the middleware that stands before the application."""

import asyncio
import json

import pytest

from evaranks.intake import REFUSALS, Body, BoundedBodies, refusal


@pytest.fixture(autouse=True)
def _small(settings):
    settings.REQUEST_BYTES, settings.REQUESTS_BYTES, settings.REQUEST_GRACE_S = 1000, 1500, 0.05
    yield
    assert Body.held_by_all == 0


def ask(chunks, headers=((b"transfer-encoding", b"chunked"),), wait_s=0.0, meanwhile=None):
    """(status, document) of a request whose body comes in chunks; the application answers 200 once it has all."""

    async def application(scope, receive, send):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            if meanwhile:
                meanwhile()
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async def main():
        waiting, sent = list(chunks), []

        async def receive():
            await asyncio.sleep(wait_s)
            return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

        async def send(message):
            sent.append(message)

        await BoundedBodies(application)({"type": "http", "headers": list(headers)}, receive, send)
        return sent[0]["status"], json.loads(sent[1]["body"]), dict(sent[0]["headers"])

    return asyncio.run(main())


def length(size):
    return [(b"content-length", b"%d" % size)]


def test_it_works():
    held = []
    status, *_ = ask([b"x" * 400, b"y" * 400], meanwhile=lambda: held.append(Body.held_by_all))
    assert status == 200
    assert held == [400, 800]


@pytest.mark.parametrize(("chunks", "headers"), [([b"x"], length(1001)), ([b"x" * 600, b"x" * 600], length(5)), ([b"x" * 600] * 9, ())])
def test_a_request_that_is_too_large_is_refused_before_it_is_there(chunks, headers):
    status, document, answered = ask(chunks, headers)
    assert (status, document["code"]) == (413, "too_large")
    assert answered[b"content-type"] == b"application/problem+json"


@pytest.mark.parametrize("status", [408, 413, 503, 507])
def test_a_person_gets_a_page_in_both_languages(status):
    headers, body = refusal(status, b"text/html,application/xhtml+xml,*/*;q=0.8")
    page = body.decode()
    assert dict(headers)[b"content-type"] == b"text/html; charset=utf-8"
    assert int(dict(headers)[b"content-length"]) == len(body)
    assert str(REFUSALS[status][1]) in page
    assert "스튜디오" in page
    assert 'href="/"' in page
    assert json.loads(refusal(status, b"*/*")[1])["detail"] == str(REFUSALS[status][1])


def test_more_than_there_is_room_for_waits_outside():
    def others(_=None):
        return ask([b"z" * 900], length(900))

    refused = []
    ask([b"x" * 800], length(800), meanwhile=lambda: refused.append(_in_a_thread(others)))
    assert [(status, document["code"], headers[b"retry-after"]) for status, document, headers in refused] == [(503, "busy", b"2")]
    assert others()[0] == 200


def test_one_that_stalls_is_refused():
    assert ask([b"x", b"y"], wait_s=0.2)[0] == 408


def test_one_of_a_byte_now_and_then_is_refused():
    assert ask([b"x"] * 100, wait_s=0.02)[0] == 408


def _in_a_thread(function):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()
