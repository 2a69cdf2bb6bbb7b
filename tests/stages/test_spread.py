"""Location and spread by hand: mean, deviation and standardised values of columns, however large or small."""

import numpy as np
import pytest

from connectindex.stages.spread import DataSpread, FrozenSpread

NAN = np.nan
COLUMNS = np.array([[2.0, 7], [4, 7], [NAN, 7], [9, 7]])


def test_spread_of_two_columns():
    """2, 4, 9 lie 0, 2, 7 above the lowest: mean 3, squares 9, 1, 16 over two; the sevens do not differ."""
    spread = DataSpread(COLUMNS)
    assert spread.low.tolist() == [2, 7]
    assert spread.high.tolist() == [9, 7]
    mean, sd = spread.standard()
    assert mean.tolist() == [3, 0]
    assert sd.tolist() == [13**0.5, 0]
    z = spread.standardised(COLUMNS)
    assert z[:, 0].tolist() == pytest.approx([-3 / 13**0.5, -1 / 13**0.5, NAN, 4 / 13**0.5], nan_ok=True)
    assert z[:, 1].tolist() == [0, 0, 0, 0]


def test_a_missing_value_in_a_column_of_equal_ones_stays_missing():
    x = np.array([[7.0], [NAN], [7]])
    assert DataSpread(x).standardised(x).ravel().tolist() == pytest.approx([0, NAN, 0], nan_ok=True)


@pytest.mark.parametrize("unit", [1.0, 1e-300, 1e300, -1e300])
def test_a_frozen_scale_standardises_as_the_data_that_it_was_made_of(unit):
    """Mean 3 above the lowest of 2, 4, 9; in units whose squares are no numbers, too."""
    x = np.array([[2.0], [4], [9]]) * unit
    of_data = DataSpread(x)
    frozen = FrozenSpread(of_data.low, of_data.high, *of_data.standard())
    assert [v.tolist() for v in frozen.standard()] == [v.tolist() for v in of_data.standard()]
    expected = np.array([-3, -1, 4]) / 13**0.5 * np.sign(unit)
    for spread in (of_data, frozen):
        assert spread.standardised(x).ravel().tolist() == pytest.approx(expected.tolist())
