"""How a log line looks: JSON for machines in production, plain text on a laptop. Both say for which request, and tell no secret."""

import json
import logging
from datetime import UTC, datetime

from django.conf import settings

from accounts import request_ids
from evaranks.redaction import redact

# What a record has besides what its caller added with `extra`.
STANDARD = {*vars(logging.LogRecord("", 0, "", 0, "", (), None)), "message", "asctime", "taskName", "request"}


class _Formatter(logging.Formatter):
    def formatException(self, ei):
        return redact(super().formatException(ei))

    def _message(self, record):
        text = redact(record.getMessage())
        for secret in (settings.SECRET_KEY, *(pair[1] for pair in settings.SIGN_IN_KEYS.values())):
            text = text.replace(secret, "[secret]")
        return text


class PlainFormatter(_Formatter):
    """`WARNING django.request [id] message`, then the traceback."""

    def format(self, record):
        request_id = request_ids.current()
        line = f"{record.levelname} {record.name}{f' [{request_id}]' if request_id else ''} {self._message(record)}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(_Formatter):
    """One object a line: time, level, logger, message, request_id, what the caller added, exception."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._message(record),
            "request_id": request_ids.current(),
        }
        added = {name: value for name, value in vars(record).items() if name not in STANDARD and name not in line}
        line |= {name: value if isinstance(value, int | float | None) else redact(str(value)) for name, value in added.items()}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
