"""Rules of link records: the same answer for a table in memory and for one in a store."""

import ibis
import pandas as pd
import pyarrow as pa
import pytest

from connectindex.links import rules
from connectindex.model.dyads import Mode

NAN = float("nan")
MODES = {
    "air": Mode("air", "Air", counted=False, within=False),
    "ports": Mode("ports", "Ports", counted=True, within=True),
}
ROWS = pd.DataFrame(
    {
        "from": ["A", "A", "B", "B"],
        "to": ["B", "A", "B", "A"],
        "mode": ["air", "air", "ports", "ports"],
        "start": [2024.0, 2025, NAN, 2030],
        "end": [2023.0, 2024, 2026, NAN],
    }
)
CONDITIONS = {
    "closed": (lambda t: rules.has_closed(t["end"], 2024), [True, False, False, False]),
    "yet to open": (lambda t: rules.has_yet_to_open(t["start"], 2024), [False, True, False, True]),
    "ends before start": (lambda t: rules.ends_before_start(t["start"], t["end"]), [True, True, False, False]),
    "joins itself": (lambda t: rules.joins_itself(t["from"], t["to"], t["mode"], MODES), [False, True, False, False]),
    "counts things": (lambda t: rules.counts_things(t["mode"], MODES), [False, False, True, True]),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_is_the_same_in_memory_and_in_a_store(name):
    condition, expected = CONDITIONS[name]
    table = ibis.memtable(pa.Table.from_pandas(ROWS.assign(row=range(4)), preserve_index=False))
    rows = table.mutate(broken=condition(table)).order_by("row").to_pyarrow().to_pylist()
    assert [bool(row["broken"]) for row in rows] == expected  # unknown dates break no rule
    assert condition(ROWS).tolist() == expected


def test_of_each_mode_and_source_the_last_census_at_or_before_the_year_counts():
    recorded = [("air", "a", 2019), ("air", "a", 2024), ("air", "b", 2018), ("ports", "a", 2025), ("air", "a", None)]
    assert rules.last_census(recorded, MODES, 2024) == {("air", "a"): 2024, ("air", "b"): 2018}
    assert rules.last_census(recorded, MODES, 2023) == {("air", "a"): 2019, ("air", "b"): 2018}
    assert rules.last_census(recorded, ["ports"], 2025) == {("ports", "a"): 2025}
