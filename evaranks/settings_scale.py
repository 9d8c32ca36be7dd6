"""Settings of what several processes share, and of work that nobody waits for."""

from django.core.exceptions import ImproperlyConfigured

from evaranks.settings_environment import PRODUCTION, env

# The cache (throttles, limits), news between processes and the caps of live streams; in this process's memory without it.
REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL is an address such as redis://:PASSWORD@redis:6379/0; rediss:// and unix:// are known too.")
if REDIS_URL:
    _patience = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}  # seconds: no page waits longer for it
    _hosts = [{"address": REDIS_URL, **_patience}]
    CACHES = {"default": {"BACKEND": "evaranks.shared_cache.ForgivingRedisCache", "LOCATION": REDIS_URL, "OPTIONS": _patience}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "evaranks.channel_layer.ForgivingChannelLayer", "CONFIG": {"hosts": _hosts}}}
else:
    # Django's bound of 300 entries would throw the counters of limits away.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# Jobs (accounts/jobs.py): in threads of this process, or in Celery's workers where a broker is named.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "")
JOB_THREADS = env.int("JOB_THREADS", 2)
JOB_VISIBILITY_S = env.int("JOB_VISIBILITY_S", 2400)  # after that another worker gets what a dead one had; no job may take longer

# Where photos are read: "local", in the process that was asked, or "celery", in workers.
INFERENCE = env.str("INFERENCE", "local")
if INFERENCE not in ("local", "celery"):
    raise ImproperlyConfigured("INFERENCE is either local or celery.")
if INFERENCE == "celery" and not CELERY_BROKER_URL:
    raise ImproperlyConfigured("INFERENCE=celery needs CELERY_BROKER_URL: workers are given photos through it.")
INFERENCE_TIMEOUT_S = env.float("INFERENCE_TIMEOUT_S", 20)
INFERENCE_QUEUE = env.int("INFERENCE_QUEUE", 32)  # photos that may wait: in a process, or for workers

# When it is told to stop, a server first says so at /readyz for DRAIN_NOTICE_S, so that the proxy sends no more to it; then
# streams, requests and jobs have DRAIN_S to finish. Streams that move come back within LIVE_RETURN_MS, each at another moment.
DRAIN_NOTICE_S = env.float("DRAIN_NOTICE_S", 3 if PRODUCTION else 0)
DRAIN_S = env.float("DRAIN_S", 20)
LIVE_RETURN_MS = env.int("LIVE_RETURN_MS", 2000)
