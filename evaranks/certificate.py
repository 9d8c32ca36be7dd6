"""A certificate for phones on the local network, whose browsers open the camera over HTTPS only.

Signed by mkcert's authority where mkcert is installed, else by an authority of this installation's own: whoever wants no
warning installs that one on the phone, once; the server's certificate under it may then be renewed as often as it must.
"""

import shutil
import socket
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization

from evaranks import certificate_authority

RENEW_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Certificate:
    """`path` holds the server's certificate and those above it, `authority` the one to install on a phone."""

    path: Path
    key: Path
    authority: Path
    names: tuple[str, ...]


def lan_address() -> str | None:
    """This machine's address in the local network, as others see it; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address of the documentation; nothing is sent
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address


def server_names() -> tuple[str, ...]:
    """Every name and address under which this machine may be asked for, sorted."""
    addresses = {entry.address for card in psutil.net_if_addrs().values() for entry in card if entry.family == socket.AF_INET}
    host = socket.gethostname().partition(".")[0].lower()
    return tuple(sorted({"localhost", f"{host}.local", "127.0.0.1", "::1", *addresses}))


def ensure(folder: Path, names: tuple[str, ...] | None = None) -> Certificate:
    """The certificate kept in `folder`; a new one where it is missing, about to expire, or made for other names.

    Raises:
        subprocess.CalledProcessError: mkcert failed.
    """
    names = names or server_names()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mkcert = shutil.which("mkcert")
    authority = _mkcert_authority(mkcert) if mkcert else folder / "authority.pem"
    certificate = Certificate(folder / "server.pem", folder / "server.key", authority, names)
    if not _is_good(certificate):
        if mkcert:
            command = [mkcert, "-cert-file", certificate.path, "-key-file", certificate.key, *names]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (the program that PATH names)
        else:
            certificate_authority.sign(names, certificate.path, certificate.key, authority, folder / "authority.key")
    return certificate


def _mkcert_authority(mkcert):
    outcome = subprocess.run([mkcert, "-CAROOT"], check=True, capture_output=True, text=True)  # noqa: S603
    return Path(outcome.stdout.strip()) / "rootCA.pem"


def _is_good(certificate):
    try:
        found = x509.load_pem_x509_certificates(certificate.path.read_bytes())[0]
        key = serialization.load_pem_private_key(certificate.key.read_bytes(), None)
        found.verify_directly_issued_by(x509.load_pem_x509_certificate(certificate.authority.read_bytes()))
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    fresh = found.not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE
    return fresh and {str(name.value) for name in names} == set(certificate.names) and key.public_key() == found.public_key()
