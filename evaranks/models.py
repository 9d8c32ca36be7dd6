"""What the site itself remembers, beside what its apps do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChoreRun(models.Model):
    """When a chore of evaranks/housekeeping.py was last done to its end."""

    command = models.CharField(_("command"), max_length=60, primary_key=True)
    done_at = models.DateTimeField(_("done"))

    class Meta:
        verbose_name, verbose_name_plural = _("chore"), _("chores")

    def __str__(self):
        return self.command
