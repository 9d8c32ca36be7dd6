"""The certificate for phones on the local network."""

import os
import stat
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from evaranks import certificate, certificate_authority, local_https

NAMES = ("127.0.0.1", "192.168.1.20", "localhost", "studio.local")


@pytest.fixture(autouse=True)
def _without_mkcert(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


def read(path):
    return x509.load_pem_x509_certificates(path.read_bytes())


def verify(kept, name, authority=None):
    store = Store([authority or read(kept.authority)[0]])
    PolicyBuilder().store(store).build_server_verifier(certificate_authority._general_name(name)).verify(read(kept.path)[0], [])


def test_it_works(tmp_path):
    kept = certificate.ensure(tmp_path / "kept", NAMES)
    for name in NAMES:
        verify(kept, name)
    with pytest.raises(x509.verification.VerificationError):
        verify(kept, "evil.example")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept").iterdir()} == {0o600}


def test_it_is_kept_while_it_is_good(tmp_path):
    first = certificate.ensure(tmp_path, NAMES).path.read_bytes()
    assert certificate.ensure(tmp_path, NAMES).path.read_bytes() == first


@pytest.mark.parametrize("harm", ["another address", "soon over", "another's key", "damaged"])
def test_a_new_one_comes_under_the_same_authority(tmp_path, harm, monkeypatch):
    """Phones that trust the authority need not be told again."""
    names = NAMES
    if harm == "soon over":
        monkeypatch.setattr(certificate_authority, "DAYS", 10)
    kept = certificate.ensure(tmp_path, NAMES)
    monkeypatch.undo()
    monkeypatch.setenv("PATH", str(tmp_path))
    before, authority = kept.path.read_bytes(), read(kept.authority)[0]
    if harm == "another address":
        names = (*NAMES, "192.168.1.99")
    if harm == "another's key":
        kept.key.write_bytes((tmp_path / "authority.key").read_bytes())
    if harm == "damaged":
        kept.path.write_bytes(before[: len(before) // 2])

    renewed = certificate.ensure(tmp_path, names)

    assert renewed.path.read_bytes() != before
    verify(renewed, names[-1], authority)
    assert read(renewed.path)[0].not_valid_after_utc - datetime.now(UTC) > timedelta(days=300)


def test_the_authority_cannot_sign_for_the_internet(tmp_path):
    """Whoever steals its key from a laptop cannot play a bank's site to a phone that trusts it."""
    kept = certificate.ensure(tmp_path, (*NAMES, "bank.example"))
    with pytest.raises(x509.verification.VerificationError):
        verify(kept, "bank.example")


def test_mkcert_signs_where_it_is_installed(tmp_path):
    program = tmp_path / "mkcert"
    program.write_text(
        f'#!/bin/sh\nif [ "$1" = -CAROOT ]; then echo {tmp_path}/ca; else echo "$@" > {tmp_path}/asked; : > "$2"; : > "$4"; fi\n'
    )
    program.chmod(0o755)
    kept = certificate.ensure(tmp_path / "kept", NAMES)
    assert (tmp_path / "asked").read_text().split()[4:] == list(NAMES)
    assert kept.authority == tmp_path / "ca" / "rootCA.pem"


def test_a_broken_mkcert_is_told(tmp_path):
    program = tmp_path / "mkcert"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(subprocess.CalledProcessError):
        certificate.ensure(tmp_path / "kept", NAMES)


def test_this_machines_addresses_are_answered(tmp_path, settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]  # through the fixture, which then takes back all that is set
    kept = local_https.prepare(tmp_path)
    assert {"localhost", "127.0.0.1", "[::1]"} <= set(settings.ALLOWED_HOSTS)
    assert "::1" in kept.names
    assert settings.SESSION_COOKIE_SECURE
    assert settings.CSRF_COOKIE_SECURE
    assert os.listdir(tmp_path) == ["certificate"]
    assert set(local_https.code("https://192.168.1.20:8443")) <= set("█▀▄ \n")
