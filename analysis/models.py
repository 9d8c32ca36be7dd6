"""Photos, what Eva read in them, and the make-up looks that people keep."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analysis import eva, makeup_words, styles

TILE = 4 / 5  # width to height of a picture in a gallery, as the style has it


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own photos, those their owners made public, and for staff all."""
        if not user.is_authenticated:
            return self.filter(is_public=True)
        return self if user.is_staff else self.filter(Q(owner=user) | Q(is_public=True))

    def file_names(self) -> list[str]:
        columns = ("file", "thumbnail", "blurred_file", "blurred_thumbnail")
        return [name for names in self.values_list(*columns) for name in names if name]


class Photo(models.Model):
    """One clean JPEG of a person's upload, and its thumbnail. The same bytes are kept once per owner.

    Where there are blurred copies, nobody but the owner is ever served the others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="photos", verbose_name=_("owner"))
    digest = models.CharField(max_length=64, editable=False, help_text=_("SHA-256 of the uploaded bytes."))
    file = models.FileField(_("file"), max_length=100)
    thumbnail = models.FileField(_("thumbnail"), max_length=100)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    thumb_width = models.PositiveIntegerField()
    thumb_height = models.PositiveIntegerField()
    blurred_file = models.FileField(_("file with blurred faces"), max_length=100, blank=True, default="", db_default="")
    blurred_thumbnail = models.FileField(_("thumbnail with blurred faces"), max_length=100, blank=True, default="", db_default="")
    is_public = models.BooleanField(_("public"), default=False, help_text=_("Set while a result of it is on the leaderboard."))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["owner", "-created_at"]), models.Index(fields=["-created_at", "-id"])]
        constraints = [models.UniqueConstraint(fields=["owner", "digest"], name="photo_once_per_owner")]

    def __str__(self):
        return str(self.id)

    @property
    def is_blurred(self) -> bool:
        """Whether others see it with blurred faces."""
        return bool(self.blurred_file)

    @property
    def shown_file(self):
        """What everybody but the owner is served; what pictures made of the photo for others are made of."""
        return self.blurred_file or self.file

    @property
    def shown_thumbnail(self):
        return self.blurred_thumbnail or self.thumbnail

    @property
    def url_full(self) -> str:
        return self._url("full")

    @property
    def url_thumb(self) -> str:
        return self._url("thumb")

    @property
    def url_shown(self) -> str:
        """The photo as others see it, for the owner too."""
        return self._url("shown")

    def _url(self, size) -> str:
        # Browsers that have the photo unblurred would go on showing it for an hour.
        return reverse("analysis:photo", args=[self.id, size]) + ("?faces=blurred" if self.is_blurred else "")


class StyleAnalysisQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and for staff all. What is shared is read through the leaderboard."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff else self.filter(photo__owner=user)


class StyleAnalysis(models.Model):
    """What one preset answered for one photo, with the preset's own labels."""

    class Verdict(models.TextChoices):
        SURE = "sure", _("sure")
        UNSURE = "unsure", _("unsure")
        NO_OUTFIT = "no_outfit", _("no outfit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey(Photo, models.CASCADE, related_name="style_analyses", verbose_name=_("photo"))
    preset = models.CharField(_("preset"), max_length=60)
    label = models.CharField(_("style"), max_length=60)
    score = models.FloatField(_("score"))
    probabilities = models.JSONField(_("probabilities"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    maps = models.BinaryField(help_text="uint8 (map_rows, columns, 3), row-major: activation maps of the three best classes")
    map_rows = models.PositiveSmallIntegerField()
    map_box = ArrayField(models.FloatField(), size=4, help_text="x, y, width, height in the photo's pixels")
    regions = ArrayField(models.CharField(max_length=20), verbose_name=_("regions"))
    elapsed_ms = models.FloatField(_("time (ms)"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = StyleAnalysisQuerySet.as_manager()

    class Meta:
        verbose_name = _("style analysis")
        verbose_name_plural = _("style analyses")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-created_at", "-id"])]
        constraints = [
            models.UniqueConstraint(fields=["photo", "preset"], name="style_analysis_once_per_preset"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="style_analysis_score_in_range"),
        ]

    def __str__(self):
        return f"{self.label} {self.score:.0%}"

    def get_absolute_url(self):
        return reverse("analysis:look", args=[self.id])

    @property
    def style(self) -> styles.Style:
        return styles.get(self.label)

    @property
    def percent(self) -> int:
        return round(100 * self.score)

    @property
    def top(self) -> list[dict]:
        """The three best styles: style, score in 0..1, percent, heat map address."""
        ranking = sorted(self.probabilities.items(), key=lambda pair: -pair[1])[:3]
        return [
            {
                "style": styles.get(label),
                "score": score,
                "percent": round(100 * score),
                "heatmap_url": reverse("analysis:heatmap", args=[self.id, label]),
            }
            for label, score in ranking
        ]

    @property
    def region_sentence(self) -> str:
        return eva.region_sentence(self.regions)

    @property
    def opening(self) -> str:
        return eva.opening(self.verdict, self.reason, [entry["style"].name for entry in self.top], self.score)


class MakeupLookQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own and those their owners share by link, for whoever has the link. Lists show one's own only: `filter(owner=...)`."""
        shared = Q(is_shared=True)
        return self.filter(Q(owner=user) | shared) if user.is_authenticated else self.filter(shared)


class MakeupLook(models.Model):
    """A person's own make-up: effects with their parameters, as the live socket takes them, and a strength for the whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="makeup_looks", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=40)
    effects = models.JSONField(_("effects"))
    strength = models.FloatField(_("strength"), default=1)
    is_shared = models.BooleanField(_("shared"), default=False, help_text=_("Whoever has the link can try it on."))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = MakeupLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("make-up look")
        verbose_name_plural = _("make-up looks")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["owner", "-created_at"])]
        constraints = [models.CheckConstraint(condition=Q(strength__gte=0, strength__lte=1), name="makeup_look_strength_in_range")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('analysis:mirror')}?look={self.id}"


class BeautificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own and those their owners share by link, for whoever has the link. Lists show one's own: `filter(photo__owner=...)`."""
        shared = Q(is_shared=True)
        return self.filter(Q(photo__owner=user) | shared) if user.is_authenticated else self.filter(shared)

    def file_names(self) -> list[str]:
        return [name for names in self.values_list("file", "thumbnail") for name in names]


class Beautification(models.Model):
    """A portrait with make-up that a network carried over from a look or from another portrait."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey(Photo, models.CASCADE, related_name="beautifications", verbose_name=_("photo"))
    look = models.CharField(_("look"), max_length=40, blank=True, help_text=_("Empty where a portrait was the reference."))
    reference = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="referring", verbose_name=_("reference"))
    strength = models.FloatField(_("strength"))
    parts = ArrayField(models.CharField(max_length=10), verbose_name=_("parts"))
    faces = models.JSONField(_("faces"), help_text=_("Every face found, largest first: its box in pixels, and whether it was made up."))
    preset = models.CharField(_("preset"), max_length=60)
    file = models.FileField(_("file"), max_length=100)
    thumbnail = models.FileField(_("thumbnail"), max_length=100)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    thumb_width = models.PositiveIntegerField()
    thumb_height = models.PositiveIntegerField()
    is_shared = models.BooleanField(_("shared"), default=False, help_text=_("Whoever has the link can see it."))
    elapsed_ms = models.FloatField(_("time (ms)"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = BeautificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("beautification")
        verbose_name_plural = _("beautifications")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-created_at", "-id"])]
        constraints = [models.CheckConstraint(condition=Q(strength__gte=0, strength__lte=1), name="beautification_strength_in_range")]

    def __str__(self):
        return str(self.id)

    def get_absolute_url(self):
        return reverse("analysis:beautification", args=[self.id])

    @property
    def url_full(self) -> str:
        return reverse("analysis:beautification-file", args=[self.id, "full"])

    @property
    def url_thumb(self) -> str:
        return reverse("analysis:beautification-file", args=[self.id, "thumb"])

    @property
    def cut(self) -> int:
        """Where a tile is cut out of the picture, so that its first made-up face is seen: 0, left or top, to 100 in steps of 25."""
        box = next((face["box"] for face in self.faces if face["made_up"]), None)
        wide = self.width > TILE * self.height
        whole, part = (self.width, TILE * self.height) if wide else (self.height, self.width / TILE)
        if box is None or whole - part < 1:
            return 50
        middle = box["x"] + box["width"] / 2 if wide else box["y"] + box["height"] / 2
        return 25 * round(4 * min(1, max(0, (middle - part / 2) / (whole - part))))

    @property
    def look_label(self) -> str:
        """The look's name in the person's language."""
        return makeup_words.look_label(self.look) if self.look else _("From a portrait")
