"""The addresses of the REST API, its schema and its page. Everything that they load is served from here."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from analysis.api import PhotoViewSet, StyleAnalysisViewSet
from analysis.beautify_api import BeautificationViewSet
from analysis.face_api import AnalyzeFaceBatchView, AnalyzeFacesView
from analysis.makeup_api import MakeupLookViewSet
from faces.api import FaceSampleViewSet, PersonViewSet
from faces.recognition_api import CheckInSessionViewSet, IdentifyView, VerifyView
from leaderboard.api import LeaderboardViewSet, SharedResultViewSet
from leaderboard.battle_api import BattlesView, NextBattleView
from leaderboard.bookmark_api import BookmarksView, BookmarkView, CollectionViewSet
from leaderboard.comment_api import CommentsView, CommentViewSet
from leaderboard.like_api import LikeView, SightingView
from leaderboard.notice_api import NotificationsView, ReadNotificationsView
from leaderboard.profile_api import AudienceView, FollowView, ProfileView, SilenceView, TiesView
from leaderboard.report_api import ReportsView


class ApiPage(SpectacularSwaggerSplitView):
    """The page is read; its answer to OPTIONS would be looked for as a template."""

    http_method_names = ["get", "head"]


router = SimpleRouter()
router.register("photos", PhotoViewSet)
router.register("style-analyses", StyleAnalysisViewSet)
router.register("makeup-looks", MakeupLookViewSet)
router.register("beautifications", BeautificationViewSet)
router.register("shared-results", SharedResultViewSet)
router.register("leaderboard", LeaderboardViewSet, basename="leaderboard")
router.register("comments", CommentViewSet)
router.register("collections", CollectionViewSet)
router.register("people", PersonViewSet)
router.register("samples", FaceSampleViewSet)
router.register("check-in-sessions", CheckInSessionViewSet)

urlpatterns = [
    path("", include(router.urls)),
    path("faces/analyze/", AnalyzeFacesView.as_view(), name="faces-analyze"),
    path("faces/analyze-batch/", AnalyzeFaceBatchView.as_view(), name="faces-analyze-batch"),
    path("faces/identify/", IdentifyView.as_view(), name="faces-identify"),
    path("faces/verify/", VerifyView.as_view(), name="faces-verify"),
    path("shared-results/<uuid:pk>/like/", LikeView.as_view(), name="shared-result-like"),
    path("shared-results/<uuid:pk>/sighting/", SightingView.as_view(), name="shared-result-sighting"),
    path("shared-results/<uuid:pk>/bookmark/", BookmarkView.as_view(), name="shared-result-bookmark"),
    path("shared-results/<uuid:pk>/comments/", CommentsView.as_view(), name="shared-result-comments"),
    path("battles/", BattlesView.as_view(), name="battles"),
    path("battles/next/", NextBattleView.as_view(), name="battles-next"),
    path("bookmarks/", BookmarksView.as_view(), name="bookmarks"),
    path("notifications/", NotificationsView.as_view(), name="notifications"),
    path("notifications/read/", ReadNotificationsView.as_view(), name="notifications-read"),
    path("profiles/<str:username>/", ProfileView.as_view(), name="profile"),
    path("profiles/<str:username>/followers/", TiesView.as_view(which="followers"), name="profile-followers"),
    path("profiles/<str:username>/following/", TiesView.as_view(which="following"), name="profile-following"),
    path("profiles/<str:username>/follow/", FollowView.as_view(), name="profile-follow"),
    path("profiles/<str:username>/silence/", SilenceView.as_view(), name="profile-silence"),
    path("audiences/", AudienceView.as_view(), name="audiences"),
    path("reports/", ReportsView.as_view(), name="reports"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", ApiPage.as_view(url_name="api-schema"), name="api-docs"),
]
