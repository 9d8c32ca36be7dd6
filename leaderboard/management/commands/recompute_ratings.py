from django.core.management.base import BaseCommand

from leaderboard.battle_replay import recompute_ratings


class Command(BaseCommand):
    help = "Compute every battle rating again from the vote log. Unless votes are discarded, nothing changes."

    def add_arguments(self, parser):
        parser.add_argument("--discard", nargs="+", default=[], metavar="USERNAME", help="whose votes shall count nothing any more")

    def handle(self, *, discard, **options):
        votes, changed = recompute_ratings(discarded=discard)
        self.stdout.write(f"{votes} votes replayed, {changed} ratings changed")
