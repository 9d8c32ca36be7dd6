"""Every call of the API, with what the schema allows and what it forbids: whatever comes, the server does not fail."""

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings

from accounts.services import create_token

pytestmark = pytest.mark.django_db


schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())


@pytest.fixture(autouse=True)
def _one_connection():
    """A request's end would close the connection in whose transaction the test lives; Django's own client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(alice):
    return create_token(owner=alice, name="schemathesis")[1]


OPERATIONS = {found.ok().label: found.ok() for found in schema.get_all_operations()}


# Not by `schema.parametrize`: its items have one name, of which pytest-xdist, told to keep modules together, runs the last alone.
@pytest.mark.parametrize("label", OPERATIONS)
def test_it_works(label, token):
    @given(case=OPERATIONS[label].as_strategy())
    @settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    def call(case):
        response = case.call(headers={"Authorization": f"Token {token}"})
        assert response.status_code < 500, response.text
        if response.status_code not in {204, 404}:
            assert "json" in response.headers["content-type"][0] or "openapi" in response.headers["content-type"][0]

    call()


def test_every_type_in_the_schema_has_a_name_of_its_own(capsys):
    call_command("spectacular", validate=True, fail_on_warn=True)
    assert capsys.readouterr().out.startswith("openapi: 3.0")
