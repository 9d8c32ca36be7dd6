"""Settings of accounts: who signs in, by what, and how often they may fail."""

from django.urls import reverse

from accounts import providers
from evaranks.settings_environment import PRODUCTION, env

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
# The second checks what was hashed before the first was chosen; such a password is hashed anew at its next sign-in.
PASSWORD_HASHERS = ["accounts.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
SHORTEST_PASSWORD = 10  # the list of known passwords holds none that is shorter
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST_PASSWORD}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.KnownPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds
SESSION_ENGINE = "accounts.sessions"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "analysis:studio"
LOGOUT_REDIRECT_URL = "analysis:studio"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
# By account and address: whoever guesses locks nobody else out. accounts/sign_in_guard.py counts accounts and addresses.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.sign_in_guard.attempt_key"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is not kept
DEVICE_COOKIE_NAME = "__Host-device" if PRODUCTION else "device"
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
WRITE_LIMITS = env.json("WRITE_LIMITS", {})  # {"like": [number, seconds], ...}: over single lines of accounts.limits
# Mails go to this server, or else are printed. TLS from the first byte at port 465, by STARTTLS at others.
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
_tls = env.bool("EMAIL_TLS", True)
EMAIL_USE_SSL = _tls and EMAIL_PORT == 465
EMAIL_USE_TLS = _tls and EMAIL_PORT != 465
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Eva <eva@localhost>")
