from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectindex.reports.compose.land import land


def test_points_on_a_line_go_and_corners_stay():
    assert land(["M0 0h5h5v10l-10 0z"]) == "M0 0h10v10h-10z"


def test_moves_and_lines_of_every_kind_are_followed():
    same = "M10 10h20v20h-20z"
    for path in ("M10 10H30V30H10Z", "m10 10 20 0 0 20-20 0z", "M10,10L30,10L30,30L10,30z", "M10 10l2e1 0 0 20-20 0"):
        assert land([path]) == same


def test_a_ring_after_a_closed_one_starts_where_that_began():
    assert land(["M0 0h10v10h-10zm20 0h10v10h-10z"]) == "M0 0h10v10h-10zM20 0h10v10h-10z"


def test_specks_go():
    assert land(["M0 0h1v1h-1z", "M5 5h1.9v2h-1.9z"]) == ""


def test_curves_are_taken_over():
    curved = "M0 0C1 1 2 2 3 3z"
    assert land([curved]) == curved


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=3, max_size=40, unique=True))
def test_every_point_left_was_there(points):
    path = "M" + "L".join(f"{x} {y}" for x, y in points) + "z"
    found = land([path])
    assert set(found) <= set("Mlhvz0123456789- ")
    x = y = 0
    import re

    for letter, text in re.findall(r"([Mlhv])([^Mlhvz]*)", found):
        numbers = [int(n) for n in re.findall(r"-?\d+", text)]
        if letter == "M":
            x, y = numbers
        elif letter == "l":
            x, y = x + numbers[0], y + numbers[1]
        elif letter == "h":
            x += numbers[0]
        else:
            y += numbers[0]
        assert (x, y) in points


@pytest.mark.parametrize("path", ["", "M1 1", "M1 1z", "M1 1h0v0z"])
def test_nothing_comes_of_nothing(path):
    assert land([path]) == ""
