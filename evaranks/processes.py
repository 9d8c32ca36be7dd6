"""Several processes run together: each with its log, started again when it dies, stopped in order."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

AGAIN_S = 1.0
LAST_CHARS = 1000  # of a log


@dataclass
class Process:
    """`is_ready` is asked until it says yes; `stop_s` is what it gets to end by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    is_ready: Callable[[], bool] = lambda: True
    stop_s: float = 10
    running: subprocess.Popen | None = None

    def pid(self) -> int:
        return self.running.pid


class NotReady(Exception):
    """A process ended, or took too long, before it was ready; the text has the end of its log."""


class Processes:
    """What runs, by name, in the order of starting. `say` is told each step."""

    def __init__(self, logs: Path, say: Callable[[str], None], start_again: bool = True):
        logs.mkdir(parents=True, exist_ok=True)
        self.logs, self.say, self.start_again = logs, say, start_again
        self.all: dict[str, Process] = {}
        self._ending = threading.Event()
        self._changing = threading.RLock()

    def start(self, process: Process, patience_s: float = 180) -> None:
        """Start it and wait until it is ready. Raises NotReady."""
        self.all[process.name] = process
        self._run(process)
        until = time.monotonic() + patience_s
        while not process.is_ready():
            if process.running.poll() is not None or time.monotonic() > until:
                end = self.log(process).read_text(errors="replace")[-LAST_CHARS:]
                raise NotReady(f"{process.name} did not start; its log, {self.log(process)}, ends:\n{end}")
            time.sleep(0.05)

    def log(self, process: Process) -> Path:
        return self.logs / f"{process.name}.log"

    def watch(self) -> None:
        """Until `stop` is called in another thread, or by a signal: start again what has died."""
        while not self._ending.wait(AGAIN_S):
            with self._changing:
                for process in self.all.values():
                    if self.start_again and process.running is not None and process.running.poll() is not None:
                        self.say(f"{process.name} ended with {process.running.returncode}: started again")
                        self._run(process)

    def end(self) -> None:
        """Have `watch` return."""
        self._ending.set()

    def stop(self, name: str) -> int:
        """Ask a process to end, insist after its time; its exit status. It is not started again."""
        process = self.all[name]
        with self._changing:
            running, process.running = process.running, None
        if running is None:
            return 0
        running.send_signal(signal.SIGTERM)
        try:
            return running.wait(process.stop_s)
        except subprocess.TimeoutExpired:
            self.say(f"{name} did not end in {process.stop_s:.0f} s and is killed")
            os.killpg(running.pid, signal.SIGKILL)
            return running.wait()

    def stop_all(self) -> None:
        self.end()
        for name in reversed(self.all):
            self.stop(name)

    def _run(self, process):
        with self.log(process).open("ab") as log:
            # A group of its own: Ctrl-C in the terminal is the runner's, which stops the others in their order.
            process.running = subprocess.Popen(  # noqa: S603  (our own commands)
                process.command, env=process.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
