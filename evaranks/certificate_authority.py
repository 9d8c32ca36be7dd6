"""A small certificate authority of this installation's own, which signs one server's certificate."""

import ipaddress
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS = 397  # phones refuse a server's certificate that is valid for longer
AUTHORITY_DAYS = 3650
NOT_GRANTED = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "encipher_only",
    "decipher_only",
)


def sign(names: tuple[str, ...], path: Path, key_path: Path, authority_path: Path, authority_key_path: Path) -> None:
    """Write a new key and its certificate for these names and addresses; a new authority too where the folder has no good one."""
    authority, authority_key = _authority(authority_path, authority_key_path)
    key = ec.generate_private_key(ec.SECP256R1())
    extensions = [
        (x509.SubjectAlternativeName([_general_name(name) for name in names]), False),
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), False),
    ]
    builder = _builder(_name("EvaRanks on this machine"), authority.subject, key.public_key(), DAYS, extensions)
    signed = builder.sign(authority_key, hashes.SHA256())
    _write(key_path, _pem_key(key))
    _write(path, signed.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM))


def _authority(path, key_path):
    """The one that is kept, or a new one. It may sign for addresses and local names, never for a name of the internet."""
    try:
        authority = x509.load_pem_x509_certificate(path.read_bytes())
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
        if authority.public_key() == key.public_key() and authority.not_valid_after_utc > datetime.now(UTC) + timedelta(days=DAYS):
            return authority, key
    except (OSError, ValueError, TypeError):
        pass
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"EvaRanks of {socket.gethostname()}"[:64])
    extensions = [
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (x509.KeyUsage(key_cert_sign=True, crl_sign=True, **dict.fromkeys(NOT_GRANTED, False)), True),
        (x509.NameConstraints([x509.DNSName("localhost"), x509.DNSName("local")], None), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
    ]
    authority = _builder(name, name, key.public_key(), AUTHORITY_DAYS, extensions).sign(key, hashes.SHA256())
    _write(key_path, _pem_key(key))
    _write(path, authority.public_bytes(serialization.Encoding.PEM))
    return authority, key


def _builder(subject, issuer, public_key, days, extensions):
    begin = datetime.now(UTC) - timedelta(days=1)  # a phone's clock may be late
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public_key)
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(begin + timedelta(days=days))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general_name(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem_key(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(path, content):
    """Whole or not at all, and for nobody else to read."""
    partial = path.with_suffix(f".{os.getpid()}")
    partial.touch(mode=0o600)
    partial.write_bytes(content)
    partial.replace(path)
