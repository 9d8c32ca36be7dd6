"""When reports alone hold a look or a comment until a human has seen it: people who can be believed, not many accounts.

- Accounts younger than `trust.FULL_AFTER`, and visitors without one, count together as one person at most: who makes
  twenty accounts to have a look taken down gets as far as with one.
- Who has reported before counts by how often staff agreed: (1 + upheld) / (1 + upheld + dismissed), Laplace's rule but for an
  optimistic start.
- A reason that cannot wait counts double.
- A look that many saw needs more: of a thousand people three are always cross.
- Staff's approval is final for the rule: afterwards reports of it only queue, as long as a comment stays as they read it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from leaderboard import trust
from leaderboard.models import Report

Reason, State = Report.Reason, Report.State

# Higher is looked at first. A child or somebody who never agreed cannot wait.
PRIORITIES = {
    Reason.MINOR: 40,
    Reason.STRANGER: 30,
    Reason.NUDITY: 20,
    Reason.HARASSMENT: 20,
    Reason.STOLEN: 10,
    Reason.SPAM: 0,
    Reason.OTHER: 0,
}
URGENT, URGENT_COUNTS = {Reason.MINOR, Reason.STRANGER}, 2.0
UNPROVEN_TOGETHER = 1.0
SHARE_OF_VIEWERS = 0.02


def needed(seen_count: int) -> float:
    """The weight of reports from which something seen by so many people is held."""
    return max(settings.REPORTS_TO_HOLD, SHARE_OF_VIEWERS * seen_count)


def weigh(reports: Iterable[Report], now: datetime) -> float:
    """The weight of open reports of one thing: of each reporter one."""
    reports = list(reports)
    records = _records([report.reporter_id for report in reports if report.reporter_id])
    proven = unproven = 0.0
    for report in reports:
        counts = URGENT_COUNTS if report.reason in URGENT else 1.0
        age = trust.weight(report.reporter.date_joined, now) if report.reporter else trust.LEAST
        upheld, dismissed = records.get(report.reporter_id, (0, 0))
        weight = counts * age * (1 + upheld) / (1 + upheld + dismissed)
        if age < 1:
            unproven += weight
        else:
            proven += weight
    return proven + min(unproven, UNPROVEN_TOGETHER)


def _records(reporters):
    """How many of each reporter's reports were upheld and dismissed."""
    rows = Report.objects.order_by().filter(reporter__in=reporters).exclude(state=State.OPEN).values("reporter")
    rows = rows.annotate(upheld=Count("pk", filter=Q(state=State.UPHELD)), dismissed=Count("pk", filter=Q(state=State.DISMISSED)))
    return {row["reporter"]: (row["upheld"], row["dismissed"]) for row in rows}
