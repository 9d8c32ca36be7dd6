"""`manage.py backup FOLDER`: database and uploads, while the site runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from evaranks import backup


class Command(BaseCommand):
    help = "Copy database and uploads into a new folder, while the site runs."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", default="")

    def handle(self, *, folder, **options):
        if not folder:
            raise CommandError("Name a new folder, for example: make backup TO=~/evaranks-backup")
        folder = Path(folder).expanduser().resolve()
        try:
            manifest = backup.back_up(folder, say=lambda text: self.stdout.write(f"- {text}"))
        except backup.BackupError as error:
            raise CommandError(str(error)) from None
        except ProgrammingError as error:
            raise CommandError(f"The database is not this version's; apply the migrations first. ({error})") from None
        self.stdout.write(f"{sum(manifest['rows'].values())} rows and {manifest['files']} files are in {folder}")
