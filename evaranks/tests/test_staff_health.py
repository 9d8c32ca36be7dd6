"""The staff's page of live charts: for staff alone, with figures that move."""

import pytest

from accounts import two_step_services
from evaranks import staff_views
from ml_models import stages

pytestmark = pytest.mark.django_db
PAGE, FIGURES = "/staff/health/", "/staff/health/figures.json"


def test_it_works(client, charlie):
    client.force_login(charlie)
    before = client.get(FIGURES).json()
    stages.observe("decode", 0.02)
    after = client.get(FIGURES).json()

    assert sum(after["requests"]["counts"]) > sum(before["requests"]["counts"])
    assert len(after["requests"]["counts"]) == len(after["requests"]["bounds"]) + 1
    assert after["stages"]["decode"][0] == before["stages"].get("decode", [0])[0] + 1
    assert after["at"] > before["at"]
    assert after["memory"] > 50 * 2**20
    html = client.get(PAGE).content.decode()
    assert all(f'data-chart="{key}"' in html for key in staff_views.CHARTS)
    assert len(staff_views.CHARTS) == 9


@pytest.mark.parametrize("address", [PAGE, FIGURES])
def test_nobody_else_sees_it(client, alice, charlie, address, monkeypatch):
    assert client.get(address).status_code == 302
    client.force_login(alice)
    assert client.get(address).status_code == 404
    client.force_login(charlie)
    assert client.post(address).status_code == 405
    monkeypatch.setattr(two_step_services, "is_satisfied", lambda request: False)
    assert client.get(address).url == f"/profile/two-step/?next={address}"
