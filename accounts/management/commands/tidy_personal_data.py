from django.core.management.base import BaseCommand

from accounts.doomed_files import delete_doomed_files
from accounts.export_services import delete_expired_exports, revive_exports


class Command(BaseCommand):
    help = "Delete exports that have expired and files of deleted accounts that are still there; start again exports that stand still."

    def handle(self, **options):
        revive_exports()
        self.stdout.write(f"{delete_expired_exports()} exports expired")
        delete_doomed_files()
