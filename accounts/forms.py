"""The forms of sign-up, sign-in and the profile."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import audit, plain_text
from accounts.models import ApiToken, User
from accounts.services import develop_avatar
from accounts.sign_in_guard import find_account, spend_attempt
from accounts.usernames import RESERVED
from ml_models import images


class UniqueInAnyCase:
    """Says beside its field what the database's constraints on lower case would only say of the whole form."""

    def save_if_free(self) -> User | None:
        """The saved person. None where somebody took the name or the address since the form was checked: then it says so.

        Raises:
            IntegrityError: the database refuses for another reason.
        """
        try:
            with transaction.atomic():
                return self.save()
        except IntegrityError:
            for field in {"username", "email"} & self.fields.keys():
                try:
                    self._free(field)
                except forms.ValidationError as error:
                    self.add_error(field, error)
            if self.is_valid():
                raise
            return None

    def _free(self, field: str):
        value = self.cleaned_data[field]
        if User.objects.filter(**{f"{field}__iexact": value}).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(User._meta.get_field(field).error_messages["unique"])
        return value

    def clean_username(self):
        return self._free("username")

    def clean_email(self):
        return self._free("email")


class SignUpForm(UniqueInAnyCase, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_username(self):
        if self.cleaned_data["username"].lower() in RESERVED:
            raise forms.ValidationError(User._meta.get_field("username").error_messages["unique"])
        return super().clean_username()

    def save(self, commit=True):
        self.instance.language = get_language() if get_language() in User.Language.values else User.Language.ENGLISH
        return super().save(commit)


class SignInForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("That username or e-mail and that password do not go together. In the password capital letters count."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Username or e-mail")
        self.fields["username"].max_length = 254

    def clean(self):
        if self.request is not None and self.cleaned_data.get("username"):
            spend_attempt(request=self.request, name=self.cleaned_data["username"])
        try:
            return super().clean()
        except forms.ValidationError:
            audit.note("sign_in_failed", find_account(self.cleaned_data.get("username") or ""))
            raise


class EmailForm(UniqueInAnyCase, forms.ModelForm):
    """The address of a new person whose provider gave none."""

    class Meta:
        model = User
        fields = ["email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class ProfileForm(UniqueInAnyCase, forms.ModelForm):
    avatar_file = forms.FileField(label=_("New picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))
    remove_avatar = forms.BooleanField(label=_("Remove my picture"), required=False)
    current_password = forms.CharField(
        label=_("Your password"),
        help_text=_("Only to change the e-mail."),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    class Meta:
        model = User
        fields = ["display_name", "email", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known_email = self.instance.email
        if not self.instance.has_usable_password():  # no password can be reset by a mail then
            del self.fields["current_password"]

    def clean(self):
        """Who has found a session open must not lead the mail that resets the password to themselves."""
        cleaned = super().clean()
        changes = "email" in cleaned and cleaned["email"] != self.known_email
        if changes and "current_password" in self.fields and not self.instance.check_password(cleaned.get("current_password") or ""):
            self.add_error("current_password", _("Type your password to change the e-mail."))
        return cleaned

    def clean_display_name(self):
        return plain_text.clean_line(self.cleaned_data["display_name"])

    def clean_avatar_file(self) -> bytes | None:
        """What is to be kept of it."""
        upload = self.cleaned_data["avatar_file"]
        if upload is None:
            return None
        try:
            return develop_avatar(images.read_capped(upload))
        except images.InvalidImage as error:
            raise forms.ValidationError(_(str(error))) from error


class DeleteAccountForm(forms.Form):
    username = forms.CharField(label=_("Type your username to confirm"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    password = forms.CharField(label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():  # who signs in through a provider only, and did so lately
            del self.fields["password"]

    def clean_username(self):
        if self.cleaned_data["username"].lower() != self.user.username.lower():
            raise forms.ValidationError(_("That is not your username."))
        return self.cleaned_data["username"]

    def clean_password(self):
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("That is not your password."))
        return self.cleaned_data["password"]


class TokenForm(forms.ModelForm):
    class Meta:
        model = ApiToken
        fields = ["name"]
