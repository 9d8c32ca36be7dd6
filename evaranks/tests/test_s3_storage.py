"""Uploads in S3-compatible storage, over its protocol."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.base import ContentFile

from evaranks.s3_storage import PrivateS3Storage


class _Bucket(BaseHTTPRequestHandler):
    """PUT, GET, HEAD and DELETE of objects, for who signs; `kept` and `asked` are the server's."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        self.server.asked.append((self.command, self.path, self.headers.get("x-amz-acl")))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        found = b""
        if "Signature=" not in self.headers.get("Authorization", ""):
            status = 403
        elif self.command == "PUT":
            status = 200
            self.server.kept[path] = _plain(body, self.headers)
        elif self.command == "DELETE":
            status = 204
            self.server.kept.pop(path, None)
        else:
            found = self.server.kept.get(path)
            status, found = (404, b"") if found is None else (200, found)
        self.send_response(status)
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(found)

    do_GET = do_PUT = do_HEAD = do_DELETE = answer


def _plain(body, headers):
    """The client may send it in chunks, each after its length."""
    if "aws-chunked" not in headers.get("Content-Encoding", ""):
        return body
    plain = b""
    while True:
        size, _, body = body.partition(b"\r\n")
        count = int(size.split(b";")[0], 16)
        if not count:
            return plain
        plain, body = plain + body[:count], body[count + 2 :]


@pytest.fixture
def bucket(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bucket)
    server.kept, server.asked = {}, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    values = {"S3_BUCKET": "eva", "S3_ENDPOINT": f"http://127.0.0.1:{server.server_port}", "S3_REGION": "us-east-1"}
    for name, value in {**values, "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret"}.items():
        monkeypatch.setenv(name, value)
    yield server
    server.shutdown()


def test_it_works(bucket):
    storage = PrivateS3Storage()
    data = bytes(range(256)) * 1000
    name = storage.save("photos/ab/cd.jpg", ContentFile(data))

    assert name == "photos/ab/cd.jpg"
    assert bucket.kept == {"/eva/media/photos/ab/cd.jpg": data}
    assert storage.exists(name)
    with storage.open(name) as file:
        assert file.read() == data
    storage.delete(name)
    assert not storage.exists(name)
    with pytest.raises(FileNotFoundError):
        storage.open(name)


def test_nothing_is_public(bucket):
    storage = PrivateS3Storage()
    storage.save("photos/ab/cd.jpg", ContentFile(b"x"))
    assert {acl for _, _, acl in bucket.asked} == {None}
    with pytest.raises(ValueError, match="no URL"):
        storage.url("photos/ab/cd.jpg")
