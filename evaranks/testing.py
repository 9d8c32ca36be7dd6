"""The pytest plugin of every test: a database, three people and real pictures."""

import os
import tempfile
import uuid
from hashlib import sha256
from pathlib import Path

# Before pytest-django reads the settings: uploads of tests never mix with a laptop's own.
from evaranks import local

local.prepare()
_folder = tempfile.TemporaryDirectory(prefix="evaranks-test-")
os.environ["DATA_DIR"] = _folder.name
os.environ["STATIC_ROOT"] = f"{_folder.name}/static"
(Path(_folder.name) / "static").mkdir()

import numpy as np  # noqa: E402
import pytest  # noqa: E402

from evaranks.sample_pictures import picture_path  # noqa: E402

PASSWORD = "a good pass phrase"


def pytest_configure(config):
    """A test database per process, so that two runs at once do not meet. (A fixture of pytest-django's name would lose against its own.)"""
    from django.conf import settings

    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = f"test_{os.getpid()}"
    database.setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"  # what a power cut would lose here nobody misses


@pytest.fixture(autouse=True)
def _fresh_cache():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _quick_settings(settings):
    """Unit tests collect no static files (the browser tests serve the hashed ones) and hash passwords quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.NSFW_THRESHOLD = 2  # the network is asked by its own tests
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
def assert_no_query_per_row(client, charlie, django_assert_max_num_queries):
    """Fails where an admin list asks the database more often for ten rows than for one; `add_row()` adds a row of it."""

    def check(path, add_row):
        def rows():
            return len(client.get(path).context["cl"].result_list)

        client.force_login(charlie)
        add_row()
        with django_assert_max_num_queries(20) as with_one:
            first = rows()
        for _ in range(9):
            add_row()
        with django_assert_max_num_queries(len(with_one)):
            assert rows() == first + 9 >= 10

    return check


@pytest.fixture
def picture():
    """Bytes of a picture by name, see `picture_path`."""
    return lambda name: picture_path(name).read_bytes()


@pytest.fixture
def portrait(picture):
    """A decoded picture of one person by name, uint8 (height, width, 3)."""
    from ml_models.images import decode

    return lambda name="astronaut": decode(picture(name))


@pytest.fixture(scope="session")
def group_photo():
    """Twelve megapixels with 20 faces, and their middles."""
    from evaranks import sample_pictures

    return sample_pictures.group_photo()


@pytest.fixture
def make_look(db):
    """Makes a photo, with files of its own, and what Eva might have read in it, without running a network.

    `make_look(owner, label="boho", score=0.8, **fields)`: fields are StyleAnalysis' own.
    """
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from analysis import styles
    from analysis.models import Photo, StyleAnalysis
    from ml_models.images import encode_jpeg

    maps = np.zeros((6, 4, 3), np.uint8)
    maps[2:4, 1:3] = 255, 120, 60

    def make(owner, label="casual", score=0.8, **fields):
        name = f"{uuid.uuid4().hex}.jpg"
        # A picture of its own: the board takes each once.
        jpeg = encode_jpeg(np.random.default_rng().integers(0, 255, (12, 8, 3), np.uint8).repeat(10, axis=0).repeat(10, axis=1))
        file, thumbnail = (default_storage.save(f"{folder}/{name}", ContentFile(jpeg)) for folder in ("photos", "thumbnails"))
        sizes = {"width": 80, "height": 120, "thumb_width": 80, "thumb_height": 120}
        photo = Photo.objects.create(owner=owner, digest=sha256(name.encode()).hexdigest(), file=file, thumbnail=thumbnail, **sizes)
        others = [style.key for style in styles.STYLES if style.key != label]
        values = {
            "preset": "eva-styles",
            "label": label,
            "score": score,
            "probabilities": {label: score} | dict.fromkeys(others, (1 - score) / len(others)),
            "verdict": "sure",
            "maps": maps.tobytes(),
            "map_rows": len(maps),
            "map_box": [0, 0, 80, 120],
            "regions": ["torso", "legs"],
            "elapsed_ms": 20,
        }
        return StyleAnalysis.objects.create(photo=photo, **{**values, **fields})

    return make


@pytest.fixture
def run_live(db, monkeypatch):
    """`run_live(test)` runs the coroutine function `test(open_stream)`, see evaranks/live_testing.py; no stream may be left over."""
    from analysis import live_sessions
    from evaranks import live_testing

    # The test's connection is in a transaction, which Channels would take for one to be dropped.
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)
    yield live_testing.run
    assert live_sessions.open_now() == 0


@pytest.fixture
def sign_in_provider(monkeypatch, settings):
    """Facebook, Google, Kakao and Naver, all configured and all played by a server of this process, see evaranks/sign_in_testing.py."""
    from evaranks import sign_in_testing

    with sign_in_testing.serve() as provider:
        sign_in_testing.configure(provider, monkeypatch, settings)
        yield provider


@pytest.fixture(scope="session")
def webcam_frame():
    """A JPEG of 640x480 with a person, as a browser sends it."""
    import cv2

    from ml_models.images import decode, encode_jpeg

    wide = cv2.copyMakeBorder(decode(picture_path("grace_hopper").read_bytes()), 0, 0, 144, 144, cv2.BORDER_REPLICATE)
    return encode_jpeg(cv2.resize(wide, (640, 480), interpolation=cv2.INTER_AREA), 80)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """A Redis of this run's own."""
    import subprocess

    import redis

    from evaranks import programs

    folder = tmp_path_factory.mktemp("redis")
    command = [programs.redis_server(), "--port", "0", "--unixsocket", folder / "socket", "--save", "", "--dir", folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        url = f"unix://{folder}/socket"
        retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.02), 500)
        redis.Redis.from_url(url, retry=retry, retry_on_error=[redis.ConnectionError]).ping()
        yield url
        server.terminate()
