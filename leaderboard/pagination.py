"""Pages of the ranking. The cursor knows the rank where it stands, so no page has to count."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.utils.urls import remove_query_param, replace_query_param

from leaderboard.models import Entry


class Cursor(NamedTuple):
    """The row next to the wanted page: the page is behind it, or, with `back`, ahead of it."""

    back: bool
    rank: int
    score: float
    created_at: str
    pk: str

    @property
    def place(self) -> tuple:
        return self.score, datetime.fromisoformat(self.created_at), UUID(self.pk)


class RankedPagination(CursorPagination):
    """Keyset pagination of `SharedResult` in the board's order; the rows are `Entry`.

    The cursor is signed together with the filters: one that was changed, or that belongs to another
    style or period, is refused rather than believed.
    """

    page_size = 24
    page_size_query_param = "limit"
    max_page_size = 100

    def paginate_queryset(self, queryset, request, view=None) -> list[Entry]:
        self.url = request.build_absolute_uri()
        self.salt = "board:{style}:{period}".format(**{name: request.query_params.get(name, "") for name in ("style", "period")})
        size = self.get_page_size(request)
        text = request.query_params.get(self.cursor_query_param)
        cursor = self._decode(text) if text else None
        if cursor and cursor.back:
            rows = list(queryset.better_than(*cursor.place).ranked().reverse()[: size + 1])
            self.has_previous, self.has_next = len(rows) > size, True
            rows = rows[:size][::-1]
            # Results may have come or gone since the cursor was made; at the top we know the rank for certain.
            first = max(2, cursor.rank - len(rows)) if self.has_previous else 1
        else:
            behind = queryset.worse_than(*cursor.place) if cursor else queryset
            rows = list(behind.ranked()[: size + 1])
            self.has_previous, self.has_next = cursor is not None, len(rows) > size
            rows = rows[:size]
            first = cursor.rank + 1 if cursor else 1
        self.entries = [Entry(rank, row) for rank, row in enumerate(rows, first)]
        return self.entries

    def get_next_link(self) -> str | None:
        return self._link(self.entries[-1], back=False) if self.entries and self.has_next else None

    def get_previous_link(self) -> str | None:
        if not self.has_previous:
            return None
        if not self.entries:  # everything behind the cursor is gone: back to the top
            return remove_query_param(self.url, self.cursor_query_param)
        return self._link(self.entries[0], back=True)

    def _link(self, entry: Entry, back: bool) -> str:
        score, created_at, pk = entry.result.place
        cursor = Cursor(back, entry.rank, score, created_at.isoformat(), pk.hex)
        return replace_query_param(self.url, self.cursor_query_param, signing.dumps(cursor, salt=self.salt))

    def _decode(self, text: str) -> Cursor:
        try:
            return Cursor(*signing.loads(text, salt=self.salt))
        except signing.BadSignature:
            raise NotFound(_("This cursor belongs to no page. Please start from the first one.")) from None
