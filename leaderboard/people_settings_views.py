"""Who may see what of me, and whom I blocked or muted."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leaderboard import profile_services
from leaderboard.models import Profile, Silence


class AudienceForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = profile_services.AUDIENCES
        widgets = dict.fromkeys(profile_services.AUDIENCES, forms.RadioSelect)


@login_required
def people_settings(request):
    form = AudienceForm(request.POST or None, instance=Profile.objects.of(request.user))
    if request.method == "POST" and form.is_valid():
        profile_services.choose_audiences(person=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("leaderboard:people-settings")
    silences = Silence.objects.filter(person=request.user).select_related("other")
    return render(request, "leaderboard/people_settings.html", {"form": form, "silences": silences})
