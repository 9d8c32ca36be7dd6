"""What the live streams of this process have done since it started. Only its event loop counts, so nothing is locked."""

from collections import Counter

FRAMES: Counter[tuple[str, str]] = Counter()  # (stream, outcome): received, dropped, answered, refused, failed
OPEN: Counter[str] = Counter()  # streams open now
CLOSED: Counter[tuple[str, int]] = Counter()  # (stream, code) of what the server ended
