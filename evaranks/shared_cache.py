"""Django's cache in Redis, which may go away: what cannot be read was never written, and what cannot be counted is the first."""

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache

from accounts.redis_store import attempt


class ForgivingRedisCache(RedisCache):
    """Limits and throttles that count in it fail open. `add` says yes then: it is no lock for what must happen once."""

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), True)

    def get(self, key, default=None, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), None)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).touch(key, timeout, version), False)

    def delete(self, key, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).delete(key, version), False)

    def has_key(self, key, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).has_key(key, version), False)

    def incr(self, key, delta=1, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta)

    def get_many(self, keys, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).get_many(keys, version), {})

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).set_many(data, timeout, version), [])

    def delete_many(self, keys, version=None):
        return attempt(lambda: super(ForgivingRedisCache, self).delete_many(keys, version), None)

    def clear(self):
        return attempt(super().clear, False)
