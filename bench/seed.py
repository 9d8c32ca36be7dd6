"""`python -m bench.seed 1000000`: fill an empty site's database with so many shared results and all that people make of them.

A million results come with 100,000 people and 10,000,000 battle votes. The pictures' files are not made.
"""

import argparse
import os

from evaranks import local


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.seed", description=__doc__.splitlines()[0])
    parser.add_argument("results", type=int, help="a multiple of a thousand")
    size = parser.parse_args().results
    if size <= 0 or size % 1000:
        parser.error(f"The number of results is a positive multiple of a thousand, not {size}.")
    local.prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "evaranks.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    from accounts.models import User
    from bench import leaderboard_rows, leaderboard_ties

    if User.objects.exists():
        parser.error("This site has people already. Set DATABASE_URL or DATA_DIR to an empty one.")
    leaderboard_rows.fill(0, size)
    leaderboard_ties.fill(size, size // leaderboard_rows.RESULTS_PER_PERSON)
    print(f"Filled with {size:,} results.")


if __name__ == "__main__":
    main()
