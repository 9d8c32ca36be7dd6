"""What the site is made of: pinned, listed, audited where that is possible, and without a secret in its files."""

import ast
import json
import re
import subprocess
from importlib.metadata import packages_distributions

import pytest
from django.conf import settings

from deploy.audit import judge

ROOT = settings.BASE_DIR
# Keys as their makers shape them. Names of variables and examples such as sk_test do not match.
SECRETS = re.compile(
    r"-----BEGIN (?:RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[abpr]-[0-9A-Za-z-]{20,}|\bAIza[0-9A-Za-z_-]{35}\b|\beva_[A-Za-z0-9_-]{43}\b"
)


def tracked() -> list[str]:
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")[:-1]


def test_it_works():
    """No secret is in any file that is kept."""
    texts = {name: path.read_bytes() for name in tracked() if (path := ROOT / name).is_file() and path.stat().st_size < 2**20}
    assert len(texts) > 300
    found = [name for name, data in texts.items() if SECRETS.search(data.decode("latin1"))]
    assert found == []


def test_the_scan_would_find_one():
    assert SECRETS.search("token = 'eva_" + "a1B2" * 10 + "xyz'")
    assert SECRETS.search("-----BEGIN " + "PRIVATE KEY-----")


def test_no_environment_is_kept():
    assert not [name for name in tracked() if re.fullmatch(r"(.*/)?\.env(\..*)?", name) and not name.endswith(".example")]


REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))
# Of packages that are pinned with what they bring; and of OpenTelemetry, which whoever wants traces installs.
BROUGHT = {"asgiref", "autobahn", "dlib", "kombu", "opentelemetry", "social_core", "zope"}


def requirements(path) -> list[str]:
    lines = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
    return [line for line in lines if line and not line.startswith("-r ")]


def split(line) -> tuple[str, str]:
    name, _, version = line.partition("==")
    return plain(re.sub(r"\[.*\]", "", name)), version


def plain(name):
    """As the index compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.stem)
def test_every_requirement_is_pinned(path):
    lines = requirements(path)
    assert all(re.fullmatch(r"[\w.\[\],-]+==[\w.]+", line) for line in lines)
    tested = dict(split(line) for line in requirements(ROOT / "constraints.txt"))
    assert all(tested.get(name, version) == version for name, version in map(split, lines))


def test_everything_that_is_imported_is_required():
    """By name: what comes with another package may go with its next version."""
    required = {split(line)[0] for path in REQUIREMENTS for line in requirements(path)}
    carriers = packages_distributions()  # what is not installed here, training's packages say, is not looked at
    missing = {
        (module, name)
        for name in tracked()
        if name.endswith(".py")
        for module in _imported((ROOT / name).read_text())
        if module in carriers and module not in BROUGHT and not required & {plain(carrier) for carrier in carriers[module]}
    }
    assert missing == set()


def _imported(text) -> set[str]:
    nodes = list(ast.walk(ast.parse(text)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.partition(".")[0] for name in names}


SKIPPED = {"name": "own", "skip_reason": "not on the index"}


@pytest.mark.parametrize("answer", ["", "{}", json.dumps({"dependencies": [SKIPPED]})])
def test_an_audit_that_did_not_happen_says_so(answer):
    status, lines = judge(answer)
    assert status == 0
    assert "NOT AUDITED" in lines[0]


def test_a_vulnerable_package_fails_the_audit():
    found = {"name": "django", "version": "1.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["1.1"]}]}
    status, lines = judge(json.dumps({"dependencies": [found, SKIPPED]}))
    assert status == 1
    assert lines[0] == "django 1.0: CVE-2026-1, mended in 1.1"
    assert judge(json.dumps({"dependencies": [{**found, "vulns": []}]}))[0] == 0
