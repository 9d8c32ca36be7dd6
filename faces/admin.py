"""What staff see of galleries: names, counts, thumbnails, consent and the audit trail. They may delete; nobody reads vectors."""

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.consent import FACE_RECOGNITION
from analysis.admin import ReadOnlyRows
from faces import check_in_services, sample_services, services
from faces.models import AuditEntry, CheckInSession, FaceSample, Person


def crop_tag(sample_id) -> str:
    if sample_id is None:
        return ""
    return format_html('<img src="{}" width="60" height="60" alt="" loading="lazy">', reverse("faces:sample-crop", args=[sample_id]))


@admin.register(Person)
class PersonAdmin(ReadOnlyRows, admin.ModelAdmin):
    view_on_site = False  # the page is its owner's alone
    list_display = ["picture", "name", "owner", "samples", "consent", "is_linked", "is_recognisable", "created_at"]
    list_display_links = ["picture", "name"]
    list_filter = ["is_recognisable", "consent_version", "created_at"]
    list_select_related = ["owner"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["id", "name", "owner__username", "owner__email"]
    date_hierarchy = "created_at"
    fields = ["picture", "name", "owner", "samples", "consent", "consent_at", "linked_user", "is_recognisable", "created_at"]
    readonly_fields = ["picture", "samples", "consent"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts()

    @admin.display(description=_("picture"))
    def picture(self, person):
        return crop_tag(person.cover_id)

    @admin.display(description=_("samples"), ordering="sample_count")
    def samples(self, person):
        return person.sample_count

    @admin.display(description=_("consent"))
    def consent(self, person):
        state = _("current") if person.consent_version == FACE_RECOGNITION.version else _("outdated")
        return format_html("{} ({})", person.consent_version, state)

    @admin.display(description=_("linked"), boolean=True)
    def is_linked(self, person):
        return person.linked_user_id is not None

    def delete_model(self, request, person):
        services.delete_people(actor=request.user, people=[person.pk])

    def delete_queryset(self, request, queryset):
        services.delete_people(actor=request.user, people=list(queryset.values_list("pk", flat=True)))


@admin.register(FaceSample)
class FaceSampleAdmin(ReadOnlyRows, admin.ModelAdmin):
    list_display = ["picture", "person", "owner", "preset", "source", "created_at", "last_used_at"]
    list_filter = ["preset", "source", "created_at"]
    list_select_related = ["person", "owner"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["id", "person__name", "owner__username"]
    date_hierarchy = "created_at"
    fields = [*list_display, "yaw", "pitch", "sharpness", "brightness"]
    readonly_fields = ["picture"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("embedding")

    @admin.display(description=_("picture"))
    def picture(self, sample):
        return crop_tag(sample.pk)

    def delete_model(self, request, sample):
        sample_services.delete_samples(actor=request.user, samples=[sample.pk])

    def delete_queryset(self, request, queryset):
        sample_services.delete_samples(actor=request.user, samples=list(queryset.values_list("pk", flat=True)))


@admin.register(CheckInSession)
class CheckInSessionAdmin(ReadOnlyRows, admin.ModelAdmin):
    view_on_site = False  # the page is its owner's alone
    list_display = ["name", "owner", "entries", "created_at", "closed_at"]
    list_filter = ["created_at"]
    list_select_related = ["owner"]
    search_fields = ["id", "name", "owner__username"]
    date_hierarchy = "created_at"
    fields = ["name", "owner", "entries", "created_at", "closed_at"]
    readonly_fields = ["entries"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(entry_count=Count("check_ins"))

    @admin.display(description=_("check-ins"), ordering="entry_count")
    def entries(self, session):
        return session.entry_count

    def delete_model(self, request, session):
        check_in_services.delete_sessions(actor=request.user, sessions=[session.pk])

    def delete_queryset(self, request, queryset):
        check_in_services.delete_sessions(actor=request.user, sessions=list(queryset.values_list("pk", flat=True)))


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyRows, admin.ModelAdmin):
    """Nobody edits the trail, and nobody deletes from it."""

    list_display = ["created_at", "actor", "action", "gallery", "subject", "number"]
    list_filter = ["action", "created_at"]
    list_select_related = ["actor", "gallery"]
    list_per_page = 100
    show_full_result_count = False
    search_fields = ["subject", "actor__username", "gallery__username"]
    date_hierarchy = "created_at"

    def has_delete_permission(self, request, obj=None):
        return False
