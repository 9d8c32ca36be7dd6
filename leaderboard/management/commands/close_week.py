from datetime import date

from django.core.management.base import BaseCommand, CommandError

from leaderboard.hall_services import NotOver, close_week, close_weeks


class Command(BaseCommand):
    help = (
        "Put the best of the last complete week, and of those missed before it, or of the one named, into the hall of fame. "
        "Run it every Monday; more often does no harm."
    )

    def add_arguments(self, parser):
        parser.add_argument("monday", nargs="?", type=date.fromisoformat, help="the week's first day, for example 2026-01-05")

    def handle(self, *, monday, **options):
        try:
            places = close_week(monday=monday) if monday else close_weeks()
        except (NotOver, ValueError) as error:
            raise CommandError(error) from error
        self.stdout.write(f"{len(places)} places awarded")
