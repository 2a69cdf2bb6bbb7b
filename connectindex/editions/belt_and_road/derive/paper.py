"""The counts of the paper next to those of the data: a table and a part of the notes, both made from the links."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

HUB = "CHN"
BEGIN, END = "<!-- begin: counts of the paper -->", "<!-- end: counts of the paper -->"
PAPER_GRID = frozenset({"RUS", "MNG", "KGZ", "VNM", "LAO", "MMR"})


@dataclass(frozen=True, slots=True)
class Count:
    """A count of the paper and what the data can hold against it.

    Parameters
    ----------
    variable
        Of ``belt_and_road.csv`` of the world edition.
    words
        What the paper counts.
    nearest
        From the links of the edition to the nearest count; None where the data have nothing of the kind.
    means
        What is counted there, and why it differs.
    """

    variable: str
    words: str
    nearest: Callable[[pd.DataFrame], int] | None
    means: str


def _partners(links: pd.DataFrame, *modes: str) -> set[str]:
    here = links[links["mode"].isin(modes) & links["status"].isin(["", "operating"])]
    return {b if a == HUB else a for a, b in zip(here["from"], here["to"], strict=True) if HUB in (a, b)} - {HUB}


def _sum(links: pd.DataFrame, mode: str) -> int:
    here = links[(links["mode"] == mode) & links["status"].isin(["", "operating"])]
    return int(here.loc[(here["from"] == HUB) | (here["to"] == HUB), "count"].sum())


COUNTS: Sequence[Count] = (
    Count(
        "paper_direct_flight_countries",
        "countries with direct flights (of the Belt and Road)",
        lambda links: len(_partners(links, "air_routes")),
        "countries and territories worldwide with a scheduled route in 2020, excluding closed airspaces",
    ),
    Count("paper_weekly_flights", "weekly flights", None, "no frequencies in the data on routes"),
    Count("paper_air_agreements", "countries with an air agreement", None, "no open list of air agreements"),
    Count(
        "paper_road_ports",
        "road ports of entry",
        lambda links: _sum(links, "road_crossings"),
        "open crossings of main roads, including Hong Kong and Macao; the paper counts offices",
    ),
    Count("paper_road_routes", "international road routes", None, "no open source on lorry and bus routes"),
    Count(
        "paper_grid_countries",
        "countries whose grid is connected with China's",
        lambda links: len(_partners(links, "grid_links") - {"HKG", "MAC"}),
        "",
    ),
    Count(
        "paper_maritime_agreement_countries",
        "countries with a maritime agreement",
        lambda links: len(_partners(links, "sea_services")),
        "countries and territories with a direct liner service of 2017: services, not agreements",
    ),
    Count("paper_maritime_agreements", "maritime agreements", None, "no open list of maritime agreements"),
    Count("paper_train_cities_china", "Chinese cities with trains to Europe", None, "no open source on trains by city"),
    Count("paper_train_cities_europe", "European cities with trains from China", None, "the same"),
)


def table(counts: Iterable[Mapping[str, str]], links: pd.DataFrame) -> list[list[str]]:
    """Return rows: what is counted, year and number of the paper, number of the data, difference, why."""
    known = {row["variable"]: row for row in counts}
    rows = []
    for count in COUNTS:
        paper = known[count.variable]
        number = float(paper["value"])
        nearest = None if count.nearest is None else count.nearest(links)
        means = count.means or _grid(links)
        difference = "" if nearest is None else f"{nearest - number:+,.0f}"
        rows.append(
            [count.words, paper["year"], f"{number:,.0f}", "" if nearest is None else f"{nearest:,}", difference, means]
        )
    return rows


def _grid(links: pd.DataFrame) -> str:
    """Say whether the six of the paper are those of the data."""
    measured = _partners(links, "grid_links") - {"HKG", "MAC"}
    more, fewer = sorted(measured - PAPER_GRID), sorted(PAPER_GRID - measured)
    parts = [f"in both: {', '.join(sorted(measured & PAPER_GRID))}"]
    parts += [f"only in the data: {', '.join(more)}"] if more else []
    parts += [f"only in the paper: {', '.join(fewer)}"] if fewer else []
    return "; ".join(parts) + "; Hong Kong and Macao are excluded"


def write_table(counts: Sequence[Mapping[str, str]], out: Path) -> None:
    """Write the part of ``notes.md`` between its two marks."""
    parts = [pd.read_csv(p, dtype=str, keep_default_na=False) for p in sorted((out / "links").glob("*.csv"))]
    links = pd.concat([p for p in parts if "from" in p], ignore_index=True)
    links["status"] = links["status"].fillna("")
    links["count"] = links["count"].astype(float)
    rows = table(counts, links)
    notes = out / "notes.md"
    text = notes.read_text(encoding="utf-8") if notes.is_file() else f"{BEGIN}\n{END}\n"
    heads = ["Count of the paper", "Year", "Paper", "Data", "Difference", "Nearest count of the data"]
    lines = [f"| {' | '.join(heads)} |"]
    lines += ["|---|--:|--:|--:|--:|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    notes.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8", newline="\n")
