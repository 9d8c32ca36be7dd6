from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from social_django.models import Association, Nonce, UserSocialAuth

from accounts import services
from accounts.models import ApiToken, Consent, DataDeletion, User

for _model in (Association, Nonce, UserSocialAuth, TOTPDevice, StaticDevice):
    admin.site.unregister(_model)


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["username", "display_name", "email", "language", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff", "language", "date_joined"]
    search_fields = ["username", "display_name", "email"]
    date_hierarchy = "date_joined"
    readonly_fields = ["is_active", "last_login", "date_joined"]  # a ban is logged, told and undone: see leaderboard
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["display_name", "email", "language"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "email", "usable_password", "password1", "password2"]})]

    def delete_model(self, request, user):
        services.delete_account(user=user)

    def delete_queryset(self, request, queryset):
        for user in queryset:
            services.delete_account(user=user)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Staff may see and revoke tokens; making one is its owner's business."""

    list_display = ["name", "owner", "prefix", "created_at", "last_used_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "prefix", "owner__username"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    """A record of what people agreed to; staff read it, nobody writes it here."""

    list_display = ["user", "purpose", "version", "language", "given_at", "withdrawn_at"]
    list_filter = ["purpose", "version", "withdrawn_at"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    date_hierarchy = "given_at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """A record goes with its person only, so it may go where a person is being deleted."""
        return request.resolver_match.url_name in {"accounts_user_delete", "accounts_user_changelist"}


@admin.register(UserSocialAuth)
class LinkAdmin(admin.ModelAdmin):
    """Who signs in through what. Staff may cut a link; making or moving one would let its maker in as somebody else."""

    list_display = ["user", "provider", "created"]
    list_filter = ["provider"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    date_hierarchy = "created"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(TOTPDevice)
class SecondFactorAdmin(admin.ModelAdmin):
    """Who has a second factor. A superuser may delete that of a colleague who lost the phone and the paper; nobody sees a secret."""

    list_display = ["user", "confirmed", "created_at", "last_used_at"]
    list_filter = ["confirmed"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    fields = readonly_fields = ["user", "confirmed", "created_at", "last_used_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


@admin.register(DataDeletion)
class DataDeletionAdmin(admin.ModelAdmin):
    """Receipts of what providers had us delete; staff read them."""

    list_display = ["code", "provider", "deleted", "created_at"]
    list_filter = ["provider", "deleted"]
    search_fields = ["code"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
