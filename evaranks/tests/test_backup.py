"""A copy of database and uploads, and the way back into an empty place."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from analysis.models import Photo
from evaranks import backup, restore
from evaranks.tests.conftest import execute

pytestmark = pytest.mark.django_db(transaction=True)


def files_of(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def move(settings, tmp_path):
    """`move()` leads this process to a database without a table and a data folder without a file, and returns what leads back."""
    name, home, data_dir = f"restored_{secrets.token_hex(4)}", connection.settings_dict["NAME"], settings.DATA_DIR
    execute(os.environ["DATABASE_URL"], f"CREATE DATABASE {name}")

    def go(database, folder):
        connection.close()
        connection.settings_dict["NAME"] = database
        settings.DATA_DIR = folder
        settings.STORAGES = {**settings.STORAGES}  # has the storage look again

    def move():
        (tmp_path / "empty").mkdir(exist_ok=True)
        go(name, tmp_path / "empty")
        return lambda: go(home, data_dir)

    yield move
    go(home, data_dir)
    execute(os.environ["DATABASE_URL"], f"DROP DATABASE {name} WITH (FORCE)")


def contents(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
        return cursor.fetchone()


def test_it_works(make_look, alice, bob, tmp_path, move):
    """Every row and every byte is back, in a place that had none; what is no upload of a row's is not copied."""
    make_look(alice)
    make_look(bob)
    default_storage.save("photos/left-over.jpg", ContentFile(b"named by no row"))
    folder = tmp_path / "copy"

    manifest = backup.back_up(folder)

    assert manifest["rows"]["accounts_user"] == 2
    assert manifest["files"] == 4
    assert oct(folder.stat().st_mode)[-3:] == "700"
    assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder).returncode == 0  # anyone can check it
    tables = [table for table, count in manifest["rows"].items() if count]
    expected = {table: contents(table) for table in tables}
    move()
    said = []
    restore.restore(folder, say=said.append)
    assert not [line for line in said if "differ" in line]
    assert {table: contents(table) for table in tables} == expected
    assert files_of(tmp_path / "empty" / "media") == files_of(folder / "media")
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_a_site_with_people_is_replaced_only_by_force(make_look, alice, tmp_path, move):
    make_look(alice)
    folder = tmp_path / "copy"
    backup.back_up(folder)
    with pytest.raises(CommandError, match="has people in it"):
        call_command("restore", str(folder))
    move()
    restore.restore(folder)
    make_look(User.objects.get(username="alice"))
    User.objects.update(display_name="changed since")
    call_command("restore", str(folder), force=True)
    assert User.objects.get().display_name == "Alice"
    assert files_of(tmp_path / "empty" / "media") == files_of(folder / "media")


def test_it_works_for_who_may_make_no_extension(make_look, alice, tmp_path, move, monkeypatch):
    """As docs/deployment.md sets up a server without containers: the site owns its database, the system's own user made `vector`."""
    make_look(alice)
    folder = tmp_path / "copy"
    backup.back_up(folder)
    move()
    name, role = connection.settings_dict["NAME"], f"site_{secrets.token_hex(4)}"
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    execute(url, "CREATE EXTENSION vector")
    execute(url, f"CREATE ROLE {role} LOGIN")
    execute(url, f"ALTER DATABASE {name} OWNER TO {role}")
    monkeypatch.setitem(connection.settings_dict, "USER", role)
    try:
        restore.restore(folder)
        User.objects.update(display_name="changed since")
        restore.restore(folder, force=True)
        assert User.objects.get().display_name == "Alice"
    finally:
        connection.close()
        execute(url, f"DROP OWNED BY {role} CASCADE; ALTER DATABASE {name} OWNER TO postgres; DROP ROLE {role}")


def test_a_backup_that_is_not_whole_is_not_restored(make_look, alice, tmp_path, monkeypatch):
    make_look(alice)
    good = tmp_path / "copy"
    backup.back_up(good)
    monkeypatch.setattr(restore, "_replace_database", lambda dump: pytest.fail("the database was touched"))
    for number, harm in enumerate((change_a_photo, lose_a_photo, empty_the_dump, empty_the_sums, lose_the_manifest, climb_out)):
        folder = tmp_path / str(number)
        shutil.copytree(good, folder)
        harm(folder)
        with pytest.raises(backup.BackupError):
            restore.restore(folder, force=True)


def change_a_photo(folder):
    photo = next((folder / "media" / "photos").iterdir())
    photo.write_bytes(photo.read_bytes()[:-1] + b"x")


def lose_a_photo(folder):
    next((folder / "media" / "photos").iterdir()).unlink()


def empty_the_dump(folder):
    (folder / "database.dump").write_bytes(b"")


def empty_the_sums(folder):
    (folder / "SHA256SUMS").write_text("")


def lose_the_manifest(folder):
    (folder / "manifest.json").unlink()


def climb_out(folder):
    """A name that leads out of the folder, with all sums right."""
    (folder / "secret").write_bytes(b"x")
    line = hashlib.sha256(b"x").hexdigest() + "  media/../secret\n"
    (folder / "SHA256SUMS").write_text(line)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"sums": hashlib.sha256(line.encode()).hexdigest()}))


def test_what_is_deleted_while_it_is_copied_spoils_nothing(make_look, alice, tmp_path, monkeypatch):
    """A photo goes between the first pass and the snapshot, another comes: the copy is the snapshot's, whole."""
    gone = make_look(alice).photo
    take = backup._dump
    moments = []

    def dump(folder, sums):
        if not moments:
            default_storage.delete(gone.file.name)
            default_storage.delete(gone.thumbnail.name)
            Photo.objects.filter(pk=gone.pk).delete()
            moments.append(make_look(alice).photo)
        return take(folder, sums)

    monkeypatch.setattr(backup, "_dump", dump)
    manifest = backup.back_up(tmp_path / "copy")
    new = moments[0]
    assert manifest["rows"]["analysis_photo"] == 1
    assert set(files_of(tmp_path / "copy" / "media")) == {new.file.name, new.thumbnail.name}


def test_a_file_that_is_lost_is_told(make_look, alice, tmp_path):
    lost = make_look(alice).photo.file.name
    default_storage.delete(lost)
    with pytest.raises(CommandError, match=f"1 files that rows name are not there, such as {lost}"):
        call_command("backup", str(tmp_path / "copy"))
    assert not (tmp_path / "copy" / "manifest.json").exists()


def test_a_failed_restore_leaves_the_site_as_it_was(make_look, alice, tmp_path, monkeypatch):
    make_look(alice)
    folder = tmp_path / "copy"
    backup.back_up(folder)
    late = make_look(alice).photo
    for name in backup._named_files() - {late.file.name, late.thumbnail.name}:
        default_storage.delete(name)
    monkeypatch.setattr(backup, "run_postgresql", lambda *_, **__: (_ for _ in ()).throw(backup.BackupError("disk full")))
    with pytest.raises(backup.BackupError, match="disk full"):
        restore.restore(folder, force=True)
    assert Photo.objects.count() == 2
    assert default_storage.exists(late.file.name)
    assert len(files_of(settings.DATA_DIR / "media" / "photos")) >= 1


def test_no_folder_is_overwritten(tmp_path):
    (tmp_path / "note").write_text("mine")
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["note"]
