from django.urls import path

from faces import check_in_views, consent_views, link_views, live_views, people_views, pictures, recognition_views, sample_views

app_name = "faces"

urlpatterns = [
    path("", people_views.people, name="people"),
    path("<uuid:pk>/", people_views.person, name="person"),
    path("live/", live_views.live, name="live"),
    path("<uuid:pk>/enroll/", live_views.enroll, name="enroll"),
    path("<uuid:pk>/rename/", people_views.rename, name="rename"),
    path("<uuid:pk>/merge/", people_views.merge, name="merge"),
    path("<uuid:pk>/delete/", people_views.delete, name="delete"),
    path("<uuid:pk>/declare-consent/", people_views.declare_consent, name="declare-consent"),
    path("<uuid:pk>/show/", people_views.show, name="show"),
    path("<uuid:pk>/photos/", sample_views.add_photos, name="add-photos"),
    path("<uuid:pk>/crops/", sample_views.add_crops, name="add-crops"),
    path("<uuid:pk>/correct/", sample_views.correct, name="correct"),
    path("samples/<uuid:pk>/remove/", sample_views.remove, name="sample-remove"),
    path("samples/<uuid:pk>/move/", sample_views.move, name="sample-move"),
    path("samples/<uuid:pk>.jpg", pictures.sample_crop, name="sample-crop"),
    path("check-ins/entries/<uuid:pk>.jpg", pictures.snapshot, name="snapshot"),
    path("consent/", consent_views.consent, name="consent"),
    path("consent/withdraw/", consent_views.withdraw, name="consent-withdraw"),
    path("consent/receipts/<uuid:pk>/", consent_views.receipt, name="receipt"),
    path("identify/", recognition_views.identify, name="identify"),
    path("verify/", recognition_views.verify, name="verify"),
    path("check-ins/", check_in_views.check_ins, name="check-ins"),
    path("check-ins/<uuid:pk>/", check_in_views.check_in, name="check-in"),
    path("check-ins/<uuid:pk>/close/", check_in_views.close, name="check-in-close"),
    path("check-ins/<uuid:pk>/delete/", check_in_views.delete, name="check-in-delete"),
    path("check-ins/<uuid:pk>/export.csv", check_in_views.export, name="check-in-export"),
    path("me/", link_views.me, name="me"),
    path("me/<uuid:pk>/unlink/", link_views.unlink, name="unlink"),
    path("me/<uuid:pk>/leave/", link_views.leave, name="leave"),
    path("links/<str:token>/", link_views.link, name="link"),
]
