"""What it costs to be seen: the counting of a live frame and of a request, beside the time that these take.

Counting is done a thousand times between two frames, in turns with the frames, so that both meet the same machine.
"""

import os
import statistics
import time

import cv2
import django

from evaranks import local

FRAMES, COUNTED = 150, 1000


def main() -> dict:
    local.prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evaranks.settings")
    django.setup()
    from django.http import HttpResponse
    from django.test import RequestFactory

    from analysis import live_counts
    from evaranks import metrics, request_log
    from evaranks.sample_pictures import picture_path
    from ml_models import effects, face_tracker, images, stages

    def count_frame():
        """What `analysis.live` and the stages of one made-up frame count: four stages, the frame, two outcomes."""
        for stage in ("decode_frame", "mesh", "effects", "encode", "frame"):
            stages.observe(stage, 0.004)
        live_counts.FRAMES["effects", "received"] += 1
        live_counts.FRAMES["effects", "answered"] += 1

    photo = images.decode(picture_path("grace_hopper").read_bytes())
    jpeg = images.encode_jpeg(cv2.resize(photo, (640, 480)), 80)
    layers = effects.compile(effects.parse([{"name": "lipstick"}, {"name": "blush"}]))
    tracker = face_tracker.FaceTracker()
    frame_s, count_s = [], []
    for number in range(FRAMES):
        started = time.perf_counter()
        image = images.decode_frame(jpeg)
        faces = tracker.track(image, number / 30)
        images.encode_jpeg(effects.render(image, [face.points() for face in faces], layers), 80)
        frame_s.append(time.perf_counter() - started)
        started = time.perf_counter()
        for _again in range(COUNTED):
            count_frame()
        count_s.append((time.perf_counter() - started) / COUNTED)

    seen, plain = request_log.watch_requests(lambda request: HttpResponse()), HttpResponse
    request = RequestFactory().get("/")
    request.resolver_match = None
    seen_s, plain_s = [], []
    for _again in range(2000):
        started = time.perf_counter()
        plain()
        between = time.perf_counter()
        seen(request)
        seen_s.append(time.perf_counter() - between)
        plain_s.append(between - started)
    started = time.perf_counter()
    size = len(metrics.text())
    scrape_s = time.perf_counter() - started

    frame, count = statistics.median(frame_s), statistics.median(count_s)
    request_us = 1e6 * (statistics.median(seen_s) - statistics.median(plain_s))
    print(f"a frame {1000 * frame:.2f} ms, its counting {1e6 * count:.1f} us: {100 * count / frame:.2f} %; a request's {request_us:.0f} us")
    return {
        "frame_ms": round(1000 * frame, 2),
        "counting_a_frame_us": round(1e6 * count, 2),
        "share_of_a_frame": round(count / frame, 5),
        "counting_a_request_us": round(request_us, 1),
        "metrics_ms": round(1000 * scrape_s, 2),
        "metrics_bytes": size,
    }
