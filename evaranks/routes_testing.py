"""Every address of the site, for tests that go through all of them: whoever adds a page need not think of those tests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

UNKNOWN = "c0ffee00-0000-4000-8000-000000000000"  # a key that nothing has
VALUES = (UNKNOWN, "1", "alice", "facebook", "casual", "full", "2f" * 16 + ".jpg", "1999")
ALTERNATIVES = re.compile(r"\(\?P<\w+>(\w+)(?:\|\w+)+\)")  # of which the first will do
PREPARED = ("admin/",)  # Django's own, whose pages its own tests go through


def say_nothing(request, exception=None) -> HttpResponse:
    """In place of the pages that say 404 and 403, which take a while to render: for tests that ask for hundreds."""
    return HttpResponse(status=403 if isinstance(exception, PermissionDenied) else 404)


@dataclass(frozen=True)
class Route:
    """`view` is the view's name; `address` one that leads to it."""

    view: str
    address: str
    callback: object


def all_routes() -> list[Route]:
    """Every address but Django admin's, with something in the place of each argument.

    Raises:
        LookupError: no value of VALUES fits an argument; add one there.
    """
    found = {route.address: route for route in _walk(get_resolver(), [""])}
    return sorted(found.values(), key=lambda route: route.address)


def _walk(resolver, starts) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        forms = [start + form for start in starts for form in _forms(entry.pattern)]
        if isinstance(entry, URLResolver):
            if not forms[0].startswith(PREPARED):
                yield from _walk(entry, forms)
        elif isinstance(entry, URLPattern):
            yield _route(forms)


def _forms(pattern) -> list[str]:
    """The pattern as text with %s for each argument."""
    if isinstance(pattern, RoutePattern):
        route = str(pattern)
        while "<" in route:
            route = route[: route.index("<")] + "%s" + route[route.index(">") + 1 :]
        return [route]
    plain = ALTERNATIVES.sub(r"\1", str(pattern))
    return [form % dict.fromkeys(names, "%s") for form, names in normalize(plain)] or [""]


def _route(forms):
    for form in forms:
        for values in product(VALUES, repeat=form.count("%s")):
            address = "/" + form % values
            try:
                match = resolve(address)
            except Resolver404:
                continue
            return Route(match.view_name, address, match.func)
    raise LookupError(f"no address for {forms}")
