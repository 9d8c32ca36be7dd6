"""`manage.py demo FOLDER`: a dozen people who share a folder's photos, so that the board can be seen full."""

from collections import Counter
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.refused import Refused
from accounts.services import delete_account
from analysis.models import Photo, StyleAnalysis
from analysis.services import read_style
from leaderboard import rising
from leaderboard.models import SharedResult
from leaderboard.services import share_result
from ml_models.images import InvalidImage, read_capped

PEOPLE = {
    "demo-mina": "민아",
    "demo-jun": "준",
    "demo-seoyeon": "서연",
    "demo-haneul": "하늘",
    "demo-doyun": "도윤",
    "demo-yuna": "유나",
    "demo-nora": "Nora",
    "demo-theo": "Theo",
    "demo-ines": "Inés",
    "demo-kofi": "Kofi",
    "demo-lucia": "Lucía",
    "demo-bram": "Bram",
}
CAPTIONS = ["", "Sunday, no plans", "오늘의 옷", "", "Borrowed the jacket, kept the shoes", "빈티지 시장에서 찾았어요", ""]
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".heic"}
DAYS = 40


def _email(username: str) -> str:
    return f"{username}@demo.invalid"


def demo_people():
    """The accounts that this command made. Nobody else can prove to own an address at demo.invalid."""
    return User.objects.filter(username__in=PEOPLE, email__in=[_email(username) for username in PEOPLE])


class Command(BaseCommand):
    help = "Make a dozen people who share the photos of FOLDER, or take them away again with --remove."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", default="", help="pictures in it, and in folders in it, are shared")
        parser.add_argument("--remove", action="store_true", help="delete these people and all that they shared")

    def handle(self, *, folder, remove, **options):
        call_command("migrate", interactive=False, verbosity=0)
        if remove:
            self._remove()
            return
        named, folder = folder, Path(folder).expanduser()
        if not named or not folder.is_dir():
            raise CommandError("Name a folder with photos, for example: make demo PHOTOS=~/Pictures")
        paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
        if not paths:
            raise CommandError(f"There is no picture in {folder}")
        settings.WRITE_LIMITS = {**settings.WRITE_LIMITS, "share": (len(paths), 3600)}  # a dozen people, but one command
        people = [self._person(username, name) for username, name in PEOPLE.items()]
        told = Counter()
        for number, path in enumerate(paths):
            # Most of them lately, some long ago, so that every period of the board has something to show.
            age = timedelta(days=DAYS) * (number / len(paths)) ** 2
            kind, words = self._share(path, people, age)
            told[kind] += 1
            self.stdout.write(f"{number + 1}/{len(paths)} {path.relative_to(folder)}: {words}")
            self.stdout.flush()
        self.stdout.write("\n" + ", ".join(f"{number} {kind}" for kind, number in told.items()))
        self.stdout.write("Now `make run` and open http://127.0.0.1:8000/board/. Gone again with `manage.py demo --remove`.")

    @staticmethod
    def _person(username: str, name: str) -> User:
        known = demo_people().filter(username=username).first()
        return known or User.objects.create_user(username, _email(username), display_name=name)

    @staticmethod
    def _share(path: Path, people: list[User], age: timedelta) -> tuple[str, str]:
        """Read and share one photo: (what became of it, the same with details)."""
        try:
            with path.open("rb") as file:
                data = read_capped(file)
            # The bytes choose the person, so that a second run, or the same picture twice, changes nothing.
            chance = int.from_bytes(sha256(data).digest()[:4], "big")
            owner = people[chance % len(people)]
            look = read_style(owner=owner, data=data)
        except (InvalidImage, OSError) as error:
            return "refused", f"refused. {error}"
        if look.verdict == StyleAnalysis.Verdict.NO_OUTFIT:
            return "without an outfit", f"kept private, no outfit ({look.reason})"
        try:
            result, is_new = share_result(user=owner, analysis=look, caption=CAPTIONS[chance // len(people) % len(CAPTIONS)])
        except Refused as error:  # the folder has the picture in another size, too
            return "kept private", f"kept private. {error}"
        if not is_new:
            return "shared before", "shared before"
        moment = timezone.now() - age
        for rows in (
            SharedResult.objects.filter(pk=result.pk),
            StyleAnalysis.objects.filter(pk=look.pk),
            Photo.objects.filter(pk=look.photo_id),
        ):
            rows.update(created_at=moment)
        SharedResult.objects.filter(pk=result.pk).update(rising=rising.start(moment))
        kind, verb = ("held", "held until staff have seen it, from") if result.hidden else ("shared", "shared by")
        return kind, f"{look.style.name} {look.percent}%, {verb} {owner.name}, dated {moment:%Y-%m-%d}"

    def _remove(self):
        people = list(demo_people())
        for person in people:
            delete_account(user=person)
        self.stdout.write(f"Removed {len(people)} people and all that they shared.")
