"""`manage.py cluster`: the whole deployment as plain processes, told step by step."""

import signal

from django.core.management.base import BaseCommand, CommandError

from evaranks.cluster import Cluster
from evaranks.management.commands.serve import SERVERS
from evaranks.processes import NotReady
from evaranks.programs import Missing


class Command(BaseCommand):
    help = "Run proxy, web servers, Celery's worker and beat, Redis and PostgreSQL as processes of this machine."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8100, help="the proxy's; Redis has the next, web servers those from 10 later on")
        parser.add_argument("--web", type=int, default=2, help="how many web servers")
        parser.add_argument("--server", choices=SERVERS, default="uvicorn")
        parser.add_argument("--inference", choices=["local", "celery"], default="local", help="where photos are read")

    def handle(self, *, port, web, server, inference, **options):
        cluster = Cluster(port, self._step, INFERENCE=inference)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: cluster.end())
        try:
            cluster.prepare()
            cluster.start_redis()
            for number in range(1, web + 1):
                cluster.start_web(number, server)
            cluster.start_worker("jobs")
            if inference == "celery":
                cluster.start_worker("inference", concurrency=2)
            cluster.start_beat()
            cluster.start_proxy(web)
            self.stdout.write(f"\n  EvaRanks is at {cluster.address}  (Ctrl-C stops all; logs in {cluster.folder})\n\n")
            self.stdout.flush()
            cluster.watch()
        except (Missing, NotReady) as error:
            raise CommandError(str(error)) from None
        finally:
            self._step("Stopping: web servers move their streams and finish first")
            cluster.stop_all()
            self._step("Stopped")

    def _step(self, text):
        self.stdout.write(f"- {text}")
        self.stdout.flush()
