"""Uploads in S3-compatible storage, over its protocol."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from evaranks.left_files import delete_left_files
from evaranks.s3_storage import PrivateS3Storage


class _Bucket(BaseHTTPRequestHandler):
    """PUT, GET, HEAD and DELETE of objects and a list of all, for who signs; `kept`, `asked` and `changed_at` are the server's."""

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
            self.server.changed_at[path] = timezone.now().isoformat()
        elif self.command == "DELETE":
            status = 204
            self.server.kept.pop(path, None)
        elif path == "/eva":
            status, found = 200, self.list()
        else:
            found = self.server.kept.get(path)
            status, found = (404, b"") if found is None else (200, found)
        self.send_response(status)
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(found)

    def list(self):
        (prefix,) = parse_qs(self.path.partition("?")[2])["prefix"]
        rows = (
            f"<Contents><Key>{path.removeprefix('/eva/')}</Key><LastModified>{self.server.changed_at[path]}</LastModified></Contents>"
            for path in self.server.kept
            if path.startswith(f"/eva/{prefix}")
        )
        return f'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{"".join(rows)}</ListBucketResult>'.encode()

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
    server.kept, server.asked, server.changed_at = {}, [], {}
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


def test_what_a_killed_process_left_is_deleted(bucket, make_look, alice, settings):
    """As it is in a folder: what no row names goes, once it is a day old."""
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "evaranks.s3_storage.PrivateS3Storage"}}
    photo = make_look(alice).photo
    for name in ("faces/ab/alone.jpg", "faces/ab/new.jpg"):
        PrivateS3Storage().save(name, ContentFile(b"x"))
    bucket.kept["/eva/another-programs.jpg"] = b"x"
    for path in set(bucket.kept) - {"/eva/media/faces/ab/new.jpg"}:
        bucket.changed_at[path] = "2026-01-02T03:04:05.000Z"

    assert delete_left_files() == 1
    kept = {f"/eva/media/{name}" for name in (photo.file.name, photo.thumbnail.name, "faces/ab/new.jpg")}
    assert set(bucket.kept) == kept | {"/eva/another-programs.jpg"}
