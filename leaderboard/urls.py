from django.urls import path

from leaderboard import views

app_name = "leaderboard"

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/<uuid:pk>/", views.shared, name="shared"),
    path("board/<uuid:pk>/unshare/", views.unshare, name="unshare"),
    path("board/<uuid:pk>/caption/", views.edit_caption, name="caption"),
    path("looks/<uuid:pk>/share/", views.share, name="share"),
    path("@<str:username>/", views.profile, name="profile"),
]
