"""A photo comes in by paste and by drop as well; what is no picture is told so at once."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import sign_up

# Makes a file in the page, of which one half is transparent, and hands it over as the event would. A browser lets nothing be
# dropped where the page does not stop what it does with it while it is dragged.
HAND_OVER = """async ([selector, kind, type]) => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 300, height: 400});
  canvas.getContext('2d').fillRect(0, 0, 300, 200);
  const blob = type.startsWith('image/') ? await new Promise(done => canvas.toBlob(done, type)) : new Blob(['words'], {type});
  const data = new DataTransfer();
  data.items.add(new File([blob], 'handed-over', {type}));
  const event = kind == 'paste'
    ? new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})
    : new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
  const target = document.querySelector(selector);
  const dragged = new DragEvent('dragover', {dataTransfer: data, bubbles: true, cancelable: true});
  target.dispatchEvent(dragged);
  target.dispatchEvent(event);
  return dragged.defaultPrevented;
}"""
LOWER_HALF = """async image => {
  await image.decode();
  const context = Object.assign(document.createElement('canvas'), {width: 300, height: 400}).getContext('2d');
  context.drawImage(image, 0, 0);
  return [...context.getImageData(150, 300, 1, 1).data];
}"""


@pytest.mark.parametrize(("selector", "kind"), [("body", "paste"), ("[data-drop]", "drop")])
def test_it_works(page, selector, kind):
    sign_up(page)
    page.wait_for_selector("[data-do=camera]:enabled")
    assert page.evaluate(HAND_OVER, [selector, kind, "image/png"])
    expect(page.locator("[data-preview]")).to_be_visible()
    assert page.locator("[data-preview]").evaluate(LOWER_HALF) == [255, 255, 255, 255]  # JPEG would have it black
    expect(page.locator("[data-do=analyse]")).to_be_focused()


def test_a_text_file_is_refused_before_it_is_sent(page):
    sign_up(page)
    page.wait_for_selector("[data-do=camera]:enabled")
    page.evaluate(HAND_OVER, ["[data-drop]", "drop", "text/plain"])
    expect(page.locator("[data-eva]")).to_contain_text("not a picture")
    expect(page.locator("[data-drop]")).to_be_visible()
