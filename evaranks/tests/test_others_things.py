"""What alice has not shown is not there for bob, whichever address he tries, and nothing that he sends changes it."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from accounts.services import create_token
from analysis.models import Photo, StyleAnalysis
from evaranks.routes_testing import UNKNOWN, all_routes, say_nothing
from faces.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    for code in (403, 404):
        monkeypatch.setattr(f"evaranks.urls.handler{code}", say_nothing, raising=False)


@pytest.fixture
def hers(alice, make_look):
    """Keys of what is alice's alone."""
    look = make_look(alice)
    person = Person.objects.create(owner=alice, name="Anna", consent_version=1, consent_at=timezone.now())
    token, _secret = create_token(owner=alice, name="x")
    return {"look": look.pk, "photo": look.photo_id, "person": person.pk, "token": token.pk}


# Where what stands in the address is no key of a row: a username, or the parts of a link that is looked at when it is used.
NO_KEY = ("/password/reset/", "/api/v1/profiles/", "/@")


def addresses(key):
    keyed = [route.address for route in all_routes() if UNKNOWN in route.address and not route.address.startswith(NO_KEY)]
    return [address.replace(UNKNOWN, str(key)) for address in keyed]


@pytest.mark.parametrize("who", ["bob", "nobody"])
def test_it_works(bob, hers, who):
    client = Client()
    if who == "bob":
        client.force_login(bob)
    for name, key in hers.items():
        if name == "token":
            continue
        for address in addresses(key):
            status = client.get(address).status_code
            assert status in {302, 401, 403, 404, 405}, f"GET {address} answers {who} with {status}"


def test_nothing_that_another_sends_changes_it(bob, hers):
    client = Client()
    client.force_login(bob)
    for name in ("look", "person"):
        for address in addresses(hers[name]):
            for method in ("post", "delete"):
                status = getattr(client, method)(address).status_code
                assert status < 500, f"{method} {address} answers {status}"  # taking back what was never given is no error
    client.post(f"/profile/tokens/{hers['token']}/revoke/")
    assert StyleAnalysis.objects.filter(pk=hers["look"], photo__is_public=False).exists()
    assert Photo.objects.filter(pk=hers["photo"]).exists()
    assert Person.objects.filter(pk=hers["person"], name="Anna").exists()
    assert ApiToken.objects.filter(pk=hers["token"]).exists()


def test_she_sees_it_herself(alice, hers):
    """Else the test above would pass for addresses that lead nowhere."""
    client = Client()
    client.force_login(alice)
    opened = [address for address in addresses(hers["look"]) + addresses(hers["photo"]) if client.get(address).status_code == 200]
    assert len(opened) >= 3  # the look itself, and look and photo through the API
