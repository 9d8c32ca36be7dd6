"""An OAuth 2 provider for the tests: a server on this machine that speaks as Facebook, Google, Kakao and Naver do.

It checks what they check: the client, its secret, the address to go back to, a code's single use and the PKCE verifier.
"""

import base64
import hashlib
import json
import secrets
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from accounts import social
from accounts.providers import PROVIDERS, backends

CLIENT = ("client-id", "client-secret")
TOKEN = "an-access-token-that-nobody-may-keep"  # noqa: S105


def _kakao(person):
    doubts = {"is_email_valid": True, "is_email_verified": person.get("verified", True)}
    return {"id": int(person["id"]), "kakao_account": {"profile": {"nickname": person["name"]}, "email": person["email"], **doubts}}


USER_DATA = {
    "facebook": lambda person: {key: person[key] for key in ("id", "name", "email") if person[key]},
    "google": lambda person: {
        "sub": person["id"],
        "name": person["name"],
        "email": person["email"],
        "email_verified": person.get("verified", True),
    },
    "kakao": _kakao,
    "naver": lambda person: {
        "resultcode": "00",
        "response": {"id": person["id"], "nickname": person["name"], "email": person["email"], "birthday": "01-01"},
    },
}


class Provider:
    """`person` is who is signed in there, `answer` what they say to us; `broken` maps "token" or "me" to (status, body)."""

    def __init__(self, port: int):
        self.address = f"http://127.0.0.1:{port}"
        self.person = {"id": "1234567", "name": "Dana Scully", "email": "dana@example.com"}
        self.answer = "yes"
        self.broken = {}
        self.codes = {}
        self.asked = []

    def visit(self, address: str) -> str:
        """Go where the site sent us, answer there, and return the path by which the provider sends us back."""
        response = requests.get(address, allow_redirects=False, timeout=5)
        assert response.status_code == 302, response.text
        back = urlsplit(response.headers["Location"])
        return f"{back.path}?{back.query}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        key, step = url.path.strip("/").split("/")
        query = dict(parse_qsl(url.query))
        {"authorize": self._authorize, "token": self._token, "me": self._me}[step](key, query)

    def do_POST(self):
        key, step = self.path.strip("/").split("/")
        assert step == "token"
        self._token(key, dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())))

    def _authorize(self, key, query):
        provider = self.server.provider
        provider.asked.append((key, query))
        if query["client_id"] != CLIENT[0]:
            return self._send(400, {"error": "unauthorized_client"})
        if provider.answer == "no":
            answer = {"error": "access_denied", "error_description": "<b>they would not</b>"}
        else:
            answer = {"code": secrets.token_urlsafe(16)}
            provider.codes[answer["code"]] = (query["redirect_uri"], query.get("code_challenge"))
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode({**answer, 'state': query['state']})}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _token(self, key, form):
        provider = self.server.provider
        if "token" in provider.broken:
            return self._send(*provider.broken["token"])
        address, challenge = provider.codes.pop(form.get("code"), (None, None))
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proven = challenge is None or challenge == base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (form.get("client_id"), form.get("client_secret")) != CLIENT or address != form.get("redirect_uri") or not proven:
            return self._send(400, {"error": "invalid_grant"})
        self._send(200, {"access_token": TOKEN, "token_type": "bearer", "expires_in": 3600, "refresh_token": TOKEN})

    def _me(self, key, query):
        provider = self.server.provider
        if "me" in provider.broken:
            return self._send(*provider.broken["me"])
        token = query.get("access_token") if key == "facebook" else self.headers["Authorization"].removeprefix("Bearer ")
        self._send(*((200, USER_DATA[key](provider.person)) if token == TOKEN else (401, {"error": "invalid_token"})))

    def _send(self, status, body):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        """The tests' output is long enough."""


@contextmanager
def serve(port: int = 0):
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    server.provider = Provider(server.server_port)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()


def addresses(key: str, provider_address: str) -> dict[str, str]:
    """What a backend's class must say to speak with this server instead of the real one."""
    steps = {"AUTHORIZATION_URL": "authorize", "ACCESS_TOKEN_URL": "token", "USER_DATA_URL": "me"}
    return {name: f"{provider_address}/{key}/{step}" for name, step in steps.items()}


def configure(provider, monkeypatch, settings) -> None:
    for key in PROVIDERS:
        for name, address in addresses(key, provider.address).items():
            monkeypatch.setattr(getattr(social, PROVIDERS[key].backend.rsplit(".", 1)[1]), name, address)
    settings.SIGN_IN_KEYS = dict.fromkeys(PROVIDERS, CLIENT)
    first, *others = settings.AUTHENTICATION_BACKENDS
    settings.AUTHENTICATION_BACKENDS = [first, *backends(PROVIDERS), others[-1]]
