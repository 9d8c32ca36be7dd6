"""At which size and by whom a live frame is painted, as the way and the device allow."""

import json

GOOD = {"roundTrip": 40, "answered": 28, "held": 2, "drawMs": 8, "encodeMs": 5, "serverMs": 6}
SLOW = {**GOOD, "roundTrip": 400}
HEAVY = {**GOOD, "drawMs": 80}


def pace_after(run, samples, **start):
    return run(
        f"""
        const {{ startPace, stepPace }} = await import('/static/js/lib/live-pace.js');
        let pace = startPace({json.dumps(start)});
        const reasons = [];
        for (const sample of {json.dumps(samples)}) {{ pace = stepPace(pace, sample); if (pace.reason) reasons.push(pace.reason); }}
        return {{ ...pace, sinceUp: 0, reasons }};
        """
    )


def test_a_slow_link_gets_smaller_frames_a_step_at_a_time(run):
    assert pace_after(run, [SLOW] * 2, canDraw=True)["level"] == 0
    assert pace_after(run, [SLOW] * 3, canDraw=True)["level"] == 1
    lowest = pace_after(run, [SLOW] * 30, canDraw=True)
    assert (lowest["level"], lowest["output"]) == (3, "landmarks")


def test_a_slow_second_now_and_then_changes_nothing(run):
    assert pace_after(run, [SLOW, SLOW, GOOD] * 5, canDraw=True)["level"] == 0


def test_a_device_that_cannot_keep_up_lets_the_server_paint(run):
    pace = pace_after(run, [HEAVY] * 3, canDraw=True)
    assert (pace["output"], pace["level"], pace["reasons"]) == ("image", 0, ["slow-device"])
    # And should the link be worse still, it paints after all, and goes on doing so.
    pace = pace_after(run, [HEAVY] * 3 + [SLOW] * 12 + [HEAVY] * 9, canDraw=True)
    assert pace["output"] == "landmarks"


def test_a_busy_device_is_not_called_a_slow_link(run):
    assert pace_after(run, [{**SLOW, "encodeMs": 70}] * 3, canDraw=False)["reasons"] == ["busy-device"]
    assert pace_after(run, [SLOW] * 3, canDraw=False)["reasons"] == ["slow-link"]


def test_a_busy_server_is_not_called_a_slow_link(run):
    """Where both are slow, whatever takes most of the time is named."""
    assert pace_after(run, [{**SLOW, "serverMs": 310}] * 3, canDraw=True)["reasons"] == ["busy-server"]
    assert pace_after(run, [{**SLOW, "serverMs": 90}] * 3, canDraw=True)["reasons"] == ["slow-link"]


def test_what_the_person_chose_stays(run):
    assert pace_after(run, [HEAVY] * 9, canDraw=True, wish="landmarks")["output"] == "landmarks"
    assert pace_after(run, [SLOW] * 30, canDraw=True, wish="image")["output"] == "image"


def test_it_recovers_but_does_not_swing(run):
    assert pace_after(run, [SLOW] * 3 + [GOOD] * 10, canDraw=True)["level"] == 0
    # Up, and at once down again: the next try takes twice as long.
    swung = [SLOW] * 3 + [GOOD] * 10 + [SLOW] * 3
    assert pace_after(run, swung + [GOOD] * 19, canDraw=True)["level"] == 1
    assert pace_after(run, swung + [GOOD] * 20, canDraw=True)["level"] == 0


def test_a_camera_of_few_frames_is_not_a_slow_link(run):
    assert pace_after(run, [{**GOOD, "answered": 5, "held": 0}] * 9, canDraw=True)["level"] == 0
