"""Where every setting comes from: the environment, and what is said when it lacks something."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

PRODUCTION = env.str("DEPLOYMENT", "local") == "production"
DEBUG = env.bool("DEBUG", False)


def required(name: str, meaning: str) -> str:
    """The variable's value. Raises ImproperlyConfigured, with a sentence that tells what to set, where it is missing."""
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {meaning} (`make run` sets it by itself on a laptop).")
    return value
