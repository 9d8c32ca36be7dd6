"""What 10,000 live users and 1,000,000 photos a day need, from the figures in bench/results.

`python -m bench.capacity` writes the tables of docs/capacity.md anew.
"""

import json
from dataclasses import dataclass
from math import ceil
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
DOCUMENT = Path(__file__).parent.parent / "docs" / "capacity.md"
START, END = "<!-- written by python -m bench.capacity -->", "<!-- as far as here -->"

# Assumptions, not measurements.
BUSY = 0.6  # of a core's time that is planned for; the rest is for peaks and for machines that fail
PEAK = 4  # the busiest hour against the mean one, for photos
CORES_A_MACHINE = 16
CORE_HOUR, EGRESS_GB, STORED_GB_MONTH = 0.02, 0.01, 0.02  # euro
LIVE_HOURS = 4 * 30  # in a month, at 10,000 users at once
UPLOAD_MB, KEPT_MB, SEEN_MB = 2.5, 0.45, 1.5  # a photo as it comes; as it is kept with its thumbnail; all that is looked at of it
FRAME_S = 15  # frames a second of a stream
LANDMARK_BYTES = 1900


@dataclass(frozen=True)
class Costs:
    """Processor time in milliseconds, sizes in bytes. `proxy_ms` is the part of `frame_ms` that the proxy spends."""

    frame_ms: float
    landmarks_frame_ms: float
    proxy_ms: float
    photo_ms: float
    frame_bytes: int


def measured(results: Path = RESULTS) -> Costs:
    """From cluster_load (a frame, with all that it costs from proxy to database), mirror_speed and api_load."""
    cluster, mirror, api = (json.loads((results / f"{name}.json").read_text()) for name in ("cluster_load", "mirror_speed", "api_load"))
    live = cluster["figures"]["as_it_comes"]["two"]["live"]
    spent = {name: seconds for name, seconds in live["cores"].items() if name != "clients"}
    frame_ms = 1000 * sum(spent.values()) / live["frames_a_second"]
    saved = mirror["figures"]["processor_ms"]["image"] - mirror["figures"]["processor_ms"]["landmarks"]
    return Costs(
        frame_ms=frame_ms,
        landmarks_frame_ms=frame_ms - saved,
        proxy_ms=1000 * spent["proxy"] / live["frames_a_second"],
        photo_ms=1000 * api["machine"]["cores"] / api["figures"]["ours"]["requests_per_s"],
        frame_bytes=cluster["figures"]["frame_bytes"],
    )


def live(costs: Costs, users: int, *, landmarks: bool) -> dict[str, float]:
    """Cores, machines, gigabits a second in and out, euro a month."""
    frames = users * FRAME_S
    cores = frames * (costs.landmarks_frame_ms if landmarks else costs.frame_ms) / 1000 / BUSY
    out_bytes = LANDMARK_BYTES if landmarks else costs.frame_bytes
    egress_gb = frames * out_bytes * 3600 * LIVE_HOURS / 1e9
    return {
        "cores": cores,
        "machines": ceil(cores / CORES_A_MACHINE),
        "proxy_cores": frames * costs.proxy_ms / 1000 / BUSY,
        "gbit_in": frames * costs.frame_bytes * 8 / 1e9,
        "gbit_out": frames * out_bytes * 8 / 1e9,
        "euro_processor": cores * CORE_HOUR * LIVE_HOURS,
        "euro_egress": egress_gb * EGRESS_GB,
    }


def photos(costs: Costs, a_day: int) -> dict[str, float]:
    """The same for uploads that are read for their style; storage after a year."""
    a_second = a_day / 86_400
    cores = PEAK * a_second * costs.photo_ms / 1000 / BUSY
    stored_gb = a_day * 365 * KEPT_MB / 1000
    return {
        "at_the_peak_a_second": PEAK * a_second,
        "cores": cores,
        "machines": ceil(cores / CORES_A_MACHINE),
        "gbit_in": PEAK * a_second * UPLOAD_MB * 8 / 1000,
        "gbit_out": PEAK * a_second * SEEN_MB * 8 / 1000,
        "stored_tb_in_a_year": stored_gb / 1000,
        "euro_processor": cores * CORE_HOUR * 730,
        "euro_egress": 30 * a_day * SEEN_MB / 1000 * EGRESS_GB,
        "euro_storage_after_a_year": stored_gb * STORED_GB_MONTH,
    }


ROWS = [
    ("cores", "cores", "{:,.0f}"),
    ("machines", f"machines of {CORES_A_MACHINE} cores", "{:,.0f}"),
    ("proxy_cores", "of the cores, the proxies'", "{:,.0f}"),
    ("at_the_peak_a_second", "photos a second at the peak", "{:,.0f}"),
    ("gbit_in", "Gbit/s in", "{:,.1f}"),
    ("gbit_out", "Gbit/s out", "{:,.1f}"),
    ("stored_tb_in_a_year", "TB kept after a year", "{:,.0f}"),
    ("euro_processor", "euro a month, processor", "{:,.0f}"),
    ("euro_egress", "euro a month, traffic out", "{:,.0f}"),
    ("euro_storage_after_a_year", "euro a month, storage after a year", "{:,.0f}"),
]


def table(costs: Costs) -> str:
    """Both tables of docs/capacity.md."""
    columns = {
        "10,000 live, made up by the server": live(costs, 10_000, landmarks=False),
        "10,000 live, made up by the browser": live(costs, 10_000, landmarks=True),
        "1,000,000 photos a day": photos(costs, 1_000_000),
    }
    lines = [
        "| measured | |",
        "|---|---|",
        f"| a frame made up by the server, from the proxy to the database | {costs.frame_ms:.1f} ms of a core |",
        f"| a frame answered by landmarks | {costs.landmarks_frame_ms:.1f} ms of a core |",
        f"| the proxy's part of a frame | {costs.proxy_ms:.2f} ms of a core |",
        f"| a photo read and kept (its client's time counted too) | {costs.photo_ms:.0f} ms of a core |",
        f"| a frame of 640x480 | {costs.frame_bytes / 1000:.0f} KB |",
        "",
        "| | " + " | ".join(columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for name, words, form in ROWS:
        cells = [form.format(figures[name]) if name in figures else "" for figures in columns.values()]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    text = DOCUMENT.read_text()
    before, after = text.split(START)[0], text.split(END)[1]
    DOCUMENT.write_text(f"{before}{START}\n{table(measured())}\n{END}{after}")
    print(table(measured()))


if __name__ == "__main__":
    main()
