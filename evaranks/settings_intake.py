"""Settings of what a server process takes in (evaranks/intake.py)."""

from evaranks.settings_environment import env

MB = 1024 * 1024
REQUEST_BYTES = env.int("REQUEST_MB", 64) * MB  # of one request: up to 16 pictures
REQUESTS_BYTES = env.int("REQUESTS_MB", 256) * MB  # of all that a process receives or works on at a time
REQUEST_GRACE_S = env.float("REQUEST_GRACE_S", 20)  # after which a body must come at no less than this:
REQUEST_BYTES_A_SECOND = 2048
REQUEST_IDLE_S = env.float("REQUEST_IDLE_S", 30)  # without the head of a request: longer than a proxy in front keeps a connection
