"""What a request meets on its way, over ASGI as a server calls it."""

import asyncio
import io
from pathlib import Path

import pytest
from asgiref.sync import SyncToAsync
from asgiref.testing import ApplicationCommunicator
from django.conf import settings as site

from evaranks.handler import Handler


@pytest.fixture
def get():
    """`get(path)`: the answer's status, its headers by their names in small letters, and its body."""

    async def ask(path):
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"host", b"localhost")]}
        asked = ApplicationCommunicator(Handler(), scope)
        await asked.send_input({"type": "http.request", "body": b""})
        start, body, more = await asked.receive_output(timeout=20), b"", True
        while more:
            message = await asked.receive_output(timeout=20)
            body, more = body + message.get("body", b""), message.get("more_body", False)
        await asked.wait()
        return start["status"], {name.decode().lower(): value.decode() for name, value in start["headers"]}, body

    return lambda path: asyncio.run(ask(path))


@pytest.fixture
def script():
    """A static file, as if it had been collected."""
    path = Path(site.STATIC_ROOT) / "hello.0123456789ab.js"
    path.write_text("export const hello = 1;\n")
    yield f"/static/{path.name}"
    path.unlink()


def test_a_page_stays_in_one_thread(get, monkeypatch):
    """One change into it, and one each for Django's signals before and after."""
    changes = []
    call = SyncToAsync.__call__

    async def counted(self, *arguments, **options):
        changes.append(self.func)
        return await call(self, *arguments, **options)

    monkeypatch.setattr(SyncToAsync, "__call__", counted)
    status, _, body = get("/healthz")
    assert (status, body) == (200, b"evaranks")
    assert len(changes) <= 3


def test_a_page_has_passed_all_middleware(get):
    _, headers, _ = get("/healthz")
    assert headers["x-frame-options"] == "DENY"
    assert "default-src" in headers["content-security-policy"]
    assert headers["x-request-id"]


def test_static_files_are_hardened_too(get, script):
    status, headers, body = get(script)
    assert (status, body) == (200, b"export const hello = 1;\n")
    assert headers["content-type"].startswith("text/javascript")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-request-id"]


@pytest.mark.parametrize("path", ["/static/nothing.js", "/static/", "/static/../settings.py", "/static/%2e%2e/settings.py"])
def test_what_is_no_static_file_is_not_found(get, script, path):
    status, headers, body = get(path)
    assert (status, body) == (404, b"There is no such file.")
    assert headers["x-content-type-options"] == "nosniff"


def test_a_body_in_chunks_is_read_like_any_other():
    """It comes without a length."""
    part = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\npixels\r\n--x--\r\n'
    headers = [(b"host", b"localhost"), (b"content-type", b"multipart/form-data; boundary=x")]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    request, _ = Handler().create_request(scope, io.BytesIO(part))
    assert request.FILES["image"].read() == b"pixels"
