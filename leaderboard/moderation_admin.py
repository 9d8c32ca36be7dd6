"""Django admin: the queue of reports, comments, and the log of what was done."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from analysis.admin import ReadOnlyRows, thumbnail_tag
from leaderboard.decisions import decide, may_decide
from leaderboard.models import Comment, ModerationAction, Report

Kind = ModerationAction.Kind
BUTTONS = {"approve": Kind.APPROVE, "hide": Kind.HIDE, "ban": Kind.BAN}


def show_thing(row):
    """The picture or the words that a report or an action is about."""
    if row.result:
        return thumbnail_tag(row.result.photo)
    if row.comment:
        return format_html("<q>{}</q>", row.comment.text[:80])
    return str(row.person or _("gone"))


class Decisions(ReadOnlyRows):
    """Approve, hide and ban, each with a page that asks for reason and note."""

    actions = ["approve", "hide", "ban"]

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or may_decide(request)

    def has_module_permission(self, request):
        return super().has_module_permission(request) or may_decide(request)

    def has_decide_permission(self, request):
        return may_decide(request)

    @admin.action(description=_("Approve…"), permissions=["decide"])
    def approve(self, request, queryset):
        return decide(request, queryset, Kind.APPROVE, "approve")

    @admin.action(description=_("Hide…"), permissions=["decide"])
    def hide(self, request, queryset):
        return decide(request, queryset, Kind.HIDE, "hide")

    @admin.action(description=_("Ban the person…"), permissions=["decide"])
    def ban(self, request, queryset):
        return decide(request, queryset, Kind.BAN, "ban")


class GoesWithItsOwner:
    """Not deleted by itself; only where a person or a result is."""

    def has_delete_permission(self, request, obj=None):
        return not request.resolver_match.url_name.startswith(f"{self.opts.app_label}_{self.opts.model_name}_")


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        return [("resolved", _("Resolved"))]

    def choices(self, changelist):
        every, *others = super().choices(changelist)
        return [{**every, "display": _("Waiting")}, *others]

    def queryset(self, request, queryset):
        return queryset.exclude(state=Report.State.OPEN) if self.value() else queryset.queue()


@admin.register(Report)
class ReportAdmin(GoesWithItsOwner, Decisions, admin.ModelAdmin):
    """What waits for a human: each thing once, what cannot wait first."""

    list_display = ["thing", "reason", "reports", "note", "about", "created_at"]
    list_display_links = ["thing", "reason"]
    list_filter = [StateFilter, "reason", "created_at"]
    list_per_page = 30
    show_full_result_count = False
    search_fields = ["result__id", "note", "result__owner__username", "person__username", "comment__author__username"]
    change_form_template = "admin/leaderboard/report.html"

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        same = Q(result=OuterRef("result")) | Q(comment=OuterRef("comment")) | Q(person=OuterRef("person"))
        number = Report.objects.open().order_by().filter(same).values("state").annotate(number=Count("pk")).values("number")
        rows = rows.annotate(number=Coalesce(Subquery(number), 0))
        return rows.select_related("reporter", "person", "result__owner", "result__analysis__photo", "comment__author", "comment__result")

    def get_ordering(self, request):
        return ["-priority", "created_at", "id"]

    @admin.display(description=_("what"))
    def thing(self, report):
        return show_thing(report)

    @admin.display(description=_("reports"))
    def reports(self, report):
        return report.number

    @admin.display(description=_("whose"))
    def about(self, report):
        return report.about

    def get_urls(self):
        decided = path("<int:pk>/decide/<str:kind>/", self.admin_site.admin_view(self.decide_one), name="leaderboard_report_decide")
        return [decided, *super().get_urls()]

    def decide_one(self, request, pk, kind):
        report = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may_decide(request) or kind not in BUTTONS:
            return HttpResponseRedirect(reverse("admin:index"))
        page = decide(request, [report], BUTTONS[kind], "")
        return page or HttpResponseRedirect(reverse("admin:leaderboard_report_changelist"))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        report = get_object_or_404(self.get_queryset(request), pk=object_id if object_id.isdecimal() else 0)
        about = report.about
        same = Report.objects.about_same(report).select_related("reporter", "resolved_by")
        done = ModerationAction.objects.filter(person=about).select_related("actor", "result", "comment", "undone_by")[:30]
        context = {"report": report, "reports": same, "history": done, "about": about, "buttons": BUTTONS if may_decide(request) else ()}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})


@admin.register(Comment)
class CommentAdmin(GoesWithItsOwner, Decisions, admin.ModelAdmin):
    list_display = ["text", "author", "hidden", "created_at"]
    list_filter = ["hidden", "created_at"]
    list_select_related = ["author"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["text", "author__username"]
    fields = ["result", "author", "text", "hidden", "created_at", "edited_at"]


@admin.register(ModerationAction)
class ModerationActionAdmin(GoesWithItsOwner, Decisions, admin.ModelAdmin):
    """The log. Nothing in it is changed or deleted; what was done is undone by another line."""

    list_display = ["created_at", "kind", "thing", "person", "by", "reason", "note", "undone"]
    list_filter = ["kind", "reason", "created_at"]
    list_select_related = ["person", "actor", "result__analysis__photo", "comment", "undone_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["person__username", "actor__username", "note", "result__id"]
    actions = ["undo", "unban"]
    fields = ["created_at", "kind", "thing", "person", "by", "reason", "note", "undoes", "undone"]
    readonly_fields = ["thing", "by", "undone"]

    @admin.display(description=_("what"))
    def thing(self, action):
        return show_thing(action)

    @admin.display(description=_("by"))
    def by(self, action):
        if action.is_automatic:
            return _("a rule of ours")
        return format_html("{} ({})", action.actor, _("their own")) if action.is_own else action.actor

    @admin.display(description=_("undone"), boolean=True)
    def undone(self, action):
        return hasattr(action, "undone_by")

    @admin.action(description=_("Undo…"), permissions=["decide"])
    def undo(self, request, queryset):
        return decide(request, queryset.order_by("-id"), Kind.UNDO, "undo")

    @admin.action(description=_("Lift the ban…"), permissions=["decide"])
    def unban(self, request, queryset):
        return decide(request, queryset.filter(kind=Kind.BAN), Kind.UNBAN, "unban")
