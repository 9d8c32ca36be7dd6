from django.urls import path, re_path

from leaderboard import (
    battle_views,
    card_views,
    comment_views,
    disguise_views,
    hall_views,
    kept_views,
    like_views,
    notice_views,
    people_settings_views,
    people_views,
    ranking_views,
    report_views,
    views,
)

app_name = "leaderboard"

social = [
    path("board/<uuid:pk>/like/", like_views.like, name="like"),
    path("board/<uuid:pk>/keep/", like_views.keep, name="keep"),
    path("board/<uuid:pk>/comments/", comment_views.comments, name="comments"),
    path("board/<uuid:pk>/comments/add/", comment_views.add, name="comment-add"),
    path("board/<uuid:pk>/comments/restore/", comment_views.restore, name="comment-restore"),
    path("comments/<uuid:pk>/edit/", comment_views.edit, name="comment-edit"),
    path("comments/<uuid:pk>/delete/", comment_views.delete, name="comment-delete"),
    path("kept/", kept_views.kept, name="kept"),
    path("kept/<uuid:pk>/", kept_views.kept, name="collection"),
    path("kept/add/", kept_views.add_collection, name="collection-add"),
    path("kept/<uuid:pk>/rename/", kept_views.rename_collection, name="collection-rename"),
    path("kept/<uuid:pk>/delete/", kept_views.delete_collection, name="collection-delete"),
    path("kept/results/<uuid:pk>/move/", kept_views.move, name="bookmark-move"),
    path("notifications/", notice_views.notifications, name="notifications"),
    path("notifications/<uuid:pk>/", notice_views.open_notice, name="notification"),
    path("notifications/read/", notice_views.read_all, name="notifications-read"),
    path("notifications/choose/", notice_views.choose, name="notifications-choose"),
]

reports = [
    path("board/<uuid:pk>/report/", report_views.report_result, name="report"),
    path("comments/<uuid:pk>/report/", report_views.report_comment, name="comment-report"),
    re_path(r"^@(?P<username>[\w.@+-]+)/report/$", report_views.report_person, name="person-report"),
    path("reported/", report_views.reported, name="reported"),
]

USERNAME = r"^@(?P<username>[\w.@+-]+)/"

people = [
    re_path(rf"{USERNAME}$", people_views.profile, name="profile"),
    re_path(rf"{USERNAME}diary/$", people_views.show_diary, name="diary"),
    re_path(rf"{USERNAME}(?P<which>followers|following)/$", people_views.ties, name="ties"),
    re_path(rf"{USERNAME}follow/$", people_views.follow, name="follow"),
    re_path(rf"{USERNAME}silence/$", people_views.silence, name="silence"),
    path("board/<uuid:pk>/disguise/", disguise_views.disguise, name="disguise"),
    path("find-people/", people_views.find_people, name="find-people"),
    path("profile/people/", people_settings_views.people_settings, name="people-settings"),
]

battles = [
    path("battles/", battle_views.battle, name="battle"),
    path("battles/votes/<int:pk>/", battle_views.battle_vote, name="battle-vote"),
    re_path(r"^battles/(?P<token>[\w=-]{1,500})/(?P<side>left|right)\.jpg$", battle_views.battle_picture, name="battle-picture"),
    path("hall/", hall_views.hall, name="hall"),
]

urlpatterns = [
    *battles,
    *social,
    *people,
    *reports,
    path("board/", ranking_views.board, name="board"),
    path("board/near/", ranking_views.near, name="near"),
    path("board/<uuid:pk>/", views.shared, name="shared"),
    path("board/<uuid:pk>/card-<str:language>.png", card_views.card, name="card"),
    path("about/old-board/", views.old_board, name="old-board"),
    path("board/<uuid:pk>/unshare/", views.unshare, name="unshare"),
    path("board/<uuid:pk>/caption/", views.edit_caption, name="caption"),
    path("looks/<uuid:pk>/share/", views.share, name="share"),
]
