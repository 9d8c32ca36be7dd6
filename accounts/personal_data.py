"""What is held about a person: each app registers the kinds of things that it keeps.

The privacy centre counts them, an export writes them out, a receipt says how many went, and the deletion of an account finds
their files: rows go by cascade, files do not, and the apps that keep them lie above this one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import FileField, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one model that belong to a person.

    key: names its file in an export and its number in a receipt.
    by: the lookups that lead from a row to the person, any of them; "lookup=attribute" where it is not the person's key that is
        looked for.
    page: the address' name where the person sees and changes it, or "".
    folder: where its pictures go in an export.
    withheld: columns that are not handed out, and why.
    """

    key: str
    label: str
    model: str
    by: tuple[str, ...]
    page: str = ""
    folder: str = ""
    withheld: Mapping[str, str] = field(default_factory=dict)

    def rows(self, user: User) -> QuerySet:
        """The person's rows, oldest first as far as keys tell."""
        return self.model_class._base_manager.filter(reduce(or_, (_is_of(user, by) for by in self.by))).order_by("pk")

    @property
    def model_class(self):
        return apps.get_model(self.model)

    @property
    def file_fields(self) -> list[str]:
        return [column.name for column in self.model_class._meta.concrete_fields if isinstance(column, FileField)]

    def file_names(self, user: User) -> list[str]:
        rows = self.rows(user).values_list(*self.file_fields).iterator() if self.file_fields else ()
        return [name for names in rows for name in names if name]


def _is_of(user, by):
    lookup, _equals, attribute = by.partition("=")
    return Q(**{lookup: getattr(user, attribute or "pk")})


_kinds: dict[str, Kind] = {}
_exempt: dict[str, str] = {}
_file_sources: list[Callable[[User], Iterable[str]]] = []
_farewells: list[Callable[[User], None]] = []


def register_kinds(*kinds: Kind) -> None:
    """Have these counted, exported and named in receipts. Called from AppConfig.ready, like all that follow."""
    _kinds.update({kind.key: kind for kind in kinds})


def register_exempt(reasons: Mapping[str, str]) -> None:
    """Say why a relation to a person ("app.Model.field"), or a model that hangs on one ("app.Model"), is not exported."""
    _exempt.update(reasons)


def register_files(source: Callable[[User], Iterable[str]]) -> None:
    """Have `source(user)` name stored files that go with the account and are no kind's own: copies, caches."""
    _file_sources.append(source)


def register_farewell(farewell: Callable[[User], None]) -> None:
    """Have `farewell(user)` put right what others keep, just before the account's rows go, in the same transaction."""
    _farewells.append(farewell)


def kinds() -> list[Kind]:
    return list(_kinds.values())


def exempt() -> dict[str, str]:
    return dict(_exempt)


def counts_of(user: User) -> dict[str, int]:
    """How many of each kind there are."""
    return {kind.key: kind.rows(user).count() for kind in kinds()}


def labelled(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What was counted, in words; kinds of which there are none are left out."""
    labels = {kind.key: kind.label for kind in kinds()} | {"files": _("Files of pictures")}
    return [(str(label), counts[key]) for key, label in labels.items() if counts.get(key)]


def files_of(user: User) -> list[str]:
    """Names, in the default storage, of every file kept for the user."""
    own = [name for kind in kinds() for name in kind.file_names(user)]
    return list(dict.fromkeys(own + [name for source in _file_sources for name in source(user)]))


def say_farewell(user: User) -> None:
    for farewell in _farewells:
        farewell(user)
