from django.core.management.base import BaseCommand

from evaranks import housekeeping


class Command(BaseCommand):
    help = "Do what is due every hour, day or week. Run it as often as you like, from a crontab, where neither `serve` nor Celery does."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="whether it is due or not")

    def handle(self, **options):
        chores = housekeeping.CHORES if options["all"] else housekeeping.due()
        for chore in chores:
            self.stdout.write(f"- {chore.command}")
            if options["all"]:
                housekeeping.do_now(chore.command)
            else:
                housekeeping.do_chore(command=chore.command)
        if not chores:
            self.stdout.write("Nothing is due.")
