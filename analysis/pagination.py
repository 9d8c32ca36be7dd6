"""Cursor pagination for the API and, with the same cursors, for pages."""

from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class NewestFirst(CursorPagination):
    ordering = ("-created_at", "-id")
    page_size = 24
    page_size_query_param = "limit"
    max_page_size = 100


def paginate(queryset, request, paginator_class=NewestFirst) -> tuple[list, str | None, str | None]:
    """One page of a queryset for an ordinary view: (rows, next address, previous address).

    Raises:
        rest_framework.exceptions.NotFound: the cursor is not one of ours.
    """
    paginator = paginator_class()
    rows = paginator.paginate_queryset(queryset, Request(request))
    return rows, paginator.get_next_link(), paginator.get_previous_link()
