from django.core.management.base import BaseCommand

from faces.upkeep import embed_again


class Command(BaseCommand):
    help = "Embed kept faces anew from their crops, after the network that embeds faces was replaced."

    def handle(self, **options):
        self.stdout.write(f"{embed_again()} faces embedded")
