"""REST calls for make-up looks. A person reaches their own only; what is shared is opened in the mirror by its link."""

from django.utils.translation import gettext as _
from rest_framework import viewsets

from analysis import makeup_services
from analysis.makeup_serializers import MakeupLookSerializer
from analysis.models import MakeupLook
from analysis.pagination import NewestFirst
from analysis.problems import Problem


class MakeupLookViewSet(viewsets.ModelViewSet):
    """Your make-up looks. Others can try one on while it is shared."""

    queryset = MakeupLook.objects.all()
    serializer_class = MakeupLookSerializer
    pagination_class = NewestFirst
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def get_queryset(self):
        return super().get_queryset().filter(owner=self.request.user)

    def perform_create(self, serializer):
        try:
            serializer.instance = makeup_services.save_makeup_look(owner=self.request.user, **serializer.validated_data)
        except makeup_services.TooManyLooks:
            raise Problem(409, "too_many", _("You have as many looks as one can keep. Delete one first.")) from None

    def perform_update(self, serializer):
        makeup_services.change_makeup_look(look=serializer.instance, **serializer.validated_data)

    def perform_destroy(self, look):
        makeup_services.delete_makeup_look(look=look)
