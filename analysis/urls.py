from django.urls import path

from analysis import beautify_views, face_views, mirror_views, views

app_name = "analysis"

urlpatterns = [
    path("", views.studio, name="studio"),
    path("faces/", face_views.faces, name="faces"),
    path("developers/", face_views.developers, name="developers"),
    path("mirror/", mirror_views.mirror, name="mirror"),
    path("mirror/effects.json", mirror_views.mirror_effects, name="mirror-effects"),
    path("beautify/", beautify_views.beautify, name="beautify"),
    path("portraits/", beautify_views.portraits, name="portraits"),
    path("portraits/<uuid:pk>/", beautify_views.beautification, name="beautification"),
    path("portraits/<uuid:pk>/share/", beautify_views.share_beautification, name="beautification-share"),
    path("portraits/<uuid:pk>/delete/", beautify_views.delete_beautification, name="beautification-delete"),
    path("portraits/<uuid:pk>/<str:size>.jpg", beautify_views.beautification_file, name="beautification-file"),
    path("looks/", views.looks, name="looks"),
    path("looks/<uuid:pk>/", views.look, name="look"),
    path("looks/<uuid:pk>/delete/", views.delete_look, name="look-delete"),
    path("looks/<uuid:pk>/heatmaps/<str:label>.png", views.heatmap_overlay, name="heatmap"),
    path("photos/<uuid:pk>/blurred.jpg", views.blurred_photo, name="photo-blurred"),
    path("photos/<uuid:pk>/<str:size>.jpg", views.photo, name="photo"),
]
