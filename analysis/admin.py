from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from analysis import beautify_services, services
from analysis.models import Beautification, MakeupLook, Photo, StyleAnalysis


def thumbnail_tag(photo: Photo) -> str:
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy">',
        photo.url_thumb,
        round(photo.thumb_width / 5),
        round(photo.thumb_height / 5),
    )


class ReadOnlyRows:
    """Rows that only the engine writes: staff look at them and delete them."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Photo)
class PhotoAdmin(ReadOnlyRows, admin.ModelAdmin):
    list_display = ["picture", "id", "owner", "width", "height", "is_public", "created_at"]
    list_display_links = ["picture", "id"]
    list_filter = ["is_public", "created_at"]
    list_select_related = ["owner"]
    list_per_page = 50
    search_fields = ["id", "owner__username", "owner__email"]
    date_hierarchy = "created_at"
    fields = ["picture", "owner", "width", "height", "is_public", "created_at"]
    readonly_fields = ["picture"]

    def picture(self, photo):
        return thumbnail_tag(photo)

    picture.short_description = _("picture")

    def delete_model(self, request, photo):
        services.delete_photo(photo=photo)

    def delete_queryset(self, request, queryset):
        services.delete_photos(photos=queryset)


def two_digits(field: str, label):
    """A column of the list: a number that is kept with more of them."""

    @admin.display(description=label, ordering=field)
    def column(row):
        return f"{getattr(row, field):.2f}"

    column.__name__ = field  # the admin's name for it in the page
    return column


SCORE, ELAPSED = two_digits("score", _("score")), two_digits("elapsed_ms", _("time (ms)"))


@admin.register(StyleAnalysis)
class StyleAnalysisAdmin(ReadOnlyRows, admin.ModelAdmin):
    list_display = ["picture", "label", SCORE, "verdict", "preset", "owner", ELAPSED, "created_at"]
    list_filter = ["verdict", "label", "preset", "created_at"]
    list_select_related = ["photo__owner"]
    list_per_page = 50
    search_fields = ["id", "photo__owner__username", "label"]
    date_hierarchy = "created_at"
    fields = ["picture", "owner", "label", "score", "verdict", "reason", "regions", "probabilities", "preset", "elapsed_ms", "created_at"]
    readonly_fields = ["picture", "owner"]

    def picture(self, analysis):
        return thumbnail_tag(analysis.photo)

    picture.short_description = _("picture")

    def owner(self, analysis):
        return analysis.photo.owner

    owner.short_description = _("owner")

    def delete_model(self, request, analysis):
        services.delete_analyses(analyses=StyleAnalysis.objects.filter(pk=analysis.pk))

    def delete_queryset(self, request, queryset):
        services.delete_analyses(analyses=queryset)


@admin.register(MakeupLook)
class MakeupLookAdmin(ReadOnlyRows, admin.ModelAdmin):
    list_display = ["name", "owner", "is_shared", "strength", "created_at"]
    list_filter = ["is_shared", "created_at"]
    list_select_related = ["owner"]
    list_per_page = 50
    search_fields = ["id", "name", "owner__username", "owner__email"]
    date_hierarchy = "created_at"


@admin.register(Beautification)
class BeautificationAdmin(ReadOnlyRows, admin.ModelAdmin):
    """Staff see that there is one and delete it; the portrait is its owner's alone until they share it."""

    list_display = ["id", "owner", "look", "strength", "is_shared", "preset", ELAPSED, "created_at"]
    list_filter = ["is_shared", "look", "preset", "created_at"]
    list_select_related = ["photo__owner"]
    list_per_page = 50
    search_fields = ["id", "photo__owner__username", "photo__owner__email"]
    date_hierarchy = "created_at"
    fields = ["owner", "look", "strength", "parts", "is_shared", "preset", "width", "height", "elapsed_ms", "created_at"]
    readonly_fields = ["owner"]

    def owner(self, beautification):
        return beautification.photo.owner

    owner.short_description = _("owner")

    def delete_model(self, request, beautification):
        beautify_services.delete_beautifications(beautifications=Beautification.objects.filter(pk=beautification.pk))

    def delete_queryset(self, request, queryset):
        beautify_services.delete_beautifications(beautifications=queryset)
