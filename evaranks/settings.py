"""Settings, all from the environment. On a laptop local.py fills in what is missing; in production nothing is assumed."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from environs import Env

from accounts import providers
from ml_models.face_points import default_source
from ml_models.presets import default_style

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

PRODUCTION = env.str("DEPLOYMENT", "local") == "production"
DEBUG = env.bool("DEBUG", False)


def required(name: str, meaning: str) -> str:
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {meaning} (`make run` sets it by itself on a laptop).")
    return value


DATA_DIR = Path(required("DATA_DIR", "the folder for uploads and collected static files"))
SECRET_KEY = required("SECRET_KEY", "50 or more random characters that sign sessions")
DATABASE_URL = required("DATABASE_URL", "postgresql://user:password@host/database")
if PRODUCTION and (DEBUG or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured("In production DEBUG must be off and SECRET_KEY at least 50 characters long.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
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

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "evaranks.urls"
ASGI_APPLICATION = "evaranks.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Accounts
AUTH_USER_MODEL = "accounts.User"
# A person's public page is the leaderboard's, which accounts may not import.
ABSOLUTE_URL_OVERRIDES = {"accounts.user": lambda user: reverse("leaderboard:profile", args=[user.username])}
SIGN_IN_KEYS = providers.read_keys(env)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    *providers.backends(SIGN_IN_KEYS),
    "accounts.backends.UsernameOrEmailBackend",  # last: sessions name it, however they began
]
SOCIAL_AUTH_PIPELINE = providers.PIPELINE
SOCIAL_AUTH_REQUESTS_TIMEOUT = 10  # seconds
SOCIAL_AUTH_FACEBOOK_PROFILE_EXTRA_PARAMS = {"fields": "id,name,email"}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "analysis:studio"
LOGOUT_REDIRECT_URL = "analysis:studio"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Eva <eva@localhost>")

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "evaranks.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "evaranks.storage.HashedStaticStorage"},
}
# A base64 JSON upload of the largest photo, with room for the other fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024

# Inference
STYLE_PRESET = default_style()
FACE_RETENTION_DAYS = env.int("FACE_RETENTION_DAYS", 365)  # samples that were of no use for so long are deleted
FACE_LANDMARKS = default_source()  # "mesh", free for any use, or "dlib", not for commercial use

# Live streams; each server process counts its own.
LIVE_SESSIONS = {
    "all": env.int("LIVE_SESSIONS", 64),
    "anonymous": env.int("LIVE_SESSIONS_ANONYMOUS", 48),
    "person": env.int("LIVE_SESSIONS_PERSON", 6),
    "address": env.int("LIVE_SESSIONS_ADDRESS", 4),  # of anonymous visitors
}
LIVE_IDLE_S = env.float("LIVE_IDLE_S", 60)

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *providers.origins(SIGN_IN_KEYS)],  # Chromium holds it against redirects too
        "frame-ancestors": [NONE],
    }
}

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["analysis.parsers.CappedJSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "analysis.problems.problem_response",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "uploads": env.str("THROTTLE_UPLOADS", "120/minute"),
        "previews": env.str("THROTTLE_PREVIEWS", "240/minute"),
        "faces": env.str("THROTTLE_FACES", "600/minute"),
        "faces_address": env.str("THROTTLE_FACES_ADDRESS", "1200/minute"),
    },
    # How many proxies of ours may name the client's address; anything further is the client's own claim.
    "NUM_PROXIES": env.int("NUM_PROXIES", 1 if PRODUCTION else 0),
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "EvaRanks API",
    "DESCRIPTION": "Style analyses, photos and the leaderboard. Errors are RFC 9457 problem documents with a stable `code`.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
