"""Celery: every job (accounts/jobs.py) is a task of the same name, and the clock of housekeeping.

Workers: `celery --app evaranks.celery worker --queues jobs`; for INFERENCE=celery, others with `--queues inference`;
and one `celery --app evaranks.celery beat`.
"""

import os
from datetime import timedelta
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evaranks.settings")

import django
from celery import Celery
from celery.signals import worker_init
from django.conf import settings

from accounts import jobs, request_ids

# A task that no one has acknowledged for so long was its dead worker's, and another gets it: longer than any task may take.
VISIBILITY_S = settings.JOB_VISIBILITY_S
CONNECT_S = 1

app = Celery("evaranks", broker=settings.CELERY_BROKER_URL or "memory://")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_default_queue="jobs",
    task_acks_late=True,  # a job whose worker dies in it is another worker's
    task_reject_on_worker_lost=True,
    task_acks_on_failure_or_timeout=True,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_S,
        "socket_connect_timeout": CONNECT_S,
        "socket_keepalive": True,
        "health_check_interval": 30,
        # Whoever enqueues a job while the broker is away hears so at once (six seconds by default): a page waits for it.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
    },
    timezone=settings.TIME_ZONE,
    beat_schedule_filename=str(settings.DATA_DIR / "celery-beat"),
    beat_schedule={
        "housekeeping": {
            "task": "evaranks.housekeeping.look_for_chores",
            "schedule": timedelta(minutes=10),
            "options": {"expires": 600},  # those of a night without workers are not all done in the morning
        }
    },
)


@worker_init.connect
def register_jobs(**_):
    """Make the tasks. The addresses of the site lead to every module, and so to every job."""
    django.setup()
    import_module(settings.ROOT_URLCONF)
    inference = import_module("analysis.inference")
    import_module("evaranks.housekeeping")
    for wanted in jobs.REGISTERED.values():
        _add(wanted)
    app.task(inference.answer, name=inference.TASK, acks_late=True)


def _add(wanted):
    limits = {"soft_time_limit": wanted.time_limit_s, "time_limit": wanted.time_limit_s + 30}

    @app.task(name=wanted.name, bind=True, max_retries=None, **limits)
    def task(self, **arguments):
        with request_ids.working_for((self.request.headers or {}).get("request_id", "")):
            if not jobs.attempt_job(wanted, arguments, self.request.retries):
                raise self.retry(countdown=jobs.retry_delay_s(self.request.retries))
