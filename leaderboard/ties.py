"""What the reader has to do with the results of a page, asked once for the whole page."""

from collections.abc import Iterable

from leaderboard.models import Bookmark, Like, SharedResult


def mark_ties(user, results: Iterable[SharedResult]) -> None:
    """Set `is_liked` and `is_kept` on each result, as the user has it. Two small indexed queries; none for anonymous visitors."""
    results = list(results)
    liked, kept = set(), set()
    if results and user.is_authenticated:
        chosen = {"result__in": [result.pk for result in results]}
        liked = set(Like.objects.filter(person=user, **chosen).order_by().values_list("result_id", flat=True))
        kept = set(Bookmark.objects.filter(owner=user, **chosen).order_by().values_list("result_id", flat=True))
    for result in results:
        result.is_liked, result.is_kept = result.pk in liked, result.pk in kept
