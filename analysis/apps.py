from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    name = "analysis"
    verbose_name = _("Photos and styles")

    def ready(self):
        from accounts import personal_data
        from analysis import checks  # noqa: F401  (registers itself)
        from analysis.kinds import KINDS

        personal_data.register_kinds(*KINDS)
