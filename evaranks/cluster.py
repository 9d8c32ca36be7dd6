"""The deployment of docker-compose.yml as plain processes of this machine: proxy, web servers, worker, beat, Redis, PostgreSQL."""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

from evaranks import programs
from evaranks.local import BASE_DIR
from evaranks.processes import Process, Processes

WEB_STOP_S = 60
CADDYFILE = BASE_DIR / "deploy" / "Caddyfile"


class Cluster(Processes):
    """`port` is the proxy's; Redis has the next one, the proxy itself two more, web servers those from `port` + 10 on.

    DATA_DIR, SECRET_KEY and DATABASE_URL come from the environment, as evaranks.local leaves it, or from `settings`, which are
    variables too.
    """

    def __init__(self, port: int, say: Callable[[str], None], start_again: bool = True, **settings: str):
        self.port, self.address = port, f"http://127.0.0.1:{port}"
        redis = f"redis://127.0.0.1:{port + 1}"
        self.environment = {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "REDIS_URL": f"{redis}/0",
            "CELERY_BROKER_URL": f"{redis}/1",
            "NUM_PROXIES": "1",
            "DRAIN_NOTICE_S": "2",
            **settings,
        }
        self.folder = Path(self.environment["DATA_DIR"]) / "cluster"
        self.environment["STATIC_ROOT"] = str(self.folder.parent / "static")  # the proxy's, too
        super().__init__(self.folder, say, start_again)

    def prepare(self) -> None:
        """Tables and static files, once, before what needs them."""
        self.say("Database ready, applying migrations, collecting static files")
        for command in (["migrate", "--noinput", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *command], env=self.environment, check=True)  # noqa: S603  (our own)

    def start_redis(self) -> None:
        self.say(f"Redis on port {self.port + 1}")
        folder = self.folder / "redis"
        folder.mkdir(exist_ok=True)
        options = {"port": self.port + 1, "bind": "127.0.0.1", "dir": folder, "appendonly": "yes", "save": ""}
        command = [programs.redis_server(), *[part for name, value in options.items() for part in (f"--{name}", str(value))]]
        self.start(Process("redis", command, self.environment, lambda: _redis_answers(self.environment["REDIS_URL"])))

    def start_web(self, number: int, server: str = "uvicorn") -> None:
        """The web server of that number, from 1 on."""
        port = self.web_port(number)
        self.say(f"web-{number} on port {port}")
        command = [sys.executable, "manage.py", "serve", "--prepared", "--server", server, "--port", str(port)]
        ready = lambda: _answers(f"http://127.0.0.1:{port}/readyz")  # noqa: E731
        self.start(Process(f"web-{number}", command, self.environment, ready, WEB_STOP_S))

    def web_port(self, number: int) -> int:
        return self.port + 9 + number

    def start_worker(self, queue: str = "jobs", number: int = 1, concurrency: int = 1) -> None:
        """A worker for jobs, in processes; or for inference, in the threads of one."""
        self.say(f"worker of {queue}")
        pool = {"jobs": "prefork", "inference": "threads"}[queue]
        options = ["--queues", queue, "--pool", pool, "--concurrency", str(concurrency), "--hostname", f"{queue}-{number}@%h"]
        command = [*_celery("worker"), *options, "--without-gossip", "--without-mingle"]
        self.start(Process(f"{queue}-{number}", command, self.environment, stop_s=WEB_STOP_S))

    def start_beat(self) -> None:
        self.say("beat, the clock of housekeeping")
        self.start(Process("beat", _celery("beat"), self.environment))

    def start_proxy(self, webs: int) -> None:
        """In front of the web servers 1 to `webs`, with the configuration of docker-compose.yml."""
        self.say(f"proxy on port {self.port}")
        servers = " ".join(f"127.0.0.1:{self.web_port(number + 1)}" for number in range(webs))
        # Containers are found by a name that leads to all of them; here each has a port.
        text = re.sub(r"dynamic a \{\n.*?\n\s*\}", f"to {servers}", CADDYFILE.read_text(), count=1, flags=re.DOTALL)
        config = self.folder / "Caddyfile"
        config.write_text(text.replace("127.0.0.1:2020", f"127.0.0.1:{self.port + 3}"))
        environment = {
            **self.environment,
            "XDG_DATA_HOME": str(self.folder / "caddy"),
            "XDG_CONFIG_HOME": str(self.folder / "caddy"),
            "CADDY_ADMIN": f"127.0.0.1:{self.port + 2}",
            "SITE_ADDRESS": self.address,
        }
        command = [programs.caddy(), "run", "--adapter", "caddyfile", "--config", str(config)]
        self.start(Process("proxy", command, environment, lambda: _answers(f"{self.address}/healthz")))


def _celery(part):
    return [sys.executable, "-m", "celery", "--app", "evaranks.celery", part, "--loglevel", "INFO"]


def _redis_answers(url):
    import redis

    try:
        return redis.Redis.from_url(url, socket_timeout=1).ping()
    except redis.RedisError:
        return False


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  (our own address)
            return answer.status == 200
    except OSError:
        return False
