from django.contrib.auth import views as auth_views
from django.urls import path, re_path, reverse_lazy

from accounts import facebook_views, privacy_views, social_views, token_views, two_step_views, views
from accounts.forms import SignInForm

app_name = "accounts"

urlpatterns = [
    path("signup/", views.sign_up, name="signup"),
    path(
        "login/",
        views.SignIn.as_view(template_name="accounts/login.html", authentication_form=SignInForm, redirect_authenticated_user=True),
        name="login",
    ),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("profile/", views.profile, name="profile"),
    path("profile/tokens/", token_views.tokens, name="tokens"),
    path("profile/tokens/<int:pk>/revoke/", token_views.revoke, name="token-revoke"),
    path("profile/sign-in/<slug:provider>/unlink/", social_views.unlink, name="social-unlink"),
    path("sign-in/facebook/data-deletion/", facebook_views.delete_data, name="facebook-data-deletion"),
    path("sign-in/facebook/deauthorize/", facebook_views.deauthorise, name="facebook-deauthorize"),
    path("sign-in/<slug:provider>/", social_views.begin, name="social-begin"),
    path("sign-in/<slug:provider>/done/", social_views.complete, name="social-complete"),
    path("sign-in/<slug:provider>/e-mail/", social_views.ask_email, name="social-email"),
    path("privacy/deletions/<slug:code>/", facebook_views.data_deletion, name="data-deletion"),
    path("privacy/", privacy_views.privacy, name="privacy"),
    path("privacy/export/", privacy_views.start_export, name="export-start"),
    path("privacy/export/state/", privacy_views.export_state, name="export-state"),
    path("privacy/export/delete/", privacy_views.delete_export, name="export-delete"),
    path("privacy/export/<str:token>/evaranks.zip", privacy_views.download_export, name="export-download"),
    path("privacy/sessions/end/", privacy_views.end_sessions, name="sessions-end"),
    path("profile/two-step/", two_step_views.two_step, name="two-step"),
    path("profile/two-step/remove/", two_step_views.remove, name="two-step-remove"),
    path("profile/delete/", privacy_views.delete_account, name="account-delete"),
    path(
        "password/change/",
        views.ChangePassword.as_view(
            template_name="accounts/password_change_form.html", success_url=reverse_lazy("accounts:password_change_done")
        ),
        name="password_change",
    ),
    path(
        "password/change/done/",
        auth_views.PasswordChangeDoneView.as_view(template_name="accounts/password_change_done.html"),
        name="password_change_done",
    ),
    path(
        "password/reset/",
        views.ResetPassword.as_view(
            template_name="accounts/password_reset_form.html", success_url=reverse_lazy("accounts:password_reset_done")
        ),
        name="password_reset",
    ),
    path(
        "password/reset/done/",
        auth_views.PasswordResetDoneView.as_view(template_name="accounts/password_reset_done.html"),
        name="password_reset_done",
    ),
    path(
        "password/reset/<uidb64>/<token>/",
        views.ConfirmReset.as_view(
            template_name="accounts/password_reset_confirm.html", success_url=reverse_lazy("accounts:password_reset_complete")
        ),
        name="password_reset_confirm",
    ),
    path(
        "password/reset/complete/",
        auth_views.PasswordResetCompleteView.as_view(template_name="accounts/password_reset_complete.html"),
        name="password_reset_complete",
    ),
    re_path(r"^avatars/(?P<name>[0-9a-f]{32}\.jpg)$", views.avatar, name="avatar"),
]
