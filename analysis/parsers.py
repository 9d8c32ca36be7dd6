"""JSON bodies up to the size that settings allow (Django's own limit does not reach DRF's parser), of text that can be kept."""

import json
import re
from io import BytesIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")  # half of a pair, or a pair


class CappedJSONParser(JSONParser):
    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        try:
            value = super().parse(BytesIO(body), media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        if SURROGATE.search(body) and not _is_text(value):
            raise ParseError(_("The JSON holds half of a character: a surrogate without its other half."))
        return value


def _is_text(value):
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
