"""Looks of one's own: kept, changed, shared by link and never by guessing; and what the mirror's page is told."""

import json
import re
import uuid

import pytest
from django.utils import translation

from analysis import makeup_looks, makeup_services
from analysis.models import MakeupLook
from ml_models import effects

pytestmark = pytest.mark.django_db

API = "/api/v1/makeup-looks/"
RED = [{"name": "lipstick", "color": "#b3123c"}]


@pytest.fixture
def red(alice):
    return makeup_services.save_makeup_look(owner=alice, name="Red", effects=RED)


def read_json(response, key):
    found = re.search(rf'<script id="{key}" type="application/json">(.*?)</script>', response.content.decode())
    return json.loads(found[1])


def test_it_works(client, alice):
    client.force_login(alice)
    made = client.post(API, {"name": "Red", "effects": RED, "strength": 0.7}, content_type="application/json")
    assert made.status_code == 201
    address = f"{API}{made.json()['id']}/"
    assert client.patch(address, {"name": "Redder", "is_shared": True}, content_type="application/json").json()["name"] == "Redder"
    look = MakeupLook.objects.get()
    assert (look.owner, look.effects, look.strength, look.is_shared) == (alice, RED, 0.7, True)
    assert client.delete(address).status_code == 204
    assert not MakeupLook.objects.exists()


def test_others_neither_see_nor_change_it(client, bob, red):
    client.force_login(bob)
    makeup_services.change_makeup_look(look=red, is_shared=True)
    assert client.get(API).json()["results"] == []
    for answer in (
        client.get(f"{API}{red.pk}/"),
        client.patch(f"{API}{red.pk}/", {"name": "Mine"}, content_type="application/json"),
        client.delete(f"{API}{red.pk}/"),
    ):
        assert answer.status_code == 404
    assert MakeupLook.objects.get().name == "Red"


def test_a_stranger_keeps_nothing(client):
    assert client.post(API, {"name": "Red", "effects": RED}, content_type="application/json").status_code == 401


@pytest.mark.parametrize("person", [None, "bob", "charlie"])
def test_a_shared_look_is_opened_by_its_link(client, request, red, person):
    if person:
        client.force_login(request.getfixturevalue(person))
    unshared, unknown = client.get(red.get_absolute_url()), client.get(f"/mirror/?look={uuid.uuid4()}")
    assert unshared.status_code == unknown.status_code == 404
    assert read_json(unshared, "opened-look") is None

    makeup_services.change_makeup_look(look=red, is_shared=True)
    page = client.get(red.get_absolute_url())
    assert page.status_code == 200
    assert read_json(page, "opened-look")["effects"] == RED


def test_the_owner_opens_it_shared_or_not(client, alice, bob, red):
    makeup_services.save_makeup_look(owner=bob, name="His", effects=RED, is_shared=True)
    client.force_login(alice)
    page = client.get(red.get_absolute_url())
    assert read_json(page, "opened-look")["name"] == "Red"
    assert [look["id"] for look in read_json(page, "kept-looks")] == [str(red.pk)]


def test_a_look_is_drawn_at_its_strength(client, alice, red):
    makeup_services.change_makeup_look(look=red, strength=0.5, effects=[{"name": "lipstick", "opacity": 0.8}])
    client.force_login(alice)
    opened = read_json(client.get(red.get_absolute_url()), "opened-look")
    assert (opened["strength"], opened["layers"][0]["opacity"]) == (0.5, 0.4)


@pytest.mark.parametrize("key", ["", "nonsense", "../etc", "1"])
def test_a_link_that_is_none_opens_the_mirror_all_the_same(client, key):
    page = client.get("/mirror/", {"look": key})
    assert page.status_code == (404 if key else 200)
    assert b'data-do="open"' in page.content


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"effects": [{"name": "moustache"}]}, "effects"),
        ({"effects": [{"name": "lipstick", "color": "red"}]}, "effects"),
        ({"effects": [{"name": "lipstick", "opacity": 2}]}, "effects"),
        ({"effects": "lipstick"}, "effects"),
        ({"strength": 1.5}, "strength"),
        ({"strength": "nan"}, "strength"),
        ({"strength": True}, "strength"),
        ({"name": ""}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"name": "\u202e\u3164"}, "name"),
    ],
)
def test_what_cannot_be_worn_is_refused(client, alice, changes, field):
    client.force_login(alice)
    answer = client.post(API, {"name": "Red", "effects": RED, **changes}, content_type="application/json")
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not MakeupLook.objects.exists()


def test_a_name_is_plain_text(client, alice):
    """Whoever opens the link reads it: nothing in it turns the page's own words or breaks them apart."""
    client.force_login(alice)
    answer = client.post(API, {"name": "\u202eRed\n\n now", "effects": RED}, "application/json").json()
    assert answer["name"] == "Red now"
    changed = client.patch(f"{API}{answer['id']}/", {"name": "Blue\u2066"}, "application/json").json()
    assert changed["name"] == "Blue"


def test_there_is_an_end_to_keeping(client, alice, red, monkeypatch):
    monkeypatch.setattr(makeup_services, "MOST_LOOKS", 1)
    client.force_login(alice)
    answer = client.post(API, {"name": "Red", "effects": RED}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")


def test_a_look_of_effects_that_are_gone_does_not_break_the_page(client, alice, red):
    MakeupLook.objects.update(effects=[{"name": "moustache"}])
    client.force_login(alice)
    page = client.get("/mirror/")
    assert page.status_code == 200
    assert read_json(page, "kept-looks") == []


def test_an_account_takes_its_looks_with_it(alice, red):
    alice.delete()
    assert not MakeupLook.objects.exists()


def test_the_page_is_told_effects_looks_and_shapes(client):
    answer = client.get("/mirror/effects.json")
    assert "max-age=300" in answer["Cache-Control"]
    told = answer.json()
    assert [effect["name"] for effect in told["effects"]] == list(effects.EFFECTS)
    used = {name for look in told["looks"] for layer in look["layers"] for entry in layer["add"] for name in names_of(entry)}
    assert used
    assert used <= set(told["shapes"])


def names_of(entry):
    return [entry] if isinstance(entry, str) else [name for name, _ in entry]


def test_every_label_can_be_translated():
    """Labels come from ml_models, which knows no Django: each must be among the words that are marked for translation."""
    labels = set(collect_labels(effects.describe()))
    assert labels
    assert labels - makeup_looks.WORDS == set()


def collect_labels(value):
    if isinstance(value, list | tuple):
        for entry in value:
            yield from collect_labels(entry)
    elif isinstance(value, dict):
        if value.get("label"):
            yield value["label"]
        for entry in value.values():
            yield from collect_labels(entry)


def test_labels_are_in_the_persons_language(monkeypatch):
    monkeypatch.setattr(makeup_looks, "_", lambda text: f"<{text}>")
    with translation.override("ko"):
        told = makeup_looks.describe()
    assert all(label.startswith("<") for label in collect_labels(told))
    assert all(isinstance(look["effects"], list) for look in told["looks"])
