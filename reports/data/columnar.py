"""The tidy table as Parquet and as JSON: the text as it was given, the numbers to the last digit."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from connectindex.model.tree import Node
from connectindex.reports.data.dictionary import COLUMNS
from connectindex.reports.data.fields import COMMON
from connectindex.reports.data.tidy import MEASURES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pandas import DataFrame

    from connectindex.pipeline.result import Result


def parquet(table: DataFrame, result: Result, date: dt.date) -> bytes:
    """The tidy table as Parquet, with title, edition and the words of each column in its metadata.

    The same table gives the same bytes, as long as pyarrow is the same.

    Examples
    --------
    >>> import datetime as dt, io
    >>> import pandas as pd
    >>> import connectindex as ci
    >>> from connectindex.reports.data.tidy import tidy
    >>> result = ci.build(ci.world())
    >>> back = pd.read_parquet(io.BytesIO(parquet(tidy(result), result, dt.date(2026, 11, 22))))
    >>> bool((back["value"].dropna() == tidy(result)["value"].dropna()).all())
    True
    """
    import pyarrow as pa  # noqa: PLC0415 - only when a file is written
    from pyarrow import parquet as pq  # noqa: PLC0415

    words = COMMON | COLUMNS["data"]
    types = {"year": pa.int16(), "observed": pa.int16(), "value": pa.float64()}
    schema = pa.schema(
        [
            pa.field(c, types.get(c, pa.string()), metadata={"description": words[c].text})
            for c in map(str, table.columns)
        ],
        metadata={k: v if isinstance(v, str) else _compact(v) for k, v in _about(result, date).items()},
    )
    arrow = pa.Table.from_pandas(table, schema=schema, preserve_index=False, nthreads=1)
    buffer = io.BytesIO()
    # what pandas would add names its version; our own words say all a reader needs
    pq.write_table(arrow.replace_schema_metadata(schema.metadata), buffer, compression="zstd")
    return buffer.getvalue()


def as_json(table: DataFrame, result: Result, date: dt.date) -> bytes:
    """The tidy table as JSON: what it is about, then each column as a list; no figure is null.

    Examples
    --------
    >>> import datetime as dt
    >>> import connectindex as ci
    >>> from connectindex.reports.data.tidy import tidy
    >>> result = ci.build(ci.world())
    >>> content = json.loads(as_json(tidy(result), result, dt.date(2026, 11, 22)))
    >>> content["units"]["CHE"]["name"], content["items"]["air"]["parent"]
    ('Switzerland', 'transport')
    """
    words = COMMON | COLUMNS["data"]
    content = {
        **_about(result, date),
        "units": {str(u): _filled(row) for u, row in _units(result)},
        "items": dict(_items(result)),
        "measures": {m: {"unit": unit, "description": text} for m, (unit, text) in MEASURES.items()},
        "columns": {str(c): words[str(c)].text for c in table.columns},
        "data": {str(c): table[c].astype(object).where(table[c].notna(), None).tolist() for c in table.columns},
    }
    return (_compact(content) + "\n").encode()


def _about(result: Result, date: dt.date) -> dict[str, Any]:
    about = result.edition.about
    return {
        "title": about.title,
        "edition": about.edition,
        "date": date.isoformat(),
        "publisher": about.publisher,
        "licence": about.licence,
        "citation": about.citation,
        "authors": [a.name for a in about.authors],
        "doi": about.doi,
        "url": about.url,
        "description": about.description,
        "years": list(about.years),
    }


def _units(result: Result) -> Iterator[tuple[str, dict[str, Any]]]:
    table = result.edition.units.table
    return zip(table.index, table.to_dict("records"), strict=True)


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {str(k): v for k, v in row.items() if isinstance(v, bool) or (isinstance(v, str) and v)}


def _items(result: Result) -> Iterator[tuple[str, dict[str, Any]]]:
    """Nodes and indicators with their words, each node before what it is made of."""
    root = result.edition.tree
    yield root.id, {"kind": "index", "name": root.name, "parent": None, "definition": root.definition}
    waiting = [root]
    while waiting:
        node = waiting.pop(0)
        for child in node.children:
            if isinstance(child, Node):
                waiting.append(child)
                yield (
                    child.id,
                    {
                        "kind": "node",
                        "name": child.name,
                        "parent": node.id,
                        "definition": child.definition,
                    },
                )
            else:
                indicator = result.edition.indicators[child.id]
                yield (
                    child.id,
                    {
                        "kind": "indicator",
                        "name": indicator.name,
                        "parent": node.id,
                        "definition": indicator.definition,
                        "unit": indicator.unit,
                        "direction": indicator.direction,
                    },
                )


def _compact(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
