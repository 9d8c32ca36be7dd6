#!/usr/bin/env python
"""Django's command line for EvaRanks."""

import os
import sys

from evaranks import local


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evaranks.settings")
    local.prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
