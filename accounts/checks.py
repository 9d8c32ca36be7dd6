"""A start-up check: WRITE_LIMITS names actions that are limited, each with a number and a time."""

from django.conf import settings
from django.core.checks import Error, register

from accounts.limits import LIMITS


@register()
def write_limits_can_be_counted(app_configs, **kwargs):
    lines = settings.WRITE_LIMITS
    if not isinstance(lines, dict):
        return [_error(lines)]
    return [_error({name: line}) for name, line in lines.items() if name not in LIMITS or not _is_limit(line)]


def _is_limit(line):
    return isinstance(line, list | tuple) and len(line) == 2 and all(type(number) is int and number > 0 for number in line)


def _error(lines):
    hint = f'It is as {{"like": [120, 60]}}: 120 times in 60 seconds. There are {", ".join(LIMITS)}.'
    return Error(f"WRITE_LIMITS limits nothing by {lines!r}.", hint=hint, id="accounts.E001")
