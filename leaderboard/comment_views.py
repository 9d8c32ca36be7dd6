"""Comments on pages: the section under a result, a page of their own, and the forms in them.

A form answers with the page it came from; where a script sent it (`X-Fragment`), with the section alone.
"""

import uuid
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import NotFound

from accounts import limits
from accounts.refused import Refused
from analysis.pagination import paginate
from leaderboard import comment_services, comment_texts
from leaderboard.models import Comment, SharedResult
from leaderboard.social_pages import result_of, words

KEPT = "comments"  # in the session: what the next page shows once


def comment_section(request, result: SharedResult) -> dict:
    """What `leaderboard/_comments.html` needs. A cursor that is none of ours begins at the top."""
    queryset = Comment.objects.filter(result=result).visible_to(request.user).with_people()
    try:
        comments, following, previous = paginate(queryset, request)
    except NotFound:
        comments, following, previous = list(queryset[:24]), None, None
    # Whichever page shows them, further ones are on the page of their own.
    page = reverse("leaderboard:comments", args=[result.pk])
    is_owner = result.owner_id == request.user.pk
    return {
        "result": result,
        "comments": comments,
        "earlier_url": following and f"{page}?{urlsplit(following).query}",
        "later_url": previous and f"{page}?{urlsplit(previous).query}",
        "may_comment": comment_services.may_comment(request.user, result),
        "may_clear": is_owner,
        "new_comment_id": uuid.uuid4(),
        "most_letters": comment_texts.MAX_LENGTH,
        "told": request.session.pop(KEPT, {}) if request.user.is_authenticated else {},
    }


@require_safe
def comments(request, pk):
    result = result_of(request, pk)
    template = "leaderboard/_comments.html" if "X-Fragment" in request.headers else "leaderboard/comments.html"
    response = render(request, template, comment_section(request, result))
    patch_vary_headers(response, ["X-Fragment"])  # or the browser's way back would show the section alone
    return response


@login_required
@require_POST
def add(request, pk):
    result, text = result_of(request, pk), request.POST.get("text", "")
    number = _uuid(request.POST.get("id", ""))

    def write(comment_id):
        comment_services.add_comment(user=request.user, result=result, text=text, comment_id=comment_id)

    def work():
        try:
            write(number)
        except Refused as error:
            if error.code != "id_taken":
                raise
            write(None)  # the page was gone back to, and other words were written in it

    return _answer(request, result, work, draft=text)


@login_required
@require_POST
def edit(request, pk):
    comment = get_object_or_404(Comment.objects.editable_by(request.user).select_related("result"), pk=pk)
    text = request.POST.get("text", "")
    return _answer(
        request,
        comment.result,
        lambda: comment_services.edit_comment(user=request.user, comment=comment, text=text),
        edited=pk.hex,
        draft=text,
    )


@login_required
@require_POST
def delete(request, pk):
    comment = get_object_or_404(Comment.objects.removable_by(request.user).select_related("result"), pk=pk)

    def work():
        request.session[KEPT] = {"deleted": True, "undo": comment_services.delete_comment(user=request.user, comment=comment)}

    return _answer(request, comment.result, work)


@login_required
@require_POST
def restore(request, pk):
    """`pk`: the result's."""
    undo = request.POST.get("undo", "")
    return _answer(request, result_of(request, pk), lambda: comment_services.restore_comment(user=request.user, undo=undo))


def _answer(request, result, work, **kept):
    """Do the work and show the section; what could not be done is kept in the form, with the reason."""
    try:
        work()
    except ObjectDoesNotExist:
        raise Http404 from None
    except (Refused, ValidationError, limits.TooOften) as error:
        text = limits.explain(error) if isinstance(error, limits.TooOften) else words(error)
        kept["draft"] = kept.get("draft", "")[: comment_texts.HUGE]
        request.session[KEPT] = {"error": text, **kept}
    if "X-Fragment" in request.headers:
        return redirect("leaderboard:comments", result.pk)
    return redirect(f"{result.get_absolute_url()}#comments")


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
