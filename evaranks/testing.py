"""The pytest plugin of every test: a database, three people and real pictures."""

import os
import tempfile
from pathlib import Path

# Before pytest-django reads the settings: uploads of tests never mix with a laptop's own.
from evaranks import local

local.prepare()
_folder = tempfile.TemporaryDirectory(prefix="evaranks-test-")
os.environ["DATA_DIR"] = _folder.name
(Path(_folder.name) / "static").mkdir()

import pytest  # noqa: E402

from evaranks.sample_pictures import picture_path  # noqa: E402

PASSWORD = "a good pass phrase"


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """A test database per process, so that two runs at once do not meet."""
    from django.db import connections

    connections["default"].settings_dict["TEST"]["NAME"] = f"test_{os.getpid()}"


@pytest.fixture(autouse=True)
def _fresh_cache():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _quick_settings(settings):
    """Unit tests collect no static files (the browser tests serve the hashed ones) and hash passwords quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def make_person(db):
    from accounts.models import User

    def make(username, **fields):
        return User.objects.create_user(username, f"{username}@example.com", PASSWORD, display_name=username.title(), **fields)

    return make


@pytest.fixture
def alice(make_person):
    """Owns what a test is about."""
    return make_person("alice")


@pytest.fixture
def bob(make_person):
    """Another person, without any right to alice's things."""
    return make_person("bob")


@pytest.fixture
def charlie(make_person):
    """Staff."""
    return make_person("charlie", is_staff=True, is_superuser=True)


@pytest.fixture
def picture():
    """Bytes of a picture by name, see `picture_path`."""
    return lambda name: picture_path(name).read_bytes()
