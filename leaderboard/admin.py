from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from analysis.admin import ReadOnlyRows, thumbnail_tag
from leaderboard import services
from leaderboard.models import SharedResult


@admin.register(SharedResult)
class SharedResultAdmin(ReadOnlyRows, admin.ModelAdmin):
    list_display = ["picture", "label", "score", "owner", "caption", "hidden", "created_at"]
    list_display_links = ["picture", "label"]
    list_filter = ["hidden", "label", "created_at"]
    list_per_page = 50
    show_full_result_count = False  # it would count the whole table on every search
    search_fields = ["id", "owner__username", "owner__email", "caption"]
    date_hierarchy = "created_at"
    actions = ["hide", "show"]
    fields = ["picture", "owner", "label", "score", "caption", "hidden", "created_at"]
    readonly_fields = ["picture"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_pictures()

    def picture(self, result):
        return thumbnail_tag(result.photo)

    picture.short_description = _("picture")

    def has_moderate_permission(self, request):
        """The rows are read-only here but for these actions, which ask for the right to change."""
        return request.user.has_perm("leaderboard.change_sharedresult")

    @admin.action(description=_("Hide selected results"), permissions=["moderate"])
    def hide(self, request, queryset):
        number = services.hide_results(results=queryset)
        messages.success(
            request, ngettext("%(number)d result is hidden now.", "%(number)d results are hidden now.", number) % {"number": number}
        )

    @admin.action(description=_("Show selected results again"), permissions=["moderate"])
    def show(self, request, queryset):
        number = services.show_results(results=queryset)
        messages.success(
            request, ngettext("%(number)d result is shown again.", "%(number)d results are shown again.", number) % {"number": number}
        )

    def delete_model(self, request, result):
        services.delete_results(results=SharedResult.objects.filter(pk=result.pk))

    def delete_queryset(self, request, queryset):
        services.delete_results(results=queryset)
