"""JSON forms of likes, comments, bookmarks and notifications."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from leaderboard import comment_texts, notice_words
from leaderboard.models import Bookmark, Collection, Comment, Notification
from leaderboard.serializers import SharedResultSerializer


class LikeSerializer(serializers.Serializer):
    liked = serializers.BooleanField(help_text=_("By you."))
    like_count = serializers.IntegerField()


class CommentSerializer(serializers.ModelSerializer):
    """A comment as `request.user` has it."""

    author = serializers.CharField(source="shown_author.username", default="", help_text=_("Empty: the wearer of an anonymous result."))
    author_name = serializers.CharField(source="shown_author.name", default="")
    author_url = serializers.CharField(source="shown_author.get_absolute_url", default="")
    avatar_url = serializers.CharField(source="shown_author.avatar_url", default="")
    is_mine = serializers.SerializerMethodField(help_text=_("You may edit it."))
    may_delete = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = [
            "id", "author", "author_name", "author_url", "avatar_url", "text", "hidden", "is_mine", "may_delete", "created_at", "edited_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_mine(self, comment) -> bool:
        return comment.author_id == self._user.pk

    def get_may_delete(self, comment) -> bool:
        user = self._user
        return user.is_authenticated and user.pk in {comment.author_id, comment.result.owner_id}

    @property
    def _user(self):
        return self.context["request"].user


class CommentTextSerializer(serializers.Serializer):
    text = serializers.CharField(trim_whitespace=False, help_text=_("Plain text of at most 500 characters; lines are kept."))

    def validate_text(self, text) -> str:
        return comment_texts.clean(text)


class NewCommentSerializer(CommentTextSerializer):
    id = serializers.UUIDField(default=None, allow_null=True, help_text=_("Yours to make: sent twice, the comment is written once."))


class DeletedCommentSerializer(serializers.Serializer):
    undo = serializers.CharField(allow_blank=True, help_text=_("Brings the comment back within an hour. Empty: nothing does."))


class UndoSerializer(serializers.Serializer):
    undo = serializers.CharField(max_length=8000)


class CollectionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Collection
        fields = ["id", "name", "created_at"]
        read_only_fields = fields


class CollectionNameSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=200, help_text=_("At most 50 characters; one of yours by the same name is taken."))


class BookmarkSerializer(serializers.ModelSerializer):
    result = SharedResultSerializer()

    class Meta:
        model = Bookmark
        fields = ["result", "collection", "created_at"]
        read_only_fields = fields


class KeptSerializer(serializers.Serializer):
    kept = serializers.BooleanField(help_text=_("By you."))
    collection = serializers.UUIDField(allow_null=True)


class KeepSerializer(serializers.Serializer):
    collection = serializers.UUIDField(required=False, allow_null=True, help_text=_("One of yours to put it into; null for none."))


class BookmarkQuerySerializer(serializers.Serializer):
    collection = serializers.UUIDField(default=None, allow_null=True, help_text=_("What is in this collection of yours alone."))


class NotificationSerializer(serializers.ModelSerializer):
    text = serializers.SerializerMethodField(help_text=_("What happened, in your language."))
    address = serializers.SerializerMethodField(help_text=_("Where it leads."))

    class Meta:
        model = Notification
        fields = ["id", "kind", "text", "address", "created_at", "read_at"]
        read_only_fields = fields

    def get_text(self, notice) -> str:
        return notice_words.sentence(notice)

    def get_address(self, notice) -> str:
        return notice_words.address(notice)


class ReadSerializer(serializers.Serializer):
    ids = serializers.ListField(
        child=serializers.UUIDField(), max_length=100, required=False, allow_null=True, help_text=_("All of them without it.")
    )


class UnreadSerializer(serializers.Serializer):
    unread = serializers.IntegerField(help_text=_("Counted up to 100."))
