"""The newest results of the people whom one follows, at a cost that depends neither on the board's size nor on theirs.

A page of n results can only come from the n people whose own newest one is newest. So each followed person is asked
for one row (an index probe each), and only those n for more: a lateral join in two steps.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery

from leaderboard.models import Follow, SharedResult, SharedResultQuerySet


def read(results: SharedResultQuerySet, user, by: str, place: tuple | None, ahead: bool, number: int) -> list[SharedResult]:
    """The `number` results next to a place in the feed (to the newest without one), the nearest first.

    What its owner shared without a name is left out: that it is here would tell the name.
    """
    if not user.is_authenticated:
        return []
    side = results.filter(anonymous=False)
    if place is not None:
        side = side.better_than(*place, by=by) if ahead else side.worse_than(*place, by=by)
    side = side.ranked(by).reverse() if ahead else side.ranked(by)
    theirs = side.filter(owner=OuterRef("followed"))

    nearest = Follow.objects.filter(follower=user).annotate(moment=Subquery(theirs.values(by)[:1])).order_by()
    moment = F("moment")
    order = moment.asc(nulls_last=True) if ahead else moment.desc(nulls_last=True)
    people = [person for person, moment in nearest.order_by(order).values_list("followed", "moment")[:number] if moment]

    asked = Follow.objects.filter(follower=user, followed__in=people).order_by()
    asked = asked.annotate(values=ArraySubquery(theirs.values(by)[:number]), keys=ArraySubquery(theirs.values("pk")[:number]))
    found = [place for moments, keys in asked.values_list("values", "keys") for place in zip(moments, keys, strict=True)]
    # Chosen here, so that the database reads a page by its keys and nothing else.
    found.sort(key=lambda place: (place[0], -place[1].int), reverse=not ahead)
    keys = [key for _moment, key in found[:number]]
    rows = results.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]
