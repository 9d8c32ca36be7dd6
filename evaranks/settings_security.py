"""Settings of security: headers, cookies, what a page may load, and where staff work."""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from accounts import providers
from evaranks.settings_accounts import SIGN_IN_KEYS
from evaranks.settings_environment import PRODUCTION, env

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION and env.bool("HSTS_SUBDOMAINS", False)  # only who owns them all can say so
X_FRAME_OPTIONS = "DENY"

# Cookies. __Host-: sent over TLS only, to this very host only, set by it alone.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 31_536_000
if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

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
# Sharing to KakaoTalk: the JavaScript key of an app at developers.kakao.com. With it, a result's page may load Kakao's SDK.
KAKAO_JS_KEY = env.str("KAKAO_JS_KEY", "")

# Staff
ADMIN_PATH = env.str("ADMIN_PATH", "admin/").strip("/") + "/"
if ADMIN_PATH == "/":
    raise ImproperlyConfigured("ADMIN_PATH is the admin's own path, such as admin/; it cannot be the whole site.")
STAFF_TOTP = env.str("STAFF_TOTP", "optional")  # "required": no admin without a second factor
OTP_TOTP_ISSUER = "EvaRanks"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
if STAFF_TOTP not in ("optional", "required"):
    raise ImproperlyConfigured("STAFF_TOTP is either optional or required.")
