"""Processes run together, as `make cluster` does it."""

import os
import sys
import threading
import time

import pytest

from evaranks import processes, programs
from evaranks.cluster import Cluster
from evaranks.processes import NotReady, Process, Processes

PATIENCE_S = 20


def python(name, program, **fields):
    return Process(name, [sys.executable, "-c", program], dict(os.environ), **fields)


@pytest.fixture
def group(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "AGAIN_S", 0.05)
    said = []
    group = Processes(tmp_path / "logs", said.append)
    group.said = said
    yield group
    group.stop_all()


def wait_until(is_so):
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_it_works(group, tmp_path):
    """It is waited for until it is ready; told to end, it ends in its own way; its words are in its log."""
    there = tmp_path / "there"
    program = f"""import signal, sys
signal.signal(15, lambda *_: sys.exit(7))
print('here', flush=True)
open({str(there)!r}, 'w')
signal.pause()"""
    group.start(python("polite", program, is_ready=there.exists))
    wait_until(lambda: (tmp_path / "logs" / "polite.log").read_text() == "here\n")
    assert group.stop("polite") == 7
    assert group.stop("polite") == 0


def test_what_dies_is_started_again_and_what_was_stopped_is_not(group, tmp_path):
    starts = tmp_path / "starts"
    group.start(python("mortal", f"open({str(starts)!r}, 'a').write('x'); import time; time.sleep(60)", is_ready=starts.exists))
    group.start(python("other", "import time; time.sleep(60)"))
    group.stop("other")
    watching = threading.Thread(target=group.watch)
    watching.start()
    os.kill(group.all["mortal"].pid(), 9)
    wait_until(lambda: starts.read_text() == "xx")
    assert group.said == ["mortal ended with -9: started again"]
    assert group.all["other"].running is None
    group.end()
    watching.join(PATIENCE_S)


def test_what_does_not_start_says_why(group):
    with pytest.raises(NotReady, match="no such port"):
        group.start(python("broken", "import sys; sys.exit('no such port')", is_ready=lambda: False))


def test_who_does_not_end_is_killed(group, tmp_path):
    there = tmp_path / "there"
    program = f"import signal, time; signal.signal(15, signal.SIG_IGN); open({str(there)!r}, 'w'); time.sleep(60)"
    group.start(python("deaf", program, is_ready=there.exists, stop_s=0.2))
    assert group.stop("deaf") == -9


def test_a_missing_program_is_named(monkeypatch):
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    with pytest.raises(programs.Missing, match="apt-get install redis-server"):
        programs.redis_server()
    monkeypatch.setattr(programs.sys, "executable", "/nowhere/python")
    with pytest.raises(programs.Missing, match="apt-get install caddy"):
        programs.caddy()


def test_the_proxys_configuration_is_that_of_the_deployment_with_the_servers_of_this_machine(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(Cluster, "start", lambda self, process: started.append(process))
    cluster = Cluster(9000, print, DATA_DIR=str(tmp_path))
    cluster.start_proxy(2)
    text = (cluster.folder / "Caddyfile").read_text()
    assert "to 127.0.0.1:9010 127.0.0.1:9011" in text
    assert "dynamic" not in text
    command = [programs.caddy(), "validate", "--adapter", "caddyfile", "--config", cluster.folder / "Caddyfile"]
    assert processes.subprocess.run(command, env=started[0].environment, capture_output=True).returncode == 0
