"""Where every setting comes from: the environment, and what is said when it lacks something."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import FileAwareEnv

BASE_DIR = Path(__file__).resolve().parent.parent
# NAME_FILE may name a file with the value of NAME: how containers hand secrets over.
env = FileAwareEnv(strip_whitespace=True)

DEPLOYMENT = env.str("DEPLOYMENT", "local")
if DEPLOYMENT not in ("local", "production"):
    raise ImproperlyConfigured(f"DEPLOYMENT is either local or production, not {DEPLOYMENT!r}.")
PRODUCTION = DEPLOYMENT == "production"
DEBUG = env.bool("DEBUG", False)


def required(name: str, meaning: str) -> str:
    """The variable's value. Raises ImproperlyConfigured, with a sentence that tells what to set, where it is missing."""
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {meaning} (`make run` sets it by itself on a laptop).")
    return value
