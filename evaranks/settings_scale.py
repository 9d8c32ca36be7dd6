"""Settings of what several processes share, and of work that nobody waits for."""

from evaranks.settings_environment import env

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# Jobs (accounts/jobs.py): in threads of this process, or in Celery's workers where a broker is named.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "")
JOB_THREADS = env.int("JOB_THREADS", 2)
