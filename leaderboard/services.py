"""Writes to the board. A photo is public exactly while a visible result of it is shared."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.models import User
from accounts.refused import Refused
from analysis.models import StyleAnalysis
from leaderboard import captions, checks, disguise_services, moderation_services, report_services, rising
from leaderboard.board_writes import account_locked, photo_ids, photos_following
from leaderboard.lock_order import lock_results
from leaderboard.models import Report, SharedResult, SharedResultQuerySet


def share_result(
    *, user: User, analysis: StyleAnalysis, caption: str = "", anonymous: bool = False, blur_faces: bool = False
) -> tuple[SharedResult, bool]:
    """Put an analysis on the board: (result, whether it is new). Shared before, it stays as it was, hidden or not.

    `anonymous` and `blur_faces`: without the owner's name, without the photo's faces, see `disguise_services`.
    A doubtful picture, or somebody else's, is hidden until a human has seen it, see `checks`.

    Raises:
        StyleAnalysis.DoesNotExist: it is not the user's, or is gone.
        Refused: "no_outfit", Eva saw none; "duplicate", the picture is on the board as another look of theirs; "no_face", to blur.
        ValidationError: the caption is too long.
        accounts.limits.TooOften, ml_models.runtime.Busy: nothing has changed.
    """
    caption = captions.clean(caption)
    analysis = StyleAnalysis.objects.select_related("photo").get(pk=analysis.pk, photo__owner=user)
    known = SharedResult.objects.filter(analysis=analysis).first()
    if known is not None:
        return known, False
    if analysis.verdict == StyleAnalysis.Verdict.NO_OUTFIT:
        raise Refused("no_outfit", _("Eva saw no outfit in this photo, so there is nothing to share."))
    limits.spend(user=user, action="share")
    findings = checks.examine(user=user, photo=analysis.photo)
    faces = disguise_services.blurred_files(analysis.photo, blur_faces)
    with faces as names, account_locked(user), photos_following([analysis.photo_id]):
        analysis = StyleAnalysis.objects.select_related("photo").get(pk=analysis.pk, photo__owner=user, photo__owner__is_active=True)
        copies = {
            "owner": user,
            "label": analysis.label,
            "score": analysis.score,
            "caption": caption,
            "anonymous": anonymous,
            "fingerprint": findings.prints[0],
            "rising": rising.start(timezone.now()),
        }
        doubt = checks.judge(user=user, photo=analysis.photo, findings=findings)
        result, is_new = SharedResult.objects.get_or_create(analysis=analysis, defaults=copies)
        if is_new:
            disguise_services.dress(result, analysis.photo, names)
        if is_new and doubt:
            report_services.hold_by_check(result=result, doubt=doubt)
        return result, is_new


def unshare_result(*, user: User, result: SharedResult) -> None:
    """Take a result off the board; the owner keeps the look. What staff take down of others is hidden: that is logged and undone.

    Raises:
        SharedResult.DoesNotExist: it is not the user's to take down, or is gone.
        Refused: "hidden", since sharing it again would undo what staff did; "nothing_to_do", staff have hidden it.
        PermissionDenied: staff without the right to moderate it.
        accounts.limits.TooOften: nothing has changed.
    """
    limits.spend(user=user, action="unshare")
    if user.is_staff and result.owner_id != user.pk:
        note = "Taken down on its page"
        moderation_services.hide_result(actor=user, result=result, reason=Report.Reason.OTHER, note=note)
        return
    with account_locked(user), photos_following([result.analysis.photo_id]):
        lock_results(SharedResult.objects.filter(pk=result.pk))
        result = SharedResult.objects.removable_by(user).get(pk=result.pk)
        if result.hidden:
            raise Refused("hidden", _("Our staff have hidden this result, so it stays as it is. You can still delete the look itself."))
        checks.note_doubtful(SharedResult.objects.filter(pk=result.pk))
        result.delete()


def edit_caption(*, user: User, result: SharedResult, caption: str) -> SharedResult:
    """Give the user's own result another caption.

    Raises:
        SharedResult.DoesNotExist: it is not the user's, or is gone.
        ValidationError: the caption is too long.
        accounts.limits.TooOften: nothing has changed.
    """
    caption = captions.clean(caption)
    limits.spend(user=user, action="caption")
    with transaction.atomic():
        result = SharedResult.objects.editable_by(user).select_for_update().get(pk=result.pk)
        result.caption = caption
        result.save(update_fields=["caption"])
    return result


def delete_results(*, results: SharedResultQuerySet) -> None:
    """Take results off the board for staff; the owners keep their looks."""
    keys = list(results.values_list("pk", flat=True))
    chosen = SharedResult.objects.filter(pk__in=keys)
    with photos_following(photo_ids(chosen)):
        lock_results(chosen)
        chosen.delete()
