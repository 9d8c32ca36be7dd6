"""Settings of the REST API and of its schema."""

from evaranks.settings_environment import PRODUCTION, env

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
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle", "analysis.throttles.Writes"],
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
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "analysis.problem_docs.add_problems"],
    "ENUM_NAME_OVERRIDES": {"AudienceEnum": "leaderboard.models.people.Audience"},
}
