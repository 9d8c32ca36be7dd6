from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FacesConfig(AppConfig):
    name = "faces"
    verbose_name = _("People and faces")

    def ready(self):
        from accounts import consent, personal_data
        from faces import checks  # noqa: F401  (registers itself)
        from faces.erasing import erase_faces
        from faces.kinds import EXEMPT, KINDS

        consent.register_eraser(consent.FACE_RECOGNITION, erase_faces)
        personal_data.register_kinds(*KINDS)
        personal_data.register_exempt(EXEMPT)
