"""The developers' page, the schema, and that what they say is so."""

import json
import math

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework import serializers

from analysis import checks, face_docs, face_serializers
from ml_models import face_geometry

pytestmark = pytest.mark.django_db
URL = "/api/v1/faces/analyze/"


def test_it_works(client, alice):
    page = client.get("/developers/").content.decode()
    assert "http://testserver/api/v1/faces/analyze/" in page
    assert "data-sandbox" not in page
    for name in face_serializers.FaceOptionsSerializer().get_fields():
        assert f"<code>{name}</code>" in page

    client.force_login(alice)
    assert "data-sandbox" in client.get("/developers/").content.decode()


def test_the_selfie_page_asks_strangers_to_sign_in(client, alice):
    assert "data-faces" not in client.get("/faces/").content.decode()
    client.force_login(alice)
    assert "data-faces" in client.get("/faces/").content.decode()


def undescribed(value, field, path="answer"):
    """Where an answer and the serializer that describes it differ."""
    if isinstance(field, serializers.ListSerializer | serializers.ListField):
        return [line for entry in value for line in undescribed(entry, field.child, f"{path}[]")]
    if isinstance(field, serializers.DictField):
        return [line for entry in value.values() for line in undescribed(entry, field.child, f"{path}.*")]
    if isinstance(field, serializers.Serializer):
        fields = field.get_fields()
        unknown = [f"{path}.{name} is not described" for name in value.keys() - fields.keys()]
        missing = [f"{path}.{name} is missing" for name, described in fields.items() if described.required and name not in value]
        return (
            unknown
            + missing
            + [line for name in value.keys() & fields.keys() for line in undescribed(value[name], fields[name], f"{path}.{name}")]
        )
    field.run_validation(value)
    return [] if not isinstance(value, float) or math.isfinite(value) else [f"{path} is {value}"]


@pytest.mark.parametrize("options", [{}, {"landmarks": "468", "pose": "matrix"}, {"landmarks": "none", "attributes": "none"}])
def test_the_answer_is_as_the_schema_says(options, client, alice, picture):
    client.force_login(alice)
    answer = client.post(URL, {"image": SimpleUploadedFile("a.png", picture("astronaut")), **options}).json()
    assert undescribed(answer, face_serializers.FacesSerializer()) == []


def test_every_field_of_the_older_service_has_its_place(client, alice, picture):
    client.force_login(alice)
    answer = client.post(URL, {"image": SimpleUploadedFile("a.png", picture("astronaut"))}).json()
    face = answer["faces"][0]
    for _was, now, _remark in face_docs.OLD_FIELDS:
        for place in str(now).split("; "):
            first = place.split(",")[0]
            if first.startswith("faces[]."):
                value = face
                for name in first.removeprefix("faces[].").split("[")[0].split("."):
                    value = value[name]
            elif first in {"name", "face_count", "elapsed_ms"}:
                assert first in answer


def test_the_meshs_edges_on_the_page_are_those_of_the_canonical_face(settings):
    edges = json.loads((settings.BASE_DIR / "static/data/face-mesh.json").read_text())["edges"]
    triangles = face_geometry.triangles()
    sides = {tuple(sorted(map(int, pair))) for a, b, c in triangles for pair in ((a, b), (b, c), (c, a))}
    assert sorted(map(tuple, edges)) == sorted(sides)


def test_settings_name_a_source_that_is_there(settings):
    assert checks.face_presets_are_there(None) == []
    settings.FACE_LANDMARKS = "tea leaves"
    assert checks.face_presets_are_there(None)[0].id == "analysis.E002"
