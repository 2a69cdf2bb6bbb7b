"""Records of a what-if: which of an edition's links are in force in a year."""

from dataclasses import replace

import numpy as np
import pandas as pd

import connectindex as ci
from connectindex import links
from connectindex.audit.whatif.records import Base
from connectindex.pipeline.measure import dyads_of


def test_a_link_operates_from_the_year_it_starts_to_the_year_it_ends():
    """As the sums of links have it: closed from the year after its end on, planned up to the year before its start."""
    edition = ci.read_edition(ci.edition.read.starter_folder())
    dates = [(np.nan, 2025), (np.nan, 2026), (2026, np.nan), (2027, np.nan), (2026, 2026)]
    codes = edition.units.codes
    rows = [(codes[0], codes[1 + k], 2026, "rail_crossings", 1.0, "operating", *d) for k, d in enumerate(dates)]
    table = pd.DataFrame(rows, columns=["from", "to", "year", "mode", "count", "status", "start", "end"])
    table = table.assign(name="", source="", capacity=np.nan)[list(links.RECORD_COLUMNS)]
    edition = replace(edition, links=table)
    base = Base(edition, 2026, dyads_of(edition, 2026))
    expected = ["closed", "operating", "operating", "planned", "operating"]
    assert base.records["status"].tolist() == expected
    summed = base.dyads.pairs.set_index(["unit", "partner"])["status"]
    assert [summed[codes[0], codes[1 + k]] for k in range(5)] == expected
