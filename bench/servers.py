"""Daphne and Uvicorn, one process each, under the same live and API load, in turns. Baseline: Daphne."""

import psutil

from bench.face_load import UNTHROTTLED, new_token
from bench.face_speed import webcam_picture
from bench.live_server import live_server
from bench.mirror_load import LIMITS, recorded
from bench.mixed_load import Load, middle

SERVERS = ("daphne", "uvicorn")
ROUNDS = 3
LOADS = {
    "live_and_api": {"streams": 8, "callers": 4},
    "live": {"streams": 12, "callers": 0},
    "api": {"streams": 0, "callers": 8},
}
RATIOS = {
    "frames": ("live", "frames_a_second"),
    "requests": ("api", "requests_a_second"),
    "frames_beside_requests": ("live_and_api", "frames_a_second"),
    "requests_beside_frames": ("live_and_api", "requests_a_second"),
    "frame_p95_ms": ("live_and_api", "frame_p95_ms"),
    "request_p95_ms": ("live_and_api", "request_p95_ms"),
    "processor_a_frame": ("live", "processor_ms_each"),  # these two also tell on a machine that others use
    "processor_a_request": ("api", "processor_ms_each"),
}


def measure(load: Load, name: str, seconds: float) -> dict:
    with live_server(server=name, **LIMITS, **UNTHROTTLED) as server:
        token = new_token(server.address)
        groups = {"server": [psutil.Process(server.pid)]}
        load.put_on(server.address, token, groups, seconds=3)  # warm
        figures = {kind: load.put_on(server.address, token, groups, seconds=seconds, **options) for kind, options in LOADS.items()}
        figures["memory_mb"] = round(server.memory_mb())
    return figures


def main(rounds: int = ROUNDS, seconds: float = 8) -> dict:
    runs = {name: [] for name in SERVERS}
    with Load(recorded(), webcam_picture()) as load:
        for turn in range(rounds):
            for name in SERVERS if turn % 2 == 0 else reversed(SERVERS):
                runs[name].append(measure(load, name, seconds))
                print(f"{name}: {runs[name][-1]}", flush=True)
    figures = {name: middle(of_server) for name, of_server in runs.items()}
    for of_server in figures.values():
        for kind, unit in (("live", "frames_a_second"), ("api", "requests_a_second")):
            of_server[kind]["processor_ms_each"] = round(1000 * of_server[kind]["cores"]["server"] / of_server[kind][unit], 2)
    ratios = {ratio: round(figures["uvicorn"][kind][name] / figures["daphne"][kind][name], 3) for ratio, (kind, name) in RATIOS.items()}
    print(f"Uvicorn against Daphne: {ratios}")
    return {**figures, "uvicorn_to_daphne": ratios}
