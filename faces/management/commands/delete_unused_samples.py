from django.core.management.base import BaseCommand

from faces.upkeep import delete_unused_samples


class Command(BaseCommand):
    help = "Delete face samples that were of no use for FACE_RETENTION_DAYS (a year), and corrections as old. Run it daily."

    def handle(self, **options):
        self.stdout.write(f"{delete_unused_samples()} samples and corrections deleted")
