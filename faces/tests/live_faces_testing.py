"""What the tests of the recognition socket have in common."""

import json

from faces import services
from faces.choosing import choose_face
from faces.sample_services import enroll_sample
from faces.tests.conftest import agree

PATH = "/ws/live/recognition/"


def enroll(owner, name, photo, **fields):
    """Somebody in a gallery, with one sample from a photo."""
    agree(owner)
    person = services.add_person(owner=owner, name=name, **({"has_consent": True} | fields))
    face = choose_face(photo)
    enroll_sample(user=owner, person=person, crop=face.crop, facts=face.facts, source="photo")
    return person


async def read(stream, number, jpeg):
    """What is answered to one frame."""
    await stream.frame(number, jpeg)
    got, *_, body = await stream.answer()
    assert got == number
    return json.loads(body)


async def settle(stream, jpeg, start=1, states=("known", "unknown")):
    """Frames until the one face in them is in one of these states; that face, and the states before."""
    states_seen = []
    for number in range(start, start + 400):
        faces = (await read(stream, number, jpeg))["faces"]
        if faces and faces[0]["state"] in states:
            return faces[0], states_seen
        states_seen += [face["state"] for face in faces]
    raise AssertionError(f"undecided: {states_seen[-5:]}")
