"""Rules that no reviewer should have to watch."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = settings.BASE_DIR


def test_it_works():
    """Imports point one way (the contracts are in pyproject.toml)."""
    outcome = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert outcome.returncode == 0, outcome.stdout


def test_the_server_never_imports_tensorflow():
    """Neither at start nor when it classifies: a process that has done both is asked."""
    program = """
import sys
from evaranks import local
local.prepare()
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "evaranks.settings"
import evaranks.asgi
from analysis.services import warm_networks
warm_networks()
heavy = [name for name in sys.modules if name.split(".")[0] in {"tensorflow", "keras", "torch", "sklearn", "scipy"}]
assert not heavy, heavy
assert "ai_edge_litert" in sys.modules
"""
    outcome = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert outcome.returncode == 0, outcome.stderr


def test_the_engine_needs_no_django():
    program = "import sys; from ml_models import style_classifier, heatmap; assert 'django' not in sys.modules"
    outcome = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert outcome.returncode == 0, outcome.stderr


def test_every_model_change_has_its_migration(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_file_is_long():
    kinds = {".py", ".js", ".css", ".html"}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    read = [name for name in listed if Path(name).suffix in kinds and "/migrations/" not in name]
    long = [name for name in read if len((ROOT / name).read_text().splitlines()) > 300]
    assert not long


def test_pages_hold_no_inline_script_or_style():
    """The Content-Security-Policy would refuse them."""
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text()
        assert ' style="' not in text, template
        assert "<style" not in text, template
        assert "<script>" not in text, template
