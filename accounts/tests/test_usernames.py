import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import social_services, usernames
from accounts.models import User


def test_it_works():
    assert usernames.base_of("Dana Scully") == "dana-scully"


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("김민지", "gimminji"),
        ("박서연", "bakseoyeon"),
        ("홍길동", "honggildong"),
        ("Zoë Ōta", "zoe-ota"),
        ("  o'Neill, Jr.  ", "o-neill-jr"),
        ("Wolfeschlegelsteinhausenbergerdorff", "wolfeschlegelsteinhausen"),
        ("李", "guest"),
        ("", "guest"),
        ("<script>", "script"),
        ("me@example.com", "me-example-com"),
    ],
)
def test_names_become_plain_letters(name, base):
    assert usernames.base_of(name) == base


def test_nobody_is_called_as_if_they_were_us():
    assert next(usernames.suggestions("Admin")).startswith("admin-")


@given(st.text(max_size=60))
def test_every_suggestion_is_a_valid_username(name):
    validate = User._meta.get_field("username").run_validators
    for _attempt, username in zip(range(5), usernames.suggestions(name), strict=False):
        validate(username)
        assert len(username) <= 30


@pytest.mark.django_db
def test_a_taken_name_gets_digits(make_person):
    make_person("Dana-Scully")
    user, _link = social_services.create_account(name="Dana Scully", email="d@example.com", provider="google", uid="1")
    assert re.fullmatch(r"dana-scully-\d{4}", user.username)
