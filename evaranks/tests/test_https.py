"""`make run HTTPS=1`, as a phone meets it: a process of its own, and a client that trusts its authority and no other."""

import http.client
import json
import ssl
import struct
import urllib.request

import pytest
from websockets.sync.client import connect

from evaranks.tests.conftest import _sites, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def phone(django_db_setup, django_db_blocker, tmp_path_factory):
    with _sites(django_db_blocker, tmp_path_factory) as make:
        port = free_port()
        site = make("--https", str(port), "--host", "127.0.0.1")
        trusted = urllib.request.urlopen(f"{site.address}/eva-certificate.pem", timeout=10).read().decode()
        site.https_port, site.context = port, ssl.create_default_context(cadata=trusted)
        yield site


def test_it_works(phone):
    """Page and API answer under a certificate that holds for the address, and cookies are for HTTPS alone."""
    for host in ("localhost", "127.0.0.1"):
        connection = http.client.HTTPSConnection(host, phone.https_port, timeout=20, context=phone.context)
        connection.request("GET", "/api/v1/leaderboard/")
        response = connection.getresponse()
        assert response.status == 200
        assert json.loads(response.read())["results"] == []
        assert "Strict-Transport-Security" not in response.headers  # it would lock localhost for other programs


def test_the_mirror_streams_over_tls(phone, webcam_frame):
    address = f"wss://localhost:{phone.https_port}"
    with connect(f"{address}/ws/live/effects/", ssl=phone.context, origin=address.replace("wss", "https"), open_timeout=20) as socket:
        socket.send(json.dumps({"type": "configure", "effects": [{"name": "lipstick"}], "output": "image"}))
        socket.send(struct.pack("!II", 7, 1000) + webcam_frame)
        answer = next(message for message in socket if isinstance(message, bytes))
        assert struct.unpack_from("!I", answer) == (7,)
        assert answer[12:14] == b"\xff\xd8"


def test_http_leads_there(phone):
    connection = http.client.HTTPConnection("127.0.0.1", phone.port, timeout=10)
    for host, expected in (("127.0.0.1:1", "127.0.0.1"), ("evil.example", None)):
        connection.request("GET", "/mirror/?look=dusk", headers={"Host": host})
        response = connection.getresponse()
        response.read()
        assert response.status == 307
        location = response.headers["Location"]
        assert location.endswith(f":{phone.https_port}/mirror/?look=dusk")
        assert "evil" not in location
        assert expected is None or location.startswith(f"https://{expected}:")


def test_what_is_printed_leads_to_it(phone):
    text = phone.log.read_text()
    assert f":{phone.https_port}\n" in text
    assert "█" in text
    assert f":{phone.port}/eva-certificate.pem" in text
