"""`manage.py restore FOLDER`: put back what `manage.py backup` copied."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evaranks import backup, restore


class Command(BaseCommand):
    help = "Put a backup back into a site where nobody has an account yet."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", default="")
        parser.add_argument("--force", action="store_true", help="replace what is there")

    def handle(self, *, folder, force, **options):
        if not folder:
            raise CommandError("Name the backup's folder, for example: make restore FROM=~/evaranks-backup")
        try:
            manifest = restore.restore(Path(folder).expanduser().resolve(), force=force, say=lambda text: self.stdout.write(f"- {text}"))
        except backup.BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{sum(manifest['rows'].values())} rows and {manifest['files']} files of {manifest['created_at']} are back")
