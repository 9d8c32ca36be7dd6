"""Sign-in with the username or the e-mail, in any case of letters."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from accounts.sign_in_guard import find_account


class UsernameOrEmailBackend(ModelBackend):
    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        user = find_account(username)
        if user is None:
            User().set_password(password)  # as slow as a real check, so that the time tells nothing
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
