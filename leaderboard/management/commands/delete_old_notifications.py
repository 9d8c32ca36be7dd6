from django.core.management.base import BaseCommand

from leaderboard.notice_services import delete_old_notices


class Command(BaseCommand):
    help = "Delete notifications that were read more than 90 days ago. Run it daily."

    def handle(self, **options):
        self.stdout.write(f"{delete_old_notices()} notifications deleted")
