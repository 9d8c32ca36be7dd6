from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from analysis.admin import SCORE, thumbnail_tag
from leaderboard import services
from leaderboard.battle_admin import BattleVoteAdmin, WeekPlaceAdmin
from leaderboard.models import BattleVote, SharedResult, WeekPlace
from leaderboard.moderation_admin import Decisions


@admin.register(SharedResult)
class SharedResultAdmin(Decisions, admin.ModelAdmin):
    list_display = ["picture", "label", SCORE, "owner", "caption", "hidden_by", "created_at"]
    list_display_links = ["picture", "label"]
    list_filter = ["hidden", "hidden_by", "label", "created_at"]
    list_per_page = 50
    show_full_result_count = False  # it would count the whole table on every search
    search_fields = ["id", "owner__username", "owner__email", "caption"]
    date_hierarchy = "created_at"
    fields = ["picture", "owner", "label", "score", "caption", "hidden", "hidden_by", "created_at"]
    readonly_fields = ["picture"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_pictures()

    def picture(self, result):
        return thumbnail_tag(result.photo)

    picture.short_description = _("picture")

    def delete_model(self, request, result):
        services.delete_results(results=SharedResult.objects.filter(pk=result.pk))

    def delete_queryset(self, request, queryset):
        services.delete_results(results=queryset)


admin.site.register(BattleVote, BattleVoteAdmin)
admin.site.register(WeekPlace, WeekPlaceAdmin)
