"""Uploads are pictures or nothing: what else is in the bytes is gone, and no browser runs what we serve."""

import io
import os

import pytest
from django.conf import settings as site
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from analysis.models import Photo

pytestmark = pytest.mark.django_db
SCRIPT = b"<html><script>alert(document.domain)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def jpeg(**options) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (120, 120), "teal").save(file, "JPEG", **options)
    return file.getvalue()


def exif() -> bytes:
    made = Image.Exif()
    made[0x010E] = SCRIPT.decode()
    made[0x8825] = {1: "N", 2: (37.0, 33.0, 59.0)}
    return made.tobytes()


POLYGLOTS = {
    "appended": lambda: jpeg() + SCRIPT,
    "comment": lambda: jpeg(comment=SCRIPT),
    "exif": lambda: jpeg(exif=exif()),
    "svg-behind": lambda: jpeg() + SVG,
    "zip-behind": lambda: jpeg() + b"PK\x05\x06" + bytes(18),
}


@pytest.fixture
def person(client, alice):
    client.force_login(alice)
    return client


@pytest.mark.parametrize("trick", POLYGLOTS)
def test_it_works(person, trick):
    answer = person.post("/api/v1/photos/", {"image": SimpleUploadedFile("x.html", POLYGLOTS[trick](), "text/html")})
    assert answer.status_code == 201
    photo = Photo.objects.get()
    with default_storage.open(photo.file.name) as file:
        kept = file.read()
    assert b"script" not in kept
    assert b"PK\x05\x06" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert photo.file.name.endswith(".jpg")

    served = person.get(f"/photos/{photo.pk}/full.jpg")
    assert served["Content-Type"] == "image/jpeg"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served["Content-Security-Policy"]
    assert "default-src 'none'" in served["Content-Security-Policy"]
    assert served["Content-Disposition"] == 'inline; filename="full.jpg"'


@pytest.mark.parametrize("data", [SVG, SCRIPT, b"%PDF-1.7\n" + SCRIPT, b"GIF89a" + SCRIPT, b"#!/bin/sh\nid\n", b"PK\x03\x04" + bytes(60)])
@pytest.mark.parametrize(("name", "kind"), [("x.jpg", "image/jpeg"), ("x.svg", "image/svg+xml")])
def test_what_is_no_picture_is_not_kept(person, data, name, kind):
    answer = person.post("/api/v1/photos/", {"image": SimpleUploadedFile(name, data, kind)})
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_image"
    assert not Photo.objects.exists()


@pytest.mark.parametrize("name", ["../../settings.py", "/etc/passwd", "a\0.jpg", "x" * 300 + ".jpg", "..\\..\\x.jpg"])
def test_a_file_s_name_is_not_looked_at(person, name):
    assert person.post("/api/v1/photos/", {"image": SimpleUploadedFile(name, jpeg(), "image/jpeg")}).status_code == 201
    photo = Photo.objects.get()
    assert default_storage.path(photo.file.name).startswith(str(site.DATA_DIR / "media" / "photos"))


@pytest.mark.parametrize("path", ["../../../etc/passwd", "..%2f..%2fsecret_key", "....//x.jpg"])
def test_no_address_leads_out_of_the_folder(person, path):
    assert person.get(f"/avatars/{path}").status_code == 404
    assert person.get(f"/static/{path}").status_code == 404
    assert person.get(f"/media/{path}").status_code == 404


def test_uploads_are_readable_by_the_server_alone(person):
    person.post("/api/v1/photos/", {"image": SimpleUploadedFile("x.jpg", jpeg(), "image/jpeg")})
    path = default_storage.path(Photo.objects.get().file.name)
    assert os.stat(path).st_mode & 0o777 == 0o600
