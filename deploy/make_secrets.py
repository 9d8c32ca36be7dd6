"""Writes deploy/secrets/: one random value a file, those that are there stay. Needs nothing but Python."""

import secrets
from pathlib import Path

FOLDER = Path(__file__).parent / "secrets"


def make(folder: Path = FOLDER) -> list[str]:
    """The names of the files that were written."""
    # The folder keeps others on this machine out; in a container each file is mounted alone, for users of other numbers.
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    written = []

    def keep(name, value):
        path = folder / name
        if not path.exists():
            path.write_text(value)
            path.chmod(0o444)
            written.append(name)
        return path.read_text()

    keep("secret_key", secrets.token_urlsafe(64))
    password = keep("postgres_password", secrets.token_urlsafe(32))
    keep("database_url", f"postgresql://evaranks:{password}@database/evaranks")
    password = keep("redis_password", secrets.token_urlsafe(32))
    keep("redis_url", f"redis://:{password}@redis:6379/0")
    keep("celery_broker_url", f"redis://:{password}@redis:6379/1")
    keep("s3_access_key", secrets.token_hex(10))
    keep("s3_secret_key", secrets.token_urlsafe(30))
    return written


if __name__ == "__main__":
    print(f"Written to {FOLDER}: {', '.join(make()) or 'nothing, all are there'}")
