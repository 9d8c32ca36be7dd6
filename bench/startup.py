"""How long `make run` takes on an installed tree until its first page is answered, and how much memory the server holds.

Baseline: a bare `import tensorflow`, with which every start of the old system began.
"""

import subprocess
import sys
import time

from bench.live_server import live_server


def main() -> dict:
    with live_server() as server:  # a new database: with every migration and all static files
        first = server.first_answer_s
        time.sleep(3)
        memory = server.memory_mb()
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import tensorflow"], check=True, stderr=subprocess.DEVNULL)
    baseline = time.perf_counter() - started
    print(f"first page after {first:.1f} s with an empty database; `import tensorflow` alone takes {baseline:.1f} s; {memory:.0f} MB")
    return {
        "first_answer_s": round(first, 2),
        "memory_mb": round(memory),
        "baseline_import_tensorflow_s": round(baseline, 2),
        "ratio": round(baseline / first, 2),
    }
