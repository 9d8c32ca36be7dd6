"""The log of the battles and the hall of fame for staff: to look at, never to change."""

from functools import cached_property

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import connection
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from analysis.admin import ReadOnlyRows
from leaderboard.models import SharedResult


class EstimatingPaginator(Paginator):
    """Takes PostgreSQL's own estimate for a whole table's number of rows: counting millions would take a second a page."""

    @cached_property
    def count(self):
        if self.object_list.query.where:
            return super().count
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = %s", [self.object_list.model._meta.db_table])
            estimate = cursor.fetchone()[0]
        return estimate if estimate > 100_000 else super().count


class LogRows(ReadOnlyRows):
    def has_delete_permission(self, request, obj=None):
        return False


class BattleVoteAdmin(LogRows, admin.ModelAdmin):
    """Discarding a ring's votes: `manage.py recompute_ratings --discard USERNAME ...`."""

    list_display = ["id", "created_at", "voter", "label", "chosen", "other", "weight", "reason"]
    list_filter = ["label"]
    list_select_related = ["voter"]
    list_per_page = 100
    paginator = EstimatingPaginator
    show_full_result_count = False
    search_fields = ["=voter__username", "=low", "=high"]
    search_help_text = _("A voter's username, or a result's id.")
    ordering = ["-id"]
    fields = ["created_at", "voter", "label", "chosen", "other", "weight", "reason"]
    readonly_fields = ["chosen", "other"]

    @admin.display(description=_("winner"))
    def chosen(self, vote):
        return _link(vote.winner) if vote.winner else _("skipped")

    @admin.display(description=_("the other"))
    def other(self, vote):
        others = [pk for pk in (vote.low, vote.high) if pk != vote.winner]
        return format_html("{} {}", _link(others[0]), _link(others[1]) if len(others) > 1 else "")


class WeekPlaceAdmin(LogRows, admin.ModelAdmin):
    list_display = ["week", "label", "place", "result", "ranking", "value"]
    list_filter = ["label"]
    list_select_related = ["result"]
    search_fields = ["result__owner__username"]
    date_hierarchy = "week"


def _link(pk):
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{SharedResult._meta.db_table}_change", args=[pk]), str(pk)[:8])
