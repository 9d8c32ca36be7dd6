"""`manage.py demo`, with a stand-in for the network: wide pictures show no outfit."""

import io
from datetime import timedelta

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from analysis import services
from analysis.models import Photo
from leaderboard import checks
from leaderboard.models import SharedResult
from ml_models.images import decode, encode_jpeg
from ml_models.results import BoundingBox, StylePrediction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_network(monkeypatch):
    def classify(image, preset):
        height, width = image.shape[:2]
        verdict, reason = ("no_outfit", "no_person") if width > height else ("sure", "")
        maps = np.zeros((2, 2, 3), np.uint8)
        return StylePrediction(preset, ("boho", "alt"), (0.7, 0.3), verdict, reason, maps, BoundingBox(0, 0, width, height), ("torso",))

    monkeypatch.setattr(services.style_classifier, "classify", classify)


@pytest.fixture
def folder(tmp_path, picture):
    (tmp_path / "more").mkdir()
    (tmp_path / "a.png").write_bytes(picture("astronaut"))
    (tmp_path / "more" / "b.JPG").write_bytes(picture("grace_hopper"))
    (tmp_path / "more" / "again.jpg").write_bytes(picture("grace_hopper"))
    (tmp_path / "wide.png").write_bytes(picture("coffee"))
    (tmp_path / "broken.jpg").write_bytes(picture("grace_hopper")[:500])
    (tmp_path / "notes.txt").write_text("not a picture")
    return tmp_path


def demo(*arguments, **options) -> str:
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out, **options)
    return out.getvalue()


def test_it_works(client, folder):
    said = demo(str(folder))

    assert "1/5 a.png: Boho 70%, shared by" in said
    assert "broken.jpg: refused." in said
    assert "wide.png: kept private, no outfit (no_person)" in said
    assert "notes.txt" not in said
    assert "2 shared" in said
    assert "http://127.0.0.1:8000/board/" in said
    assert len(client.get("/board/").context["entries"]) == 2
    people = User.objects.filter(username__startswith="demo-")
    assert len(people) == 12
    assert not any(person.has_usable_password() for person in people)
    assert Photo.objects.filter(is_public=True).count() == 2
    for result in SharedResult.objects.select_related("analysis__photo"):
        assert timezone.now() - timedelta(days=40) < result.created_at == result.analysis.created_at == result.photo.created_at


def test_twice_is_as_good_as_once(folder):
    demo(str(folder))
    before = list(SharedResult.objects.values_list("pk", "owner_id", "created_at"))
    assert "3 shared before" in demo(str(folder))
    assert list(SharedResult.objects.values_list("pk", "owner_id", "created_at")) == before
    assert User.objects.count() == 12


def test_the_same_picture_in_another_size_is_kept_private(folder, picture, monkeypatch):
    monkeypatch.setattr("evaranks.management.commands.demo.PEOPLE", {"demo-mina": "민아"})
    image = decode(picture("astronaut"))
    (folder / "smaller.jpg").write_bytes(encode_jpeg(image[::2, ::2]))
    said = demo(str(folder))
    assert "smaller.jpg: kept private. This picture is on the board already" in said
    assert "2 shared" in said
    assert "1 kept private" in said


def test_what_waits_for_staff_is_not_said_to_be_shared(folder, monkeypatch):
    monkeypatch.setattr(checks, "judge", lambda **_: checks.Doubt("nudity", "open_nsfw: 0.99"))
    said = demo(str(folder))
    assert "1/5 a.png: Boho 70%, held until staff have seen it, from" in said
    assert "2 held" in said
    assert "2 shared" not in said


def test_it_is_removed_again_without_touching_others(alice, make_person, make_look, folder, django_capture_on_commit_callbacks):
    make_person("demo-fan")
    make_look(alice)
    demo(str(folder))
    names = Photo.objects.exclude(owner=alice).file_names()
    with django_capture_on_commit_callbacks(execute=True):
        assert "Removed 12 people" in demo(remove=True)
    assert names
    assert not any(default_storage.exists(name) for name in names)
    assert set(User.objects.values_list("username", flat=True)) == {"alice", "demo-fan"}
    assert Photo.objects.count() == 1


@pytest.mark.parametrize("folder", ["/no/such/folder", None])
def test_without_a_folder_it_says_what_it_wants(folder):
    with pytest.raises(CommandError, match="make demo PHOTOS="):
        demo(*filter(None, [folder]))


def test_make_demo_without_photos_shares_nothing(monkeypatch, folder):
    """It hands over an empty name, which as a path would be the folder that it runs in."""
    monkeypatch.chdir(folder)
    with pytest.raises(CommandError, match="PHOTOS"):
        call_command("demo", "")


def test_a_folder_at_home_is_found(monkeypatch, folder):
    """Not every shell replaces ~ behind PHOTOS=."""
    monkeypatch.setenv("HOME", str(folder.parent))
    assert "shared" in demo(f"~/{folder.name}")


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    with pytest.raises(CommandError, match="no picture"):
        demo(str(tmp_path))
