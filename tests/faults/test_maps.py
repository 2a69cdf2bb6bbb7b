"""Maps at the limits: outlines too small or too flat to be seen, and lines of very many corners."""

import numpy as np
import pytest

from connectindex.reports import geojson
from connectindex.reports.compose.land import land
from connectindex.style.outlines import Feature, Outlines

SQUARE = np.array([[0.0, 0], [10, 0], [10, 10], [0, 10], [0, 0]])
UNSEEN = {
    "a spot": np.array([[20.0, 5]] * 5),
    "to and fro": np.array([[20.0, 5], [21, 6], [22, 7], [20, 5]]),
    "an islet": np.array([[20.0, 5], [20 + 1e-7, 5], [20, 5 + 1e-7], [20, 5]]),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_a_unit_whose_outline_cannot_be_seen_is_a_dot(name):
    made = geojson.drawn(Outlines("a", (Feature("A", "", (SQUARE,)), Feature("B", "", (UNSEEN[name],)))))
    assert made["shapes"][0]["id"] == "A"
    assert made["small"] == ["B"]
    (ax, _), (bx, by) = made["points"]["A"], made["points"]["B"]
    assert ax < bx <= made["width"]
    assert 0 <= by <= made["height"]


def test_lines_of_very_many_corners_are_thinned_in_time():
    k = np.arange(40_000)
    flat = np.concatenate([np.column_stack([k, 0 * k]), [[20_000, 9_000]]]).astype(float)
    (ring,) = geojson.simpler([flat], tolerance=1)
    assert ring.tolist() == [[0, 0], [39_999, 0], [20_000, 9_000]]
    zigzag = np.column_stack([k, 9_000 * (k % 2)]).astype(float)  # every corner counts, and every line is long
    (ring,) = geojson.simpler([zigzag], tolerance=1)
    assert len(ring) == len(zigzag)
    path = "M0 0" + "".join(f"l1 {30 if n % 2 else -30}" for n in range(9000)) + "l0 90h-9000z"
    assert land([path]).count("l") > 8000
