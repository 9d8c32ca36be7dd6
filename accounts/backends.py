"""Sign-in with the username or the e-mail, in any case of letters."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class UsernameOrEmailBackend(ModelBackend):
    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        # A username cannot hold an @, so at most one of the two columns can match.
        column = "email__iexact" if "@" in username else "username__iexact"
        user = User.objects.filter(**{column: username}).first()
        if user is None:
            User().set_password(password)  # as slow as a real check, so that the time tells nothing
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
