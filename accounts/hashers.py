"""How passwords are kept."""

from django.contrib.auth import hashers


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane: OWASP's first choice in its Password Storage Cheat Sheet.

    Django's own takes 100 MiB for every sign-in under way, which ten at once would not leave on a server of 1 GB.
    """

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
