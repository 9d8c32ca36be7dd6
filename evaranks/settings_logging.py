"""Settings of the log, of the metrics and of traces."""

from evaranks.settings_environment import PRODUCTION, env

LOG_FORMAT = env.str("LOG_FORMAT", "json" if PRODUCTION else "plain")  # or "plain"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "evaranks.log_format.JsonFormatter"},
        "plain": {"()": "evaranks.log_format.PlainFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        # A line for each request, and one for each event that security asks about: in production only.
        "evaranks.access": {"level": "INFO" if PRODUCTION else "WARNING"},
        "evaranks.security": {"level": "INFO" if PRODUCTION else "WARNING"},
    },
}

METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # who sends it may read /metrics from anywhere; without it this machine only
READY_DISK_MB = env.int("READY_DISK_MB", 512)  # with less free space for uploads a server asks for no more requests
