"""Live and API load through the proxy of `make cluster`, with one and with two web servers.

Twice: each server as it comes, which on two cores shows what the machine can do at all; and each held to a share of a core
(QUOTA), which leaves the rest for clients, proxy, database and Redis, and so shows whether a second server doubles what is
served: baseline is one server. Then growing numbers of streams, for the curves of docs/img/load-curves.svg.
"""

from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from bench.face_load import UNTHROTTLED, new_token
from bench.face_speed import webcam_picture
from bench.live_server import scratch
from bench.mirror_load import LIMITS, recorded
from bench.mixed_load import Load, middle
from bench.quota import NoQuota, cores
from evaranks import local
from evaranks.cluster import Cluster

QUOTA = 0.4
ROUNDS, SECONDS = 3, 8
STREAMS = (1, 2, 4, 8, 16, 32)
MIXED = {"streams": 12, "callers": 6}
KINDS = {"live_and_api": MIXED, "live": {"streams": 16, "callers": 0}, "api": {"streams": 0, "callers": 10}}
PORT = 18100
PICTURE = Path(__file__).parent.parent / "docs" / "img" / "load-curves.svg"


@contextmanager
def running(webs: int):
    """A cluster of that many web servers on a scratch database; yields it and the processes of each part."""
    with scratch() as environment:
        cluster = Cluster(PORT, print, start_again=False, **environment, **LIMITS, **UNTHROTTLED)
        try:
            cluster.prepare()
            cluster.start_redis()
            for number in range(1, webs + 1):
                cluster.start_web(number)
            cluster.start_proxy(webs)
            pids = {name: process.pid() for name, process in cluster.all.items()} | {"database": _database()}
            yield cluster, {name: [psutil.Process(pid)] for name, pid in pids.items()}
        finally:
            cluster.stop_all()


def _database():
    """The embedded server's first process: those of its connections, which are short, end up in its account."""
    return int((local.data_dir() / "postgresql" / "postmaster.pid").read_text().split()[0])


def measure(load, webs, rounds, seconds, quota=None, kinds=KINDS) -> dict:
    with running(webs) as (cluster, groups), ExitStack() as limits:
        token = new_token(cluster.address)
        for number in range(1, webs + 1):
            if quota:
                limits.enter_context(cores(quota, cluster.all[f"web-{number}"].pid()))
        load.put_on(cluster.address, token, groups, seconds=seconds / 2, **MIXED)  # warm
        return {
            kind: middle([load.put_on(cluster.address, token, groups, seconds=seconds, **options) for _ in range(rounds)])
            for kind, options in kinds.items()
        }


def compare(load, rounds, seconds, quota=None) -> dict:
    one, two = (measure(load, webs, rounds, seconds, quota) for webs in (1, 2))
    ratios = {
        "frames": _ratio(one, two, "live", "frames_a_second"),
        "requests": _ratio(one, two, "api", "requests_a_second"),
        "frames_beside_requests": _ratio(one, two, "live_and_api", "frames_a_second"),
        "requests_beside_frames": _ratio(one, two, "live_and_api", "requests_a_second"),
    }
    print(f"two web servers to one{f', {quota} of a core each' if quota else ''}: {ratios}", flush=True)
    return {"one": one, "two": two, "two_to_one": ratios, "cores_used_with_two": round(sum(two["live_and_api"]["cores"].values()), 2)}


def _ratio(one, two, kind, name):
    return round(two[kind][name] / one[kind][name], 2)


def curves(load, seconds) -> dict:
    """Figures by streams, for one and two web servers."""
    kinds = {str(number): {"streams": number, "callers": 0} for number in STREAMS}
    return {str(webs): measure(load, webs, 1, seconds, kinds=kinds) for webs in (1, 2)}


def draw(by_webs: dict, path: Path = PICTURE) -> None:
    """Frames a second in all, and how long the slowest twentieth waits, against streams."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (rates, waits) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for webs, by_streams in by_webs.items():
        label = f"{webs} web server{'s' if webs != '1' else ''}"
        numbers = [int(number) for number in by_streams]
        rates.plot(numbers, [run["frames_a_second"] for run in by_streams.values()], marker="o", label=label)
        waits.plot(numbers, [run["frame_p95_ms"] for run in by_streams.values()], marker="o", label=label)
    rates.plot(STREAMS, [15 * number for number in STREAMS], linestyle=":", color="grey", label="sent (15 a stream)")
    rates.set(xlabel="live streams", ylabel="frames answered a second", ylim=(0, None))
    waits.set(xlabel="live streams", ylabel="wait for an answer, 95th percentile (ms)", ylim=(0, None))
    rates.set_ylim(0, 1.3 * max(run["frames_a_second"] for by_streams in by_webs.values() for run in by_streams.values()))
    rates.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


def main(rounds: int = ROUNDS, seconds: float = SECONDS) -> dict:
    local.prepare()
    with Load(recorded(), webcam_picture()) as load:
        figures = {"as_it_comes": compare(load, rounds, seconds)}
        try:
            figures["held"] = {"cores_each": QUOTA, **compare(load, rounds, seconds, QUOTA)}
        except NoQuota:
            print("No control groups here: servers are not held to a share of a core")
        figures["curves"] = curves(load, seconds)
        figures["frame_bytes"] = round(sum(map(len, load.frames)) / len(load.frames))
    draw(figures["curves"])
    return figures
