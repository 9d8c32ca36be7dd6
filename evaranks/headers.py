"""Headers that every answer carries, whichever view made it.

The Content-Security-Policy is in settings: no page has an inline script or style, so there is no nonce to be guessed or leaked.
"""

from asgiref.sync import iscoroutinefunction
from django.utils.decorators import sync_and_async_middleware
from django.utils.http import content_disposition_header

# Where a camera is opened; everywhere else the browser refuses one, whatever has got into the page.
CAMERA_VIEWS = {
    "analysis:studio",
    "analysis:faces",
    "analysis:mirror",
    "analysis:beautify",
    "faces:live",
    "faces:enroll",
}
NOT_USED = (
    "accelerometer browsing-topics display-capture encrypted-media geolocation gyroscope hid magnetometer microphone midi"
    " payment serial usb xr-spatial-tracking"
)
REFUSED = ", ".join(f"{name}=()" for name in NOT_USED.split())
# Of a picture that is opened by itself: even if a browser took it for a page, nothing in it would run.
PICTURE_POLICY = "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; sandbox"
WITH_CAMERA, WITHOUT_CAMERA = f"camera=(self), {REFUSED}", f"camera=(), {REFUSED}"


@sync_and_async_middleware
def harden(get_response):
    """Django middleware, around all that makes answers."""
    if iscoroutinefunction(get_response):

        async def middleware(request):
            return _hardened(request, await get_response(request))

    else:

        def middleware(request):
            return _hardened(request, get_response(request))

    return middleware


def _hardened(request, response):
    view = request.resolver_match.view_name if request.resolver_match else ""
    response.headers.setdefault("Permissions-Policy", WITH_CAMERA if view in CAMERA_VIEWS else WITHOUT_CAMERA)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if request.resolver_match is not None and response.get("Content-Type", "").startswith("image/"):
        response["Content-Security-Policy"] = PICTURE_POLICY
        response.headers.setdefault("Content-Disposition", content_disposition_header(False, request.path.rsplit("/", 1)[-1]))
    # What a page shows of a person is not kept where another person, or a proxy, finds it.
    if "Cache-Control" not in response and request.resolver_match is not None:
        response["Cache-Control"] = "private, no-cache"
    return response
