from django.conf import settings
from django.core.management.base import BaseCommand

from accounts import jobs
from analysis import reanalysis


class Command(BaseCommand):
    help = "Have the present style network read the photos that an earlier one has read. May be stopped, and started again."

    def add_arguments(self, parser):
        parser.add_argument("--jobs", action="store_true", help="by Celery's workers, while this command ends at once")
        parser.add_argument("--status", action="store_true", help="only tell how many wait")

    def handle(self, **options):
        number, done = reanalysis.waiting().count(), 0
        if options["status"] or not number:
            self.stdout.write(f"{number} photos wait for {settings.STYLE_PRESET}")
            return
        for photos in reanalysis.batches():
            done += len(photos)
            if options["jobs"]:
                jobs.enqueue(reanalysis.read_again, photos=photos, preset=settings.STYLE_PRESET)
            else:
                reanalysis.read_again(photos=photos, preset=settings.STYLE_PRESET)
                self.stdout.write(f"{done} of {number}")
        if options["jobs"]:
            self.stdout.write(f"{number} photos are given to workers; `manage.py reanalyse --status` tells how many wait")
