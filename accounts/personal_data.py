"""Which files belong to a person: each app registers a function that names its own.

Rows go by cascade when an account is deleted; files do not, and the apps that keep them lie above this one.
"""

from collections.abc import Callable, Iterable

from accounts.models import User

_file_sources: list[Callable[[User], Iterable[str]]] = []


def register_files(source: Callable[[User], Iterable[str]]) -> None:
    """Have `source(user)` name the stored files that go with the user's account. Called from AppConfig.ready."""
    _file_sources.append(source)


def files_of(user: User) -> list[str]:
    """Names, in the default storage, of every file kept for the user."""
    avatar = [user.avatar.name] if user.avatar else []
    return avatar + [name for source in _file_sources for name in source(user)]
