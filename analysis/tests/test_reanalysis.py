"""Photos are read again by a new network."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts import jobs
from analysis import reanalysis
from analysis.models import Photo


@pytest.fixture
def read(monkeypatch, settings, make_look):
    """The photos that the network was asked to read; it answers as `make_look` does."""
    settings.STYLE_PRESET = "newer"
    read = []

    def analyze(*, photo):
        read.append(photo.pk)
        if photo.width == 1:
            raise Photo.DoesNotExist
        old = photo.style_analyses.get(preset="eva-styles")
        old.pk, old.preset, old._state.adding = None, "newer", True
        old.save()

    monkeypatch.setattr(reanalysis, "analyze_photo", analyze)
    return read


def told(*options):
    text = StringIO()
    call_command("reanalyse", *options, stdout=text)
    return text.getvalue()


def test_it_works(read, alice, make_look, monkeypatch):
    monkeypatch.setattr(reanalysis, "BATCH", 2)
    looks = [make_look(alice) for _ in range(5)]
    make_look(alice, preset="newer")
    assert told("--status") == "5 photos wait for newer\n"
    assert told() == "2 of 5\n4 of 5\n5 of 5\n"
    assert sorted(read) == sorted(look.photo_id for look in looks)
    assert told() == "0 photos wait for newer\n"


def test_workers_take_it_in_batches(read, alice, make_look, monkeypatch):
    monkeypatch.setattr(reanalysis, "BATCH", 2)
    for _ in range(3):
        make_look(alice)
    with jobs.run_now() as done:
        assert "3 photos" in told("--jobs")
    assert len(done) == 2
    assert len(read) == 3
    assert told("--status").startswith("0 ")


def test_a_photo_whose_file_is_gone_keeps_no_other(read, alice, make_look):
    gone, _ = make_look(alice), make_look(alice)
    Photo.objects.filter(pk=gone.photo_id).update(width=1)
    told()
    assert len(read) == 2
    assert list(reanalysis.waiting()) == [gone.photo]


def test_a_job_of_an_earlier_network_does_nothing(read, alice, make_look):
    reanalysis.read_again(photos=[str(make_look(alice).photo_id)], preset="eva-styles")
    assert read == []
