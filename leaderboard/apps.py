from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeaderboardConfig(AppConfig):
    name = "leaderboard"
    verbose_name = _("Leaderboard")

    def ready(self):
        from accounts import personal_data
        from analysis.services import register_forgetter
        from leaderboard.card_services import forget_cards
        from leaderboard.checks import note_doubtful_photos
        from leaderboard.farewell import take_leave
        from leaderboard.kinds import EXEMPT, KINDS
        from leaderboard.lock_order import lock_results_of_photos

        personal_data.register_kinds(*KINDS)
        personal_data.register_exempt(EXEMPT)
        personal_data.register_farewell(take_leave)
        register_forgetter(lock_results_of_photos)
        register_forgetter(forget_cards)
        register_forgetter(note_doubtful_photos)
