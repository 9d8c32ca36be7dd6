"""What a picture's file is made of, told from its bytes before a decoder opens it."""

import re

SCANS = 40  # of a JPEG: hundreds would decode for minutes; a progressive one has some ten
SEGMENTS = 2000  # of a JPEG's first picture: Pillow keeps a note of each, and there is room for millions of empty ones
CHUNKS = 5000  # of a PNG: each is some steps of Python to Pillow; encoders put 4 KiB or more of the picture into one
START_OF_JPEG = b"\xff\xd8"
START_OF_PNG = b"\x89PNG\r\n\x1a\n"
START_OF_SCAN = b"\xff\xda"
END_OF_IMAGE = b"\xff\xd9"  # a JPEG's last marker
MARKER = re.compile(rb"\xff([\x02-\xcf\xd9-\xfe])")  # those that a length follows, and the last one


def is_endless(data: bytes) -> bool:
    """Whether a JPEG or PNG has so many parts that reading it would take minutes or gigabytes."""
    if data.startswith(START_OF_JPEG):
        return _has_endless_segments(data)
    return data.startswith(START_OF_PNG) and _has_endless_chunks(data)


def _has_endless_segments(data):
    """By the markers of the first picture. Whatever else looks like a marker, in metadata or behind the picture, is passed over."""
    at, scans = len(START_OF_JPEG), 0
    for _segment in range(SEGMENTS):
        marker = MARKER.search(data, at)
        if marker is None or marker[0] == END_OF_IMAGE:
            return False
        scans += marker[0] == START_OF_SCAN
        if scans > SCANS:
            return True
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2], "big")
    return True


def _has_endless_chunks(data):
    at = len(START_OF_PNG)
    for _chunk in range(CHUNKS):
        if at >= len(data):
            return False
        at += 12 + int.from_bytes(data[at : at + 4], "big")  # length, name and checksum around what it holds
    return True
