from django.urls import path, re_path

from leaderboard import ranking_views, views

app_name = "leaderboard"

urlpatterns = [
    path("board/", ranking_views.board, name="board"),
    path("board/near/", ranking_views.near, name="near"),
    path("board/<uuid:pk>/", views.shared, name="shared"),
    path("board/<uuid:pk>/unshare/", views.unshare, name="unshare"),
    path("board/<uuid:pk>/caption/", views.edit_caption, name="caption"),
    path("looks/<uuid:pk>/share/", views.share, name="share"),
    re_path(r"^@(?P<username>[\w.@+-]+)/$", views.profile, name="profile"),
]
