"""Read a Parquet table as rows of text; its column names are row 1, as in a CSV file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from connectindex.errors import Problem, shown
from connectindex.readers.limits import LARGEST_FILE, MOST_CELLS
from connectindex.readers.raw import Body, Raw

if TYPE_CHECKING:
    from connectindex.readers.block import ValuesBlock
    from connectindex.readers.unpack import Content


def parquet(content: Content, block: ValuesBlock) -> tuple[Raw | None, list[Problem]]:  # noqa: ARG001 - as the other readers
    """Read a Parquet file; every cell becomes text."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415
    from pyarrow import compute  # noqa: PLC0415

    name = content.name
    try:
        size = pq.read_metadata(io.BytesIO(content.data))
        cells = size.num_rows * size.num_columns
        if cells > MOST_CELLS:
            return None, [Problem(name, f"must have {MOST_CELLS:,} cells or fewer", f"{cells:,}")]
        unpacked = sum(size.row_group(k).total_byte_size for k in range(size.num_row_groups))
        if unpacked > LARGEST_FILE:
            return None, [
                Problem(name, f"must unpack to {LARGEST_FILE // 2**20:,} MB or less", f"{unpacked / 2**20:,.0f} MB")
            ]
        table = pq.read_table(io.BytesIO(content.data))
        columns = [compute.fill_null(compute.cast(c, pa.string()), "") for c in table.columns]
        text = pa.table(columns, names=[str(k) for k in range(table.num_columns)]).to_pandas()
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file brings
        return None, [Problem(name, "must be a Parquet file", shown(str(error)))]
    text.columns = range(text.shape[1])
    head = (tuple(table.column_names), *(tuple(row) for row in text.head(20).itertuples(index=False)))

    def body(after: int, width: int) -> Body:  # noqa: ARG001 - all of its rows have one width
        rest = text.iloc[max(after - 1, 0) :]
        return Body(rest.reset_index(drop=True), np.arange(after + 1, after + 1 + len(rest), dtype=np.int64))

    return Raw(name, "", head, body), []
