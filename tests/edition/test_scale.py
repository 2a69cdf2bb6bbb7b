"""A scale written as text is the scale that is read."""

import io
import math

import pandas as pd

from connectindex.edition.scale import parsed_scale, scale_text
from connectindex.stages.frozen import FrozenColumn, scale_table

SCALE = (
    FrozenColumn("a", low=0.0, high=12345678.5, mean=0.1 + 0.2, sd=1e-9),
    FrozenColumn("b", transform="log", left=True, minimum=-3.0, maximum=7.25, low=-1.0, high=2.0, cap_high=math.inf),
)


def test_a_scale_as_text_is_read_as_it_was():
    text = scale_text(scale_table(SCALE))
    assert text.map(type).eq(str).all(axis=None)
    read = parsed_scale(pd.read_csv(io.StringIO(text.to_csv(index=False)), dtype=str, keep_default_na=False))
    pd.testing.assert_frame_equal(scale_table(read), scale_table(SCALE))
