"""Migrations that the running version survives: it goes on with the new tables while an update is under way."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django_migration_linter import MigrationLinter

APPS = ["accounts", "analysis", "evaranks", "faces", "leaderboard"]
# Tables are small enough for what only locks them for a moment; what is wrong with the running version is what counts.
QUIET = {"no_output": True, "no_cache": True}


def baseline():
    lines = (settings.BASE_DIR / "deploy" / "migrations-baseline.txt").read_text().splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def lint(names):
    linter = MigrationLinter(include_apps=APPS, include_name=names, **QUIET)
    linter.lint_all_migrations()
    return linter


def names_of(app):
    folder = settings.BASE_DIR / apps.get_app_config(app).path / "migrations"
    return sorted(path.stem for path in folder.glob("0*.py"))


@pytest.mark.django_db
def test_it_works():
    """What came after the first release neither renames, removes nor tightens what the version before uses."""
    new = [name for app in APPS for name in names_of(app) if name[:4] > baseline()[app]]
    if new:
        linter = lint(new)
        assert linter.nb_erroneous == 0, f"see docs/deployment.md, or `manage.py` with the linter: {new}"
    assert set(baseline()) == set(APPS)
    assert all(any(name.startswith(number) for name in names_of(app)) for app, number in baseline().items())


@pytest.mark.django_db
def test_the_linter_sees_what_an_older_version_would_not_survive():
    """A package's own, which renames and removes columns, would be refused: the test above can fail."""
    linter = MigrationLinter(include_apps=["social_django"], **QUIET)
    linter.lint_all_migrations()
    assert linter.nb_erroneous >= 1


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
