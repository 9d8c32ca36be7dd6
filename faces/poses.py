"""The poses of a guided enrolment: how many samples each wants, and what to tell whoever is not in it."""

POSES = {"front": 2, "left": 1, "right": 1, "up": 1}  # left and right are the person's own
AHEAD = (12.0, 18.0)  # yaw and pitch, degrees: a webcam sits above or below the eyes
TURNED = (13.0, 30.0)  # yaw beside the front pose
LIFTED = (7.0, 24.0)  # pitch above the front pose
ASIDE = 12.0  # yaw that is still straight up
SIDES = {"left": 1, "right": -1}  # the person's left is the image's right


def advise(pose: str, yaw: float, pitch: float, front: tuple[float, float] | None) -> str:
    """What to do to come into a pose, or "" for nothing: "look_ahead", "turn_left", "turn_right", "turn_less", "look_up", "look_less_up".

    Args:
        yaw, pitch: of the head, in degrees, as in HeadPose.
        front: yaw and pitch of this sitting's front pose; None before there is one.
    """
    ahead_yaw, ahead_pitch = front or (0.0, 0.0)
    if pose == "front":
        return "" if abs(yaw) < AHEAD[0] and abs(pitch) < AHEAD[1] else "look_ahead"
    if pose == "up":
        if abs(yaw - ahead_yaw) > ASIDE:
            return "look_ahead"
        return _within(pitch - ahead_pitch, LIFTED, "look_up", "look_less_up")
    return _within(SIDES[pose] * (yaw - ahead_yaw), TURNED, f"turn_{pose}", "turn_less")


def _within(angle, limits, more, less):
    lowest, highest = limits
    return more if angle < lowest else less if angle > highest else ""
