from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    name = "analysis"
    verbose_name = _("Photos and styles")

    def ready(self):
        from accounts import personal_data
        from analysis import checks  # noqa: F401  (registers itself)
        from analysis.models import Beautification, Photo

        personal_data.register_files(lambda user: Photo.objects.filter(owner=user).file_names())
        personal_data.register_files(lambda user: Beautification.objects.filter(photo__owner=user).file_names())
