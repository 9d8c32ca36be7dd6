"""`make faults`: parts of a real deployment fail, and hostile clients come; what was seen goes to bench/results/faults.json.

`ONLY=web_killed,redis_killed make faults` runs some. A fault that is not survived as docs/faults.md says ends it with status 1.
"""

import os
import traceback

from bench import fault_clients, fault_hangs, fault_rig, fault_scenarios
from bench.face_speed import webcam_picture

# What must be 0, and what must be at least or at most this, wherever a scenario tells it.
MUST = {
    "promised_and_lost": (0, 0),
    "rows_without_file": (0, 0),
    "files_without_row": (0, 0),
    "partial_files": (0, 0),
    "other_errors": (0, 3),  # an answer that was under way through the proxy when a process was killed
    "outage_s": (0, 60),  # without a hand; a busy machine takes its time
    "longest_gap_s": (0, 30),
    "memory_growth_mb": (-1000, 700),
    "pages_failed": (0, 0),
    "longest_page_s": (0, 15),
}


def broken(seen: dict) -> list[str]:
    """What of a scenario's figures is not as it must be."""
    return [f"{name} is {seen[name]}" for name, (low, high) in MUST.items() if name in seen and not low <= seen[name] <= high]


def main() -> dict:
    only = set(filter(None, os.environ.get("ONLY", "").split(",")))
    figures = {}
    with fault_rig.place() as folder:
        frame = webcam_picture()
        for module, start in (
            (fault_scenarios, fault_rig.running),
            (fault_clients, fault_clients.serving),
            (fault_hangs, fault_hangs.serving),
        ):
            wanted = [scenario for scenario in module.SCENARIOS if not only or scenario.__name__ in only]
            if not wanted:
                continue
            with start() as site:
                for scenario in wanted:
                    # Each is another person's doing: what one may upload in an hour is limited.
                    token = fault_rig.new_token(scenario.__name__)
                    figures[scenario.__name__] = seen = _run(scenario, site, folder, token, frame)
                    print(f"{scenario.__name__}: {seen}", flush=True)
    bad = {name: seen["broken"] for name, seen in figures.items() if seen["broken"]}
    if bad:
        raise SystemExit(f"Not survived: {bad}")
    return figures


def _run(scenario, *arguments):
    print(f"-- {scenario.__name__}: {scenario.__doc__.splitlines()[0]}", flush=True)
    try:
        seen = scenario(*arguments)
    except Exception as error:
        traceback.print_exc()
        return {"what": scenario.__doc__.splitlines()[0], "broken": [repr(error)]}
    return {"what": scenario.__doc__.splitlines()[0], **seen, "broken": broken(seen)}


if __name__ == "__main__":
    main()
