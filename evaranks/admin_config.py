"""Puts our admin site in the place of Django's, before any model is there."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    default_site = "evaranks.admin_site.StaffSite"
