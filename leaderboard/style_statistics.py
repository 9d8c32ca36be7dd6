"""Which styles a person wore, month by month, and a small chart of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.models import StyleAnalysis
from analysis.styles import get as style_of
from leaderboard.diary import midnight, month_before, shared_by

MONTHS = 12
NAMED = 4  # styles with a colour of their own; the rest is one
STEP, BAR, HEIGHT = 40, 24, 120  # of the chart, in units of its view box


@dataclass(frozen=True, slots=True)
class Series:
    """One style, or all the others; `counts` in the order of the months."""

    name: str
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of the chart; `series` counts from 1."""

    series: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """`months`: the first days of the last MONTHS months, oldest first; `series`: the most frequent style first."""

    months: list[date]
    series: list[Series]

    @property
    def total(self) -> int:
        return sum(one.total for one in self.series)

    @property
    def rows(self) -> list[tuple[date, list[int]]]:
        """The same as a table: each month with its count of every series."""
        return [(month, [one.counts[index] for one in self.series]) for index, month in enumerate(self.months)]

    @property
    def width(self) -> int:
        return STEP * MONTHS

    @property
    def labels(self) -> list[tuple[int, date]]:
        """Where each month's name stands."""
        return [(STEP * index + STEP // 2, month) for index, month in enumerate(self.months)]

    @property
    def parts(self) -> list[Part]:
        """The bars, stacked from below; the fullest month is HEIGHT high."""
        fullest = max((sum(counts) for _month, counts in self.rows), default=0)
        found = []
        for index, (_month, counts) in enumerate(self.rows):
            y = float(HEIGHT)
            for number, count in enumerate(counts, 1):
                if count:
                    height = HEIGHT * count / fullest
                    y -= height
                    found.append(Part(number, STEP * index + (STEP - BAR) // 2, round(y, 1), round(max(1, height - 1), 1)))
        return found


def styles_of(person: User, viewer) -> Statistics:
    """What the viewer may know of the person's styles in the last MONTHS months. Two indexed queries at most."""
    months = _last_months()
    if viewer.pk == person.pk:
        rows = StyleAnalysis.objects.filter(photo__owner=person).exclude(verdict=StyleAnalysis.Verdict.NO_OUTFIT)
        moment = "photo__created_at"
    else:
        rows, moment = shared_by(person, viewer), "created_at"
    first = midnight(months[0])
    rows = rows.filter(**{f"{moment}__gte": first}).order_by().values(month=TruncMonth(moment)).values_list("month", "label")
    counts = {}
    for month, label, number in rows.annotate(number=Count("pk")):
        counts.setdefault(label, Counter())[timezone.localtime(month).date()] += number
    by_size = sorted(counts.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    series = [Series(str(style_of(label).name), [found[month] for month in months]) for label, found in by_size[:NAMED]]
    if len(by_size) > NAMED:
        rest = sum((found for _label, found in by_size[NAMED:]), Counter())
        series.append(Series(_("Others"), [rest[month] for month in months]))
    return Statistics(months, series)


def _last_months() -> list[date]:
    month = timezone.localdate().replace(day=1)
    months = [month]
    while len(months) < MONTHS:
        month = month_before(month)
        months.insert(0, month)
    return months
