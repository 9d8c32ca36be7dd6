"""REST calls of the battles."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from analysis import styles
from analysis.problems import Problem
from analysis.serializers import checked
from leaderboard import battle_services, battle_tokens
from leaderboard.battle_reveal import reveal
from leaderboard.serializers import SharedResultSerializer
from leaderboard.social_problems import SocialErrors


class BattleQuerySerializer(serializers.Serializer):
    style = serializers.ChoiceField(
        [(style.key, style.name) for style in styles.STYLES],
        default="",
        allow_blank=True,
        help_text=gettext_lazy("A style's key; any style without it."),
    )


class BattleSerializer(serializers.Serializer):
    """A pair to judge: pictures, and nothing that tells whose they are."""

    token = serializers.CharField(help_text=gettext_lazy("Names this pair for you, for half an hour."))
    style = serializers.CharField(source="style.key")
    style_name = serializers.CharField(source="style.name")
    left_url = serializers.SerializerMethodField()
    right_url = serializers.SerializerMethodField()

    def get_left_url(self, battle) -> str:
        return reverse("leaderboard:battle-picture", args=[battle.token, "left"])

    def get_right_url(self, battle) -> str:
        return reverse("leaderboard:battle-picture", args=[battle.token, "right"])


class ChoiceSerializer(serializers.Serializer):
    token = serializers.CharField(max_length=500)
    choice = serializers.ChoiceField(["left", "right", "skip"])


class SideSerializer(serializers.Serializer):
    result = SharedResultSerializer(allow_null=True)
    points = serializers.SerializerMethodField()
    is_winner = serializers.BooleanField()

    def get_points(self, side) -> int | None:
        return side.points if side.result else None


class RevealSerializer(serializers.Serializer):
    sides = SideSerializer(many=True, help_text=gettext_lazy("Left and right."))
    others = serializers.IntegerField(help_text=gettext_lazy("How many others have chosen between the two."))
    agreed_percent = serializers.IntegerField(allow_null=True, help_text=gettext_lazy("Of the others, who chose as you did."))


class NextBattleView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="battles_next", parameters=[BattleQuerySerializer], responses={200: BattleSerializer, 204: None})
    def get(self, request):
        """Two looks of a style that you have not judged: the same ones until you do. 204: there are none left."""
        battle = battle_services.next_pair(user=request.user, label=checked(BattleQuerySerializer, request.query_params)["style"])
        return Response(BattleSerializer(battle).data) if battle else Response(status=204)


class BattlesView(SocialErrors, APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="battles_create", request=ChoiceSerializer, responses={201: RevealSerializer})
    def post(self, request):
        """Choose a look of the pair, or skip it. What you once said of a pair stands: sent again, that is what is answered."""
        values = checked(ChoiceSerializer, request.data)
        try:
            pair = battle_tokens.unseal(request.user, values["token"])
        except battle_tokens.BadToken:
            raise Problem(400, "bad_token", _("This token names no pair of yours, or is too old. Please ask for the next one.")) from None
        winner = {"left": pair.left, "right": pair.right, "skip": None}[values["choice"]]
        vote = battle_services.cast_vote(user=request.user, pair=pair, winner=winner)
        return Response(RevealSerializer(reveal(vote, pair.left)).data, status=201)
