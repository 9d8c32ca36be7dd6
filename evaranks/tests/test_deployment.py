"""The files of a deployment, held against their schemas, linters and the code that they configure."""

import ast
import importlib.util
import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import check_jsonschema
import jsonschema
import pytest
import yaml
from django.conf import settings

from accounts.providers import PROVIDERS

ROOT = settings.BASE_DIR
CODE = ("accounts", "analysis", "leaderboard", "faces", "ml_models", "evaranks")
READERS = {"str", "int", "bool", "float", "list", "json", "path", "get", "required"}
# Set by the image, the compose file or a test's runner alone; not for people to fill in.
NOT_FOR_PEOPLE = {"DJANGO_SETTINGS_MODULE", "PATH", "HOME"}


def program(name):
    return shutil.which(name, path=str(Path(sys.executable).parent)) or pytest.fail(f"{name} is missing: requirements-dev.txt names it")


def read_by_code(owners=("env", "os.environ")) -> dict[str, object]:
    """Names of variables that the code asks for, with the default where it is a plain value."""
    found = {}
    for folder in CODE:
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" in path.parts or path.stem.endswith("testing") or "training" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    owner = node.func
                    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                    of = ast.unparse(owner.value) if isinstance(owner, ast.Attribute) else ""
                    if name == "required" or (name in READERS and of in owners):
                        is_plain = name != "required" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
                        default = node.args[1].value if is_plain else None
                        found[node.args[0].value] = default
                if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ" and isinstance(node.slice, ast.Constant):
                    found.setdefault(node.slice.value, None)
    for row in PROVIDERS.values():
        found |= {row.id_variable: "", row.secret_variable: ""}
    return {name: default for name, default in found.items() if name not in NOT_FOR_PEOPLE}


def in_files() -> set[str]:
    """Names that the compose file takes from .env."""
    return set(re.findall(r"\$\{([A-Z_0-9]+)", (ROOT / "docker-compose.yml").read_text()))


def explained() -> dict[str, str]:
    lines = re.findall(r"^(?:# )?([A-Z][A-Z_0-9]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M)
    assert len(lines) == len({name for name, _ in lines}), "a variable is explained twice"
    return dict(lines)


def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_it_works():
    """Every variable that anything reads is explained, and no other."""
    wanted = set(read_by_code()) | in_files()
    assert wanted - set(explained()) == set()
    assert set(explained()) - wanted == set()


def test_the_defaults_shown_are_those_of_the_code():
    shown = explained()
    for name, default in read_by_code().items():
        if isinstance(default, bool):
            assert shown[name] == str(default).lower(), name
        elif isinstance(default, int | float) or (isinstance(default, str) and default and shown[name]):
            given = (ROOT / ".env.example").read_text()
            if f"\n# {name}=" in given and name not in {"DEPLOYMENT", "INFERENCE_WORKERS", "DEFAULT_FROM_EMAIL"}:
                assert shown[name] == str(default), name


def test_every_secret_may_be_a_file():
    """As .env.example promises: `env` reads NAME_FILE too, the environment itself does not."""
    in_the_open = set(read_by_code()) - set(read_by_code(owners=("env",)))
    assert "FACE_LANDMARKS" in in_the_open
    assert not [name for name in in_the_open if re.search("KEY|SECRET|TOKEN|URL", name)]


def test_the_storages_keys_are_handed_over_and_its_bucket_is_made():
    services = compose()["services"]
    for name, service in services.items():
        if service["image"].startswith("evaranks"):
            files = {variable: path for variable, path in service["environment"].items() if variable.endswith("_FILE")}
            assert {Path(path).name for path in files.values()} == set(service["secrets"]), name
            assert {variable.removesuffix("_FILE") for variable in files} <= set(read_by_code()), name
            assert set(services["storage"]["secrets"]) <= set(service["secrets"]), name
    assert services["bucket"]["profiles"] == services["storage"]["profiles"]
    assert "mc mb --ignore-existing" in services["bucket"]["command"][0]
    assert services["migrate"]["depends_on"]["bucket"] == {"condition": "service_completed_successfully", "required": False}


def test_the_compose_file_keeps_to_its_schema():
    schema = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(compose(), json.loads(schema.read_text()))


def test_the_compose_file_names_what_it_has():
    """As `docker compose config` looks it up."""
    file = compose()
    for name, service in file["services"].items():
        assert set(service.get("networks", [])) <= set(file["networks"]), name
        assert set(service.get("secrets", [])) <= set(file["secrets"]), name
        assert set(service.get("depends_on", {})) <= set(file["services"]), name
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert {volume for volume in volumes if not volume.startswith((".", "/"))} <= set(file["volumes"]), name
        assert "image" in service, name
        assert not service["image"].endswith(":latest"), name


def test_only_the_proxy_is_reached_from_outside():
    file = compose()
    assert [name for name, service in file["services"].items() if "ports" in service] == ["proxy"]
    assert file["networks"]["inside"]["internal"]
    for name in ("database", "redis", "storage"):
        assert file["services"][name]["networks"] == ["inside"]


def test_every_container_is_confined():
    for name, service in compose()["services"].items():
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}, name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["restart"] in ("unless-stopped", "no"), name
        if service["image"].startswith("evaranks"):
            assert service["read_only"], name
            assert service["cap_drop"] == ["ALL"], name


def test_the_web_does_not_migrate():
    services = compose()["services"]
    assert "migrate" in services["migrate"]["command"][-1]
    assert services["migrate"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert "--prepared" in (ROOT / "Dockerfile").read_text()


def test_the_image_is_linted_pinned_and_not_roots():
    outcome = subprocess.run([program("hadolint"), ROOT / "Dockerfile"], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"PYTHON=3\.11\.\d+-slim", text)
    assert text.rindex("USER 10001") > text.rindex("COPY")
    copied = set(re.findall(r"^COPY (\w+) \1$", text, re.M))
    assert set(CODE) | {"templates", "static", "locale"} <= copied


def test_the_image_holds_nothing_that_is_for_tests():
    """What is left out is not missed either: no module that stays imports it."""
    assert set(re.findall(r"requirements-(\w+)\.txt", (ROOT / "Dockerfile").read_text())) == {"serve", "s3", "weights"}
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line.endswith(".py")]
    left_out = {path.stem for pattern in patterns for path in ROOT.glob(pattern)}
    modules = [path for folder in CODE for path in (ROOT / folder).rglob("*.py") if "tests" not in path.parts]
    assert {path.stem for path in modules if path.stem.endswith("testing")} < left_out
    for path in modules:
        if path.stem not in left_out:
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not left_out & {part for name in names for part in name.split(".")}, path


def test_the_proxy_takes_its_file(tmp_path):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SITE_ADDRESS": "evaranks.example", "ACME_EMAIL": "eva@evaranks.example"}
    command = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", ROOT / "deploy" / "Caddyfile"]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr
    assert compose()["services"]["proxy"]["image"].split(":")[1].split("-")[0] in (ROOT / "requirements-dev.txt").read_text()


def test_secrets_are_made_once_and_fit_together(tmp_path):
    spec = importlib.util.spec_from_file_location("make_secrets", ROOT / "deploy" / "make_secrets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path / "secrets"

    assert set(module.make(folder)) == set(compose()["secrets"])
    assert module.make(folder) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    password = (folder / "postgres_password").read_text()
    assert (folder / "database_url").read_text() == f"postgresql://evaranks:{password}@database/evaranks"
    assert len((folder / "secret_key").read_text()) >= 50
    ignored = subprocess.run(["git", "check-ignore", "deploy/secrets/secret_key"], cwd=ROOT, capture_output=True)
    assert ignored.returncode == 0 or not (ROOT / ".git").exists()
