"""What a face analysis is asked for, and the shape of its answer.

The answer is built as plain values by `face_json`: the serializers of the second half describe it for the
schema (a test holds them against each other), since running 68 points a face through them would take
longer than finding the face.
"""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from analysis.serializers import ImageBytesField, NumberField
from ml_models.face_search import MIN_SCORE

MOST_IMAGES = 16


class FaceOptionsSerializer(serializers.Serializer):
    max_faces = serializers.IntegerField(
        required=False, min_value=1, max_value=1000, help_text=_("Only the largest that many; default: all.")
    )
    min_score = NumberField(default=MIN_SCORE, min_value=0.1, max_value=1, help_text=_("Fainter detections are dropped."))
    landmarks = serializers.ChoiceField(["68", "468", "none"], default="68", help_text=_("468 adds the mesh to the 68 points."))
    attributes = serializers.ChoiceField(["all", "none"], default="all", help_text=_("Pose, eyes, mouth and quality, or none of it."))
    pose = serializers.ChoiceField(["angles", "matrix"], default="angles", help_text=_("matrix adds the rotation matrix to the angles."))
    focal_length = NumberField(
        required=False, min_value=10, max_value=1_000_000, help_text=_("The camera's, in pixels; default: the image's longer side.")
    )


class FaceImageSerializer(FaceOptionsSerializer):
    image = ImageBytesField(help_text=_("JPEG, PNG, WebP or HEIC, at most 15 MB and 40 megapixels."))


class FaceBatchSerializer(FaceOptionsSerializer):
    images = serializers.ListField(
        child=ImageBytesField(), min_length=1, max_length=MOST_IMAGES, help_text=_("1 to 16 images, each as above.")
    )


class _Point(serializers.ListField):
    def __init__(self, size, **kwargs):
        super().__init__(child=serializers.FloatField(), min_length=size, max_length=size, **kwargs)


class FaceBoxSerializer(serializers.Serializer):
    x = serializers.FloatField(help_text=_("Left edge, in pixels; it may lie outside the image."))
    y = serializers.FloatField(help_text=_("Top edge."))
    width = serializers.FloatField()
    height = serializers.FloatField()


class NamedPointsSerializer(serializers.Serializer):
    """(x, y) in pixels. Right and left are the person's own."""

    chin = _Point(2)
    nose_tip = _Point(2)
    right_eye_corner = _Point(2)
    left_eye_corner = _Point(2)
    right_mouth_corner = _Point(2)
    left_mouth_corner = _Point(2)


class PoseSerializer(serializers.Serializer):
    yaw = serializers.FloatField(help_text=_("Degrees; positive towards the image's right."))
    pitch = serializers.FloatField(help_text=_("Degrees; positive upwards."))
    roll = serializers.FloatField(help_text=_("Degrees; positive clockwise."))
    matrix = serializers.ListField(
        child=_Point(3),
        required=False,
        help_text=_("From the head's axes to the viewer's: x right, y down, z away along the line of sight."),
    )


class OpeningSerializer(serializers.Serializer):
    ratio = serializers.FloatField(help_text=_("Height over width."))
    open = serializers.BooleanField()


class EyesSerializer(serializers.Serializer):
    right = OpeningSerializer()
    left = OpeningSerializer()


class QualitySerializer(serializers.Serializer):
    sharpness = serializers.FloatField(help_text=_("Variance of the Laplacian of the face at 112 pixels; below 25 it is blurred."))
    brightness = serializers.FloatField(help_text=_("Mean of the face, 0 to 1."))
    usable = serializers.BooleanField(help_text=_("Good enough to enrol the person."))
    reason = serializers.ChoiceField(["", "cut_off", "too_small", "too_dark", "too_bright", "turned_away", "too_blurry"], allow_blank=True)


class FaceSerializer(serializers.Serializer):
    box = FaceBoxSerializer()
    score = serializers.FloatField()
    points = NamedPointsSerializer()
    landmarks = serializers.ListField(child=_Point(2), required=False, help_text=_("68 points in the iBUG order."))
    mesh = serializers.ListField(child=_Point(3), required=False, help_text=_("468 points; z is depth in pixels, away from the camera."))
    pose = PoseSerializer(required=False)
    eye_distance = serializers.FloatField(required=False, help_text=_("Between the middles of the eyes, in pixels."))
    mouth = OpeningSerializer(required=False)
    eyes = EyesSerializer(required=False)
    quality = QualitySerializer(required=False)


class FacesSerializer(serializers.Serializer):
    name = serializers.CharField(allow_blank=True, help_text=_("The uploaded file's name."))
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    face_count = serializers.IntegerField()
    faces = FaceSerializer(many=True, help_text=_("Largest first; empty where nobody is."))
    presets = serializers.DictField(
        child=serializers.CharField(), help_text=_("The network of each task; landmarks names the source of the 68 points.")
    )
    elapsed_ms = serializers.DictField(child=serializers.FloatField(), help_text=_("Milliseconds of each stage, and in total."))


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(required=False)


class BatchEntrySerializer(serializers.Serializer):
    """Either is there, never both."""

    result = FacesSerializer(required=False)
    problem = ProblemSerializer(required=False)


class FaceBatchResultSerializer(serializers.Serializer):
    results = BatchEntrySerializer(many=True, help_text=_("In the order of the images."))
    elapsed_ms = serializers.FloatField()
