"""The privacy centre as a person meets it: an export that is packed, opened and read; an account that is gone, with a receipt."""

import json
import re
import zipfile

from playwright.sync_api import expect

from e2e.conftest import PASSWORD, sign_up
from evaranks.sample_pictures import picture_path


def share_a_look(page):
    """The address of a look on the board."""
    page.goto("/")
    page.set_input_files("[name=image]", picture_path("grace_hopper"))
    page.click("[data-do=analyse]")
    page.wait_for_url(re.compile(r"/looks/[0-9a-f-]{36}/"))
    page.fill("[name=caption]", "Dressed for the sea")
    page.locator("form[action$='/share/'] button").first.click()
    page.wait_for_url(re.compile(r"/board/[0-9a-f-]{36}/"))
    return page.url


def test_it_works(page, open_context, tmp_path):
    name = sign_up(page)
    shared = share_a_look(page)

    page.goto("/privacy/")
    expect(page.locator(".ledger").first).to_contain_text("Results on the board")
    page.click("text=Pack everything")
    page.get_by_role("link", name="Download the zip").wait_for(timeout=30_000)  # the page looks by itself
    with page.expect_download() as downloading:
        page.click("text=Download the zip")
    downloading.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        assert archive.testzip() is None
        (photo,) = json.loads(archive.read("photos.json"))
        assert archive.read(photo["file"]).startswith(b"\xff\xd8")
        (result,) = json.loads(archive.read("shared_results.json"))
        assert (result["caption"], result["owner"]) == ("Dressed for the sea", name)

    page.click("text=Delete your account")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("text=Delete everything")
    expect(page.locator("h1")).to_have_text("Your data is deleted")
    expect(page.locator(".ledger")).to_contain_text("Photos")
    assert name not in page.locator("main").inner_text()

    stranger = open_context().new_page()
    assert stranger.request.get(shared).status == 404
    assert stranger.request.get(f"/@{name}/").status == 404


def test_a_look_is_passed_on(page, open_context):
    sign_up(page)
    shared = share_a_look(page)
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    # What a phone's browser has and Chromium here has not.
    context.add_init_script(
        "navigator.canShare = () => true; window.passed = new Promise(resolve => { navigator.share = async data =>"
        "resolve({...data, files: data.files?.map(file => [file.type, file.size])}); });"
    )
    visitor = context.new_page()
    visitor.goto(shared)
    visitor.click("[data-do=copy]")
    expect(visitor.locator("text=Link copied.")).to_be_visible()
    assert visitor.evaluate("navigator.clipboard.readText()") == shared
    visitor.locator(".share-card summary").click()
    expect(visitor.locator(".share-card img")).to_be_visible()
    visitor.wait_for_load_state("networkidle")  # the card is drawn when it is first asked for
    visitor.click("[data-do=share]")
    passed = visitor.evaluate("window.passed")
    assert passed["url"] == shared
    assert passed["files"][0][0] == "image/png"
    assert 10_000 < passed["files"][0][1] < 1_000_000
