import io

import numpy as np
import pytest
from PIL import Image

from ml_models import heatmap, images
from ml_models.results import BoundingBox


def spot(row, column, size=7):
    activation = np.zeros((size, size), np.uint8)
    activation[row, column] = 255
    return activation


def centre(overlay):
    """(x, y) of the overlay's weight, as shares of its width and height."""
    alpha = overlay[:, :, 3].astype(float)
    rows, columns = np.indices(alpha.shape)
    height, width = alpha.shape
    return (alpha * (columns + 0.5)).sum() / alpha.sum() / width, (alpha * (rows + 0.5)).sum() / alpha.sum() / height


@pytest.mark.parametrize(("row", "column"), [(3, 3), (1, 5), (5, 1)])
def test_it_works(row, column):
    overlay = heatmap.overlay(spot(row, column), BoundingBox(0, 0, 700, 700), (700, 700))

    assert overlay.dtype == np.uint8
    assert overlay.shape == (640, 640, 4)
    assert centre(overlay) == pytest.approx(((column + 0.5) / 7, (row + 0.5) / 7), abs=0.02)


def test_the_map_lies_where_its_box_lies():
    overlay = heatmap.overlay(spot(3, 3), BoundingBox(600, 100, 200, 200), (1000, 500))

    assert overlay.shape == (320, 640, 4)
    assert centre(overlay) == pytest.approx((0.7, 0.4), abs=0.01)
    assert not overlay[:, :300, 3].any()


def test_a_box_may_reach_outside_the_photo():
    overlay = heatmap.overlay(spot(3, 3), BoundingBox(-200, 0, 400, 400), (200, 400))
    assert overlay.shape == (400, 200, 4)
    assert centre(overlay)[0] < 0.2


def test_the_edge_of_the_box_is_no_line():
    overlay = heatmap.overlay(np.full((7, 7), 255, np.uint8), BoundingBox(100, 100, 200, 200), (400, 400))
    row = overlay[200, :, 3].astype(int)
    assert row[200] > 240
    assert np.abs(np.diff(row)).max() < 60


def test_nothing_seen_leaves_the_photo_alone():
    overlay = heatmap.overlay(np.zeros((7, 7), np.uint8), BoundingBox(0, 0, 100, 100), (100, 100))
    assert not overlay[:, :, 3].any()


def test_weak_is_dark_blue_strong_is_light_yellow():
    steps = np.repeat(np.array([[0, 20, 77, 153, 255]], np.uint8), 3, axis=0)
    overlay = heatmap.overlay(steps, BoundingBox(0, 0, 500, 300), (500, 300))
    nothing, faint, weak, middle, strong = overlay[150, [50, 150, 250, 350, 450]].astype(int)
    assert nothing[3] == faint[3] == 0 < weak[3] < middle[3] < 250 < strong[3]
    assert weak[2] > weak[0] > weak[1]
    assert middle[0] > 180 > middle[1] > middle[2]
    assert (strong[:3] > 150).all()
    assert strong[0] > strong[2]
    brightness = overlay[150, 50:450, :3].astype(int) @ (2, 7, 1)
    assert (np.diff(brightness) > -80).all()  # it only grows: no rainbow


def test_a_png_keeps_the_colours_and_the_opacity():
    overlay = np.full((40, 60, 4), (200, 120, 10, 77), np.uint8)
    with Image.open(io.BytesIO(images.encode_png(overlay))) as picture:
        assert np.array_equal(np.asarray(picture), overlay)
