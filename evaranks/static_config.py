"""Which static files are collected."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class UsedStaticFilesConfig(StaticFilesConfig):
    # Pages of the REST packages that this site does not serve: half of all bytes, and of the time to hash and compress them.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "rest_framework", "redoc"]
