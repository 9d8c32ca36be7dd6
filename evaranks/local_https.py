"""HTTPS on a local network, so that phones open the camera: addresses that are answered, where to go from HTTP, and a code to scan."""

from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import segno
from django.conf import settings
from twisted.web.resource import Resource
from twisted.web.server import Site

from evaranks import certificate
from evaranks.certificate import Certificate

AUTHORITY_PATH = "/eva-certificate.pem"


def prepare(data_dir: Path) -> Certificate:
    """The certificate for this machine's addresses, which are answered from now on. Called before the application is made.

    Raises:
        subprocess.CalledProcessError: mkcert failed.
    """
    kept = certificate.ensure(data_dir / "certificate")
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, *(f"[{name}]" if ":" in name else name for name in kept.names)]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
    return kept


def address(port: int) -> str:
    """Where phones find this machine; itself where there is no network."""
    return f"https://{certificate.lan_address() or 'localhost'}:{port}"


def code(text: str) -> str:
    """A QR code in characters, for a dark terminal."""
    drawn = StringIO()
    segno.make(text, error="l", micro=False).terminal(out=drawn, border=2, compact=True)
    return drawn.getvalue()


class _Redirect(Resource):
    isLeaf = True

    def __init__(self, port, kept):
        super().__init__()
        self.port, self.kept = port, kept

    def render(self, request):
        if request.path == b"/healthz":
            return b"evaranks"
        if request.path == AUTHORITY_PATH.encode():
            request.setHeader("Content-Type", "application/x-x509-ca-cert")
            return self.kept.authority.read_bytes()
        asked = urlsplit(f"//{request.getRequestHostname().decode('latin1')}").hostname
        host = asked if asked in self.kept.names else certificate.lan_address() or "localhost"
        host = f"[{host}]" if ":" in host else host
        request.setResponseCode(307)
        request.setHeader("Location", f"https://{host}:{self.port}".encode() + request.uri)
        return b""


def redirecting_site(port: int, kept: Certificate) -> Site:
    """What is served over plain HTTP: the way to HTTPS on `port`, and the authority's certificate for who wants to trust it."""
    return Site(_Redirect(port, kept))
