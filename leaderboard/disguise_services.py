"""Sharing without one's name, or without anybody's face. Both can be changed as long as the result is on the board."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.utils.translation import gettext as _

from accounts import limits
from accounts.models import User
from accounts.refused import Refused
from analysis import blur_services
from analysis.models import Photo
from leaderboard.board_writes import photos_following
from leaderboard.models import SharedResult
from ml_models.face_analyzer import NoFace

AS_IT_IS = ("", "")


@contextmanager
def blurred_files(photo: Photo, wanted: bool) -> Iterator[tuple[str, str]]:
    """Names of the photo's blurred files for the transaction within the block, `AS_IT_IS` where none are wanted.

    Raises:
        Refused: "no_face", there is nothing to blur; whoever asked for it must say that the photo may be shown as it is.
        ml_models.runtime.Busy.
    """
    with ExitStack() as stack:
        names = AS_IT_IS
        if wanted:
            try:
                names = stack.enter_context(blur_services.blurred_files(photo=photo))
            except NoFace:
                text = _("I see no face that I could blur, so nothing was published. If there is one, better keep the photo private.")
                raise Refused("no_face", text) from None
        yield names


def dress(result: SharedResult, photo: Photo, names: tuple[str, str]) -> None:
    """Have others see the photo of a result that is new on the board with or without faces. The photo is locked.

    Another reading of the same photo on the board that hides the faces goes on doing so.
    """
    photo.refresh_from_db(fields=["blurred_file", "blurred_thumbnail"])
    is_alone = not SharedResult.objects.filter(analysis__photo=photo).exclude(pk=result.pk).exists()
    if names != AS_IT_IS or (photo.is_blurred and is_alone):
        blur_services.show_blurred(photo=photo, names=names)


def change_disguise(*, user: User, result: SharedResult, anonymous: bool | None = None, blur_faces: bool | None = None) -> SharedResult:
    """Show or hide the owner's name, or the photo's faces; None leaves it. Faces are hidden for every reading of the photo.

    Raises:
        SharedResult.DoesNotExist: it is not the user's, or is gone.
        Refused: "no_face".
        accounts.limits.TooOften, ml_models.runtime.Busy: nothing has changed.
    """
    result = SharedResult.objects.editable_by(user).select_related("analysis__photo").get(pk=result.pk)
    limits.spend(user=user, action="caption")
    photo = result.photo
    change_faces = blur_faces is not None and blur_faces != photo.is_blurred
    with blurred_files(photo, change_faces and blur_faces) as names, photos_following([photo.pk]):
        if change_faces:
            blur_services.show_blurred(photo=photo, names=names)
        if anonymous is not None:
            SharedResult.objects.filter(pk=result.pk).update(anonymous=anonymous)
    return SharedResult.objects.with_pictures().get(pk=result.pk)
