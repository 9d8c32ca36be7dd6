"""What a laptop lacks: a data folder, a secret key and a database, made on the first start.

In a deployment (`DEPLOYMENT=production`) nothing is made up: settings.py demands each from the environment.
"""

import hashlib
import os
import secrets
import signal
import stat
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
OPEN = 0o055  # what the embedded database would give everybody on each folder above its own


def data_dir() -> Path:
    """The folder for everything this checkout keeps: database, uploads, secret key, collected static files.

    As root it lies outside every home folder, since the embedded database opens its parent folders
    to a user of its own.
    """
    configured = os.environ.get("DATA_DIR")
    if configured:
        return Path(configured).resolve()
    if os.geteuid() == 0:
        checkout = hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:8]
        return Path("/var/lib/evaranks") / f"{BASE_DIR.name}-{checkout}"
    return BASE_DIR / "var"


def prepare() -> None:
    """Put DATA_DIR, SECRET_KEY and DATABASE_URL into the environment where they are missing."""
    if os.environ.get("DEPLOYMENT") == "production":
        return
    folder = data_dir()
    if os.geteuid() == 0 and "DATABASE_URL" not in os.environ:
        _refuse_closed_parents(folder)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(folder)
    if "SECRET_KEY" not in os.environ:
        os.environ["SECRET_KEY"] = _kept_secret(folder / "secret_key")
    if "DATABASE_URL" not in os.environ:
        from evaranks import database

        # The database stops in an exit handler, which a plain SIGTERM would skip.
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        os.environ["DATABASE_URL"] = database.start(folder)
        database.keep_running(folder)


def _refuse_closed_parents(folder: Path) -> None:
    """Leave before the embedded database opens a folder, such as somebody's home, that was closed on purpose."""
    for parent in folder.parents:
        if parent.exists() and stat.S_IMODE(parent.stat().st_mode) & OPEN != OPEN:
            sys.exit(
                f"DATA_DIR, {folder}, is in {parent}, which not everybody may enter, so the database's own user could not. "
                "Choose another folder, such as one in /var/lib/evaranks, or a database of yours with DATABASE_URL."
            )


def _kept_secret(path: Path) -> str:
    if not path.exists():
        partial = path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(50))
        try:
            os.link(partial, path)  # fails when another process was first: then both read that one's
        except FileExistsError:
            pass
        partial.unlink()
    return path.read_text()
