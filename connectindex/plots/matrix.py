"""Chart of a correlation matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectindex.plots.base import DIVERGING, altair, data, names_axis, titled

if TYPE_CHECKING:
    from pandas import DataFrame


def correlations(table: DataFrame, title: str) -> Any:
    """Draw correlations of the members of a group, -1 to 1.

    Parameters
    ----------
    table
        Members x members, by their names.
    """
    alt = altair()
    names = [str(c) for c in table.columns]
    rows = table.rename_axis(index="row", columns="column").stack(future_stack=True).rename("r").reset_index()
    base = alt.Chart(data(rows)).encode(
        x=names_axis(alt, names, "column", across=True), y=names_axis(alt, names, "row")
    )
    scale = alt.Scale(domain=[-1, 0, 1], range=list(DIVERGING))
    tiles = base.mark_rect(stroke="white").encode(
        color=alt.Color("r:Q", scale=scale, title="correlation"),
        tooltip=["row:N", "column:N", alt.Tooltip("r:Q", format=".2f")],
    )
    strong = "abs(datum.r) > 0.6"
    texts = (
        base.transform_filter("isValid(datum.r)")
        .mark_text(fontSize=10)
        .encode(
            text=alt.Text("r:Q", format=".2f"), color=alt.condition(strong, alt.value("white"), alt.value("#15242b"))
        )
    )
    return titled((tiles + texts).properties(width=alt.Step(44), height=alt.Step(26)), title)
