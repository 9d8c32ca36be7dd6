"""What a deployment may not start with. Each check looks at one setting and says in one sentence what to change."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

KNOWN_PASSWORDS = {"", "password", "postgres", "evaranks", "secret", "changeme", "change-me", "redis", "admin", "example", "test", "123456"}
SHORTEST_PASSWORD = 12


def _debug(settings):
    return settings["DEBUG"] and "Set DEBUG to false: its error pages show everybody the code and the settings."


def _secret_key(settings):
    key = settings["SECRET_KEY"]
    if len(key) < 50 or len(set(key)) < 10 or key.startswith("django-insecure"):
        return "Set SECRET_KEY to 50 or more random characters: `make secrets` writes one."
    return None


def _hosts(settings):
    if not settings["ALLOWED_HOSTS"]:
        return "Set ALLOWED_HOSTS to the names under which people reach the site."
    wild = [host for host in settings["ALLOWED_HOSTS"] if "*" in host or (host.startswith(".") and host.count(".") < 2)]
    return wild and f"ALLOWED_HOSTS has {wild[0]!r}, which answers to any name: list the site's own."


def _origins(settings):
    for origin in settings["CSRF_TRUSTED_ORIGINS"]:
        if not origin.startswith("https://") or "*" in origin:
            return f"CSRF_TRUSTED_ORIGINS has {origin!r}: origins begin with https:// and have no *."
    return None


def _password_of(variable):
    def check(settings):
        parts = urlsplit(settings.get(variable) or "")
        if not parts.hostname or "%2f" in parts.netloc.lower():  # nothing set, or a Unix socket, which the system guards
            return None
        password = parts.password or ""
        if password.lower() in KNOWN_PASSWORDS or len(password) < SHORTEST_PASSWORD:
            return f"{variable} has no password, a known one or one of less than {SHORTEST_PASSWORD} characters: `make secrets` writes one."
        return None

    return check


def _retention(settings):
    if not 1 <= settings["FACE_RETENTION_DAYS"] <= 365:
        return "Set FACE_RETENTION_DAYS to between 1 and 365 days: that is what people agreed to."
    return None


CHECKS = (_debug, _secret_key, _hosts, _origins, *map(_password_of, ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")), _retention)


def refuse_unsafe(settings: dict) -> None:
    """Raises ImproperlyConfigured with the sentence of the first check that fails."""
    for check in CHECKS:
        if sentence := check(settings):
            raise ImproperlyConfigured(sentence)
