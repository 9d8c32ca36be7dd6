import numpy as np
import pytest

from ml_models import heatmap
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
