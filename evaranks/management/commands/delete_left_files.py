"""`manage.py delete_left_files`: a chore of every day."""

from django.core.management.base import BaseCommand

from evaranks.left_files import delete_left_files


class Command(BaseCommand):
    help = "Delete uploads older than a day that no row names: what a process left that was killed."

    def handle(self, **options):
        self.stdout.write(f"{delete_left_files()} left files deleted")
