"""Settings, all from the environment. On a laptop local.py fills in what is missing; in production nothing is assumed.

What belongs to one subject is in settings_<subject>.py beside this file.
"""

from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from evaranks.settings_accounts import *  # noqa: F403
from evaranks.settings_api import *  # noqa: F403
from evaranks.settings_checks import refuse_unsafe
from evaranks.settings_environment import BASE_DIR, DEBUG, PRODUCTION, env, required  # noqa: F401
from evaranks.settings_intake import *  # noqa: F403
from evaranks.settings_logging import *  # noqa: F403
from evaranks.settings_scale import *  # noqa: F403
from evaranks.settings_security import *  # noqa: F403
from ml_models.face_points import default_source
from ml_models.presets import default_style

DATA_DIR = Path(required("DATA_DIR", "the folder for uploads and collected static files"))
SECRET_KEY = required("SECRET_KEY", "50 or more random characters that sign sessions")
DATABASE_URL = required("DATABASE_URL", "postgresql://user:password@host/database")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "daphne",
    "evaranks.admin_config.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic",
    "evaranks.static_config.UsedStaticFilesConfig",
    "django.contrib.humanize",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "social_django",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "evaranks",
    "accounts",
    "analysis",
    "leaderboard",
    "faces",
]

MIDDLEWARE_AROUND_ALL = [  # around static files too, see evaranks.handler
    "evaranks.request_log.watch_requests",
    "django.middleware.security.SecurityMiddleware",
    "evaranks.headers.harden",
]
MIDDLEWARE = [
    *MIDDLEWARE_AROUND_ALL,
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "accounts.middleware.PatienceMiddleware",
]

ROOT_URLCONF = "evaranks.urls"
ASGI_APPLICATION = "evaranks.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["evaranks.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": dj_database_url.parse(DATABASE_URL, engine="evaranks.postgresql")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "evaranks.formats"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# What is collected belongs to the checkout, whatever its data; in production the checkout need not be writable.
STATIC_ROOT = Path(env.str("STATIC_ROOT", "") or (DATA_DIR if PRODUCTION else BASE_DIR / "build") / "static")
STORAGES = {
    "default": {"BACKEND": "evaranks.s3_storage.PrivateS3Storage" if env.str("S3_BUCKET", "") else "evaranks.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "evaranks.storage.HashedStaticStorage"},
}
# A base64 JSON upload of the largest photo, with room for the other fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024

# Inference
STYLE_PRESET = default_style()
FACE_RETENTION_DAYS = env.int("FACE_RETENTION_DAYS", 365)  # samples that were of no use for so long, and corrections as old, are deleted
FACE_LANDMARKS = default_source()  # "mesh", free for any use, or "dlib", not for commercial use

# Moderation: see leaderboard/checks.py and leaderboard/report_weights.py
NSFW_THRESHOLD = env.float("NSFW_THRESHOLD", 0.5)  # a picture of at least this score waits for a human; above 1 nothing is asked
HOLD_COPIES = env.bool("HOLD_COPIES", True)  # what shows a picture of somebody else's on the board waits for a human
REPORTS_TO_HOLD = env.float("REPORTS_TO_HOLD", 3)  # people who can be believed, until something waits for a human

# Live streams: in all and of visitors in each server process, of a person and of an address wherever they are served.
LIVE_SESSIONS = {
    "all": env.int("LIVE_SESSIONS", 64),
    "anonymous": env.int("LIVE_SESSIONS_ANONYMOUS", 48),
    "person": env.int("LIVE_SESSIONS_PERSON", 6),
    "address": env.int("LIVE_SESSIONS_ADDRESS", 4),  # of anonymous visitors
}
LIVE_IDLE_S = env.float("LIVE_IDLE_S", 60)

if PRODUCTION:
    refuse_unsafe(globals())
