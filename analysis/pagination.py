"""Cursor pagination for the API and, with the same cursors, for pages."""

from datetime import datetime

from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class NewestFirst(CursorPagination):
    ordering = ("-created_at", "-id")
    page_size = 24
    page_size_query_param = "limit"
    max_page_size = 100

    def decode_cursor(self, request):
        """The cursor of the query; anybody can write one, and the database would choke on a moment that is none."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and not _is_moment(cursor.position):
            raise NotFound(self.invalid_cursor_message)
        return cursor


def _is_moment(text: str) -> bool:
    try:
        return timezone.is_aware(datetime.fromisoformat(text))
    except ValueError:
        return False


def paginate(queryset, request, paginator_class=NewestFirst) -> tuple[list, str | None, str | None]:
    """One page of a queryset for an ordinary view: (rows, next address, previous address).

    Raises:
        rest_framework.exceptions.NotFound: the cursor is not one of ours.
    """
    paginator = paginator_class()
    rows = paginator.paginate_queryset(queryset, Request(request))
    return rows, paginator.get_next_link(), paginator.get_previous_link()
