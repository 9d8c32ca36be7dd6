"""Joining through a provider, in a browser that holds our content security policy against the redirects."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.conftest import serving, sign_up, violations
from evaranks import sign_in_testing


@pytest.fixture(scope="module")
def provider():
    with sign_in_testing.serve() as provider:
        yield provider


@pytest.fixture(scope="module")
def site(tmp_path_factory, provider):
    seen = provider.address.replace("127.0.0.1", "localhost")
    variables = {"DJANGO_SETTINGS_MODULE": "e2e.provider_settings", "SIGN_IN_PROVIDER": provider.address, "SIGN_IN_PROVIDER_SEEN": seen}
    with serving(tmp_path_factory.mktemp("providers"), **variables) as address:
        yield address


def look_at(page, label):
    found = violations(page)
    assert not found, f"{label}: {found}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), label
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{label}.png", full_page=True)


def test_it_works(open_context, provider):
    provider.person = {"id": "11", "name": "김민지", "email": "minji@example.com"}
    page = open_context(viewport={"width": 360, "height": 800}, color_scheme="dark").new_page()
    page.goto("/login/?next=/profile/")
    look_at(page, "sign-in-phone-dark")
    page.get_by_role("button", name="Facebook").click()
    page.wait_for_url("**/profile/")
    expect(page.get_by_text("@gimminji", exact=True)).to_be_visible()
    look_at(page, "profile-phone-dark")


def test_a_missing_address_is_asked_for(open_context, provider):
    provider.person = {"id": "12", "name": "Dana", "email": ""}
    page = open_context().new_page()
    page.goto("/signup/")
    look_at(page, "sign-up-desktop")
    page.get_by_role("button", name="Kakao").click()
    page.wait_for_url("**/e-mail/")
    look_at(page, "missing-address-desktop")
    page.get_by_label("E-mail").fill("dana@example.com")
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_selector("[data-studio]")


def test_an_account_links_and_unlinks(open_context, provider):
    provider.person = {"id": "13", "name": "Fox", "email": "fox@example.com"}
    page = open_context().new_page()
    sign_up(page)
    page.goto("/profile/")
    page.get_by_role("button", name="Link Naver").click()
    page.get_by_role("button", name="Unlink Naver").click()
    expect(page.get_by_role("button", name="Link Naver")).to_be_visible()
    look_at(page, "profile-desktop")
