from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeaderboardConfig(AppConfig):
    name = "leaderboard"
    verbose_name = _("Leaderboard")

    def ready(self):
        from accounts import personal_data
        from leaderboard.kinds import EXEMPT, KINDS

        personal_data.register_kinds(*KINDS)
        personal_data.register_exempt(EXEMPT)
