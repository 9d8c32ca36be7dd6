"""What this app keeps about a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Kind

KINDS = (
    Kind("photos", _("Photos"), "analysis.Photo", ("owner",), "analysis:looks", "photos"),
    Kind("style_analyses", _("Looks that Eva read"), "analysis.StyleAnalysis", ("photo__owner",), "analysis:looks"),
    Kind("makeup_looks", _("Make-up looks"), "analysis.MakeupLook", ("owner",), "analysis:mirror"),
    Kind("beautifications", _("Portraits made up"), "analysis.Beautification", ("photo__owner",), "analysis:portraits", "portraits"),
)
