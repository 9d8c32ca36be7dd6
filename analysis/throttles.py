"""How often the API may be called: whatever sends something, and faces by person and by address, counted in images."""

from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from accounts import limits


class Writes(BaseThrottle):
    """Every call that sends something; single actions have narrower limits in their services."""

    def allow_request(self, request, view):
        if request.method in SAFE_METHODS:
            return True
        try:
            limits.spend_by(request, action="write")
        except limits.TooOften as error:
            self.seconds = error.retry_after_s
            return False
        return True

    def wait(self):
        return self.seconds


class _ImageThrottle(SimpleRateThrottle):
    """A request with several images counts that many times."""

    def allow_request(self, request, view):
        self.key = self.get_cache_key(request, view)
        if self.key is None:
            return True
        self.now = self.timer()
        self.history = [moment for moment in self.cache.get(self.key, []) if moment > self.now - self.duration]
        count = max(1, view.count_images(request))
        self.over = len(self.history) + count - self.num_requests
        if self.over > 0:
            return self.throttle_failure()
        self.cache.set(self.key, [self.now] * count + self.history, self.duration)
        return True

    def wait(self):
        """Until so many counted images are too old to count that all of this request's fit; the whole period where they never will."""
        if self.over > len(self.history):
            return self.duration
        return self.history[-self.over] + self.duration - self.now


class FacesByPerson(_ImageThrottle):
    scope = "faces"

    def get_cache_key(self, request, view):
        return f"throttle:faces:person:{request.user.pk}" if request.user.is_authenticated else None


class FacesByAddress(_ImageThrottle):
    """Many accounts behind one address share this."""

    scope = "faces_address"

    def get_cache_key(self, request, view):
        return f"throttle:faces:address:{self.get_ident(request)}"
