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
    assert [s["id"] for s in made["shapes"]] == ["A"]
    assert made["small"] == ["B"]
    (ax, _), (bx, by) = made["points"]["A"], made["points"]["B"]
    assert ax < bx <= made["width"]
    assert 0 <= by <= made["height"]


def test_a_line_of_very_many_corners_is_thinned_in_pieces_that_keep_their_ends():
    k = np.arange(3 * geojson.STRETCH)
    line = tuple(zip(k.tolist(), (1000 * (k % 2)).tolist(), strict=True))  # each corner as far away as the others
    thin = geojson._thin(line)
    assert 0.99 * len(line) < len(thin) <= len(line)
    flat = geojson._thin(tuple((x, 0) for x in k.tolist()))
    assert flat == [(0, 0), (4000, 0), (8000, 0), (11999, 0)]
    assert (
        land(["M0 0" + "".join(f"l1 {30 if n % 2 else -30}" for n in range(9000)) + "l0 90h-9000z"]).count("l") > 8000
    )
