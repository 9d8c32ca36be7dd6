"""A line in the log for each event that whoever looks into an incident asks about. Accounts stand in it by number, never by name."""

import logging

from accounts.models import User

logger = logging.getLogger("evaranks.security")


def note(event: str, user: User | None = None, **facts) -> None:
    """`event` is a short word, such as "sign_in"; facts are numbers and short words, no personal data."""
    logger.info(event, extra={"event": event, "account": getattr(user, "pk", None), **facts})
