from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "evaranks"
    verbose_name = _("Site")

    def ready(self):
        if settings.CELERY_BROKER_URL:
            import evaranks.celery  # noqa: F401  (whoever enqueues a job does it through this application)
