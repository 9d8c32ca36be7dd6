from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from accounts import checks, personal_data  # noqa: F401  (the first registers itself)
        from accounts.kinds import EXEMPT, KINDS, forget_failed_sign_ins

        personal_data.register_kinds(*KINDS)
        personal_data.register_exempt(EXEMPT)
        personal_data.register_files(lambda user: user.data_exports.exclude(file="").values_list("file", flat=True))
        personal_data.register_farewell(forget_failed_sign_ins)
