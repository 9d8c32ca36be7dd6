"""Pages of the ranking. The cursor knows the rank where it stands, so no page has to count."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.utils.urls import remove_query_param, replace_query_param

from leaderboard import rankings
from leaderboard.models import Entry


class Cursor(NamedTuple):
    """The row next to the wanted page: the page is behind it, or, with `back`, ahead of it. Moments are ISO 8601."""

    back: bool
    rank: int
    value: float | str
    created_at: str
    pk: str

    @property
    def place(self) -> tuple:
        value = datetime.fromisoformat(self.value) if isinstance(self.value, str) else self.value
        return value, datetime.fromisoformat(self.created_at), UUID(self.pk)


class RankedPagination(CursorPagination):
    """Keyset pagination of `SharedResult` in a ranking's order; the rows are `Entry`.

    The cursor is signed together with the ranking and the filters: one that was changed, or that belongs to another
    ranking, style or period, is refused rather than believed.
    """

    page_size = 24
    page_size_query_param = "limit"
    max_page_size = 100

    def __init__(self, ranking=None, user=None):
        """`user` is the reader, for rankings that depend on who reads. Both may be set later, before the page is asked for."""
        self.ranking = ranking or rankings.get(rankings.DEFAULT)
        self.user = user

    def paginate_queryset(self, queryset, request, view=None) -> list[Entry]:
        self.url = request.build_absolute_uri()
        filters = (request.query_params.get(name, "") for name in ("style", "period"))
        self.salt = ":".join(["board", self.ranking.key, *filters])
        size = self.get_page_size(request)
        text = request.query_params.get(self.cursor_query_param)
        cursor = self._decode(text) if text else None
        place, back = (cursor.place, cursor.back) if cursor else (None, False)
        rows = self.ranking.read(queryset, self.user, self.ranking.by, place, back, size + 1)
        more = len(rows) > size
        rows = rows[:size]
        if back:
            rows.reverse()
            self.has_previous, self.has_next = more, True
            # Results may have come or gone since the cursor was made; at the top we know the rank for certain.
            first = max(2, cursor.rank - len(rows)) if more else 1
        else:
            self.has_previous, self.has_next = cursor is not None, more
            first = cursor.rank + 1 if cursor else 1
        self.first = first
        self.entries = [self.ranking.entry(rank, row) for rank, row in enumerate(rows, first)]
        return self.entries

    def get_next_link(self) -> str | None:
        return self._link(len(self.entries) - 1, back=False) if self.entries and self.has_next else None

    def get_previous_link(self) -> str | None:
        if not self.has_previous:
            return None
        if not self.entries:  # everything behind the cursor is gone: back to the top
            return remove_query_param(self.url, self.cursor_query_param)
        return self._link(0, back=True)

    def _link(self, line: int, back: bool) -> str:
        value, created_at, pk = self.entries[line].result.place_by(self.ranking.by)
        value = value.isoformat() if isinstance(value, datetime) else value
        cursor = Cursor(back, self.first + line, value, created_at.isoformat(), pk.hex)
        return replace_query_param(self.url, self.cursor_query_param, signing.dumps(cursor, salt=self.salt))

    def _decode(self, text: str) -> Cursor:
        try:
            return Cursor(*signing.loads(text, salt=self.salt))
        except signing.BadSignature:
            raise NotFound(_("This cursor belongs to no page. Please start from the first one.")) from None
