"""A photo comes in by paste and by drop as well; what is no picture is told so at once."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up

# Makes a file in the page and hands it over as the event would.
HAND_OVER = """async ([selector, kind, type]) => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 300, height: 400});
  canvas.getContext('2d').fillRect(0, 0, 300, 400);
  const blob = type.startsWith('image/') ? await new Promise(done => canvas.toBlob(done, type)) : new Blob(['words'], {type});
  const data = new DataTransfer();
  data.items.add(new File([blob], 'handed-over', {type}));
  const event = kind == 'paste'
    ? new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})
    : new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
  document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.mark.parametrize(("selector", "kind"), [("body", "paste"), ("[data-drop]", "drop")])
def test_it_works(page, selector, kind):
    sign_up(page)
    page.wait_for_selector("[data-do=camera]:enabled")
    page.evaluate(HAND_OVER, [selector, kind, "image/png"])
    expect(page.locator("[data-preview]")).to_be_visible()
    expect(page.locator("[data-do=analyse]")).to_be_focused()


def test_a_text_file_is_refused_before_it_is_sent(page):
    sign_up(page)
    page.wait_for_selector("[data-do=camera]:enabled")
    page.evaluate(HAND_OVER, ["[data-drop]", "drop", "text/plain"])
    expect(page.locator("[data-eva]")).to_contain_text("not a picture")
    expect(page.locator("[data-drop]")).to_be_visible()
