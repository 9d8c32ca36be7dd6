"""REST calls for public profiles: who somebody is on the board, following, blocking and muting."""

from django.http import Http404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from analysis.pagination import NewestFirst
from analysis.serializers import checked
from leaderboard import follow_services, people_facts, profile_services, silence_services, style_statistics
from leaderboard.audience import may_see, people_for
from leaderboard.models import Follow, Profile, Silence
from leaderboard.profile_serializers import AudienceSerializer, ProfileSerializer, SilenceSerializer, TieSerializer
from leaderboard.social_problems import SocialErrors

FollowAnswer = inline_serializer("Following", {"following": serializers.BooleanField(), "follower_count": serializers.IntegerField()})


class ProfileView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="profiles_retrieve", responses=ProfileSerializer)
    def get(self, request, username):
        """A person's public profile. `styles`: how often they wore what in the last twelve months, as far as they let you see."""
        person = _person(request, username)
        facts = people_facts.facts(person, request.user)
        statistics = style_statistics.styles_of(person, request.user) if facts["sees_diary"] else None
        return Response(ProfileSerializer({**facts, "statistics": statistics}).data)


class TiesView(APIView):
    permission_classes = [AllowAny]
    which = "followers"

    @extend_schema(responses=TieSerializer(many=True))
    def get(self, request, username):
        """The newest first. 404 where the person keeps this to others."""
        person = _person(request, username)
        if not may_see(request.user, person, Profile.objects.of(person).ties_for):
            raise Http404
        paginator = NewestFirst()
        rows = paginator.paginate_queryset(people_facts.ties_of(person, self.which, request.user), request)
        people = [{"person": row.follower if self.which == "followers" else row.followed, "since": row.created_at} for row in rows]
        return paginator.get_paginated_response(TieSerializer(people, many=True).data)


class FollowView(SocialErrors, APIView):
    """That you follow a person. Sent twice, it is done once."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="profiles_follow", request=None, responses=FollowAnswer)
    def put(self, request, username):
        """Follow a person; they are told."""
        person = _person(request, username)
        follow_services.follow_person(follower=request.user, followed=person)
        return _answer(request.user, person)

    @extend_schema(operation_id="profiles_unfollow", responses={200: FollowAnswer})
    def delete(self, request, username):
        """Follow them no longer."""
        person = _person(request, username)
        follow_services.unfollow_person(follower=request.user, followed=person)
        return _answer(request.user, person)


class SilenceView(SocialErrors, APIView):
    """That you block or mute a person. They are not told."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="profiles_silence", request=SilenceSerializer, responses=SilenceSerializer)
    def put(self, request, username):
        """Block (neither of you finds the other) or mute (you see less of them)."""
        # Whom one has blocked is not found any more, but may be muted instead.
        mine = User.objects.filter(pk__in=Silence.objects.filter(person=request.user).values("other"))
        person = get_object_or_404(people_for(request.user) | mine, username__iexact=username)
        silence_services.silence_person(person=request.user, other=person, **checked(SilenceSerializer, request.data))
        return Response(checked(SilenceSerializer, request.data))

    @extend_schema(operation_id="profiles_lift_silence", responses={204: None})
    def delete(self, request, username):
        """Neither block nor mute them any longer."""
        other = Silence.objects.filter(person=request.user, other__username__iexact=username).select_related("other").first()
        if other is not None:
            silence_services.lift_silence(person=request.user, other=other.other)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AudienceView(APIView):
    """Who may see what of you: `everyone`, `followers` or `me`."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="audiences_retrieve", responses=AudienceSerializer)
    def get(self, request):
        return Response(AudienceSerializer(Profile.objects.of(request.user)).data)

    @extend_schema(operation_id="audiences_update", request=AudienceSerializer, responses=AudienceSerializer)
    def patch(self, request):
        serializer = AudienceSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return Response(AudienceSerializer(profile_services.choose_audiences(person=request.user, **serializer.validated_data)).data)


def _person(request, username) -> User:
    return get_object_or_404(people_for(request.user), username__iexact=username)


def _answer(user, person):
    following = Follow.objects.filter(follower=user, followed=person).exists()
    return Response({"following": following, "follower_count": Profile.objects.of(person).follower_count})
