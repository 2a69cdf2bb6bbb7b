"""Sentences made from numbers; no sentence calls an order certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.reports import numerals, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

Noun = tuple[str, str]

CAUTION = (
    "Scores are point estimates; their uncertainty has not been assessed in this edition. "
    "Small differences in score or rank should not be read as differences in connectivity."
)
ASSESSED = (
    "Ranks carry 90% intervals: in nine of ten of {draws} variants of the method a rank lies within them. "
    "These vary together: {varied}. The intervals show what the choice of method does, not errors of the data. "
    "Units whose intervals overlap should not be told apart by their ranks."
)
COMPARABILITY = (
    "Scores and ranks hold within this edition. Data are revised, and the set of {many} and the method may change, "
    "so they must not be compared with those of another edition unless that edition is recomputed with this method."
)
THIRD_PARTIES = (
    "Data of third parties stay under the licences of their owners, "
    "which the table of sources names; their attribution must be kept in any further use."
)


def map_alt(noun: Noun, name: str, count: int) -> str:
    """What the map shows."""
    return (
        f"World map: {noun[1]} coloured by their fifth of the {count} scores ({name}), darker is higher; "
        "the tables give every value."
    )


def strip_alt(noun: Noun, name: str, group: str, means: Sequence[tuple[str, str]]) -> str:
    """What the chart of groups shows."""
    listed = ", ".join(f"{label} {mean}" for label, mean in means)
    return f"Each {noun[0]} as a dot by {group.lower()}, score of {name}; means: {listed}."


def histogram_alt(noun: Noun, name: str, bins: Sequence[tuple[float, float, int]], median: str) -> str:
    """What the histogram shows."""
    low, high, most = max(bins, key=lambda b: b[2])
    return (
        f"Histogram of the scores of {name}: median {median}; the fullest interval, {low:g} to {high:g}, "
        f"holds {numerals.counted(most, noun)}."
    )


def group_name(column: str) -> str:
    """A group column as a heading."""
    text = column.replace("_", " ").strip()
    named = {"income": "Income group", "region": "Region"}
    return named.get(text, text[:1].upper() + text[1:])


def variable(name: str) -> str:
    """The id of a variable as words.

    Examples
    --------
    >>> variable("gdp_ppp"), variable("electricity_consumption")
    ('GDP (PPP)', 'electricity consumption')
    """
    return {"gdp": "GDP", "gdp_ppp": "GDP (PPP)"}.get(name, safe.clean(name.replace("_", " ")))


def label(column: str, text: str) -> str:
    """A label as it is printed: income groups are written out.

    Examples
    --------
    >>> label("income", "lower middle"), label("region", "East Asia")
    ('Lower middle income', 'East Asia')
    """
    if column == "income" and text in ("low", "lower middle", "upper middle", "middle", "high"):
        return f"{text.capitalize()} income"
    return text


def rank_sentence(name: str, rank: str, score: str, of: int, noun: Noun) -> str:
    """A unit's rank, said once."""
    place = rank.removesuffix("=")
    shared = "shares rank" if rank.endswith("=") else "ranks"
    return f"{name} {shared} {place} of {of} {noun[1]} with a score of {score}."


def best_and_last_pillar(pillars: Sequence[tuple[str, str, int]]) -> str:
    """Where a unit's pillar ranks are highest and lowest; `pillars` are (name, rank, place)."""
    first, last = min(p[2] for p in pillars), max(p[2] for p in pillars)
    if first == last:
        return f"Its pillars all rank {pillars[0][1].removesuffix('=')}."
    best = numerals.listing([p[0] for p in pillars if p[2] == first])
    worst = numerals.listing([p[0] for p in pillars if p[2] == last])
    return f"Among its pillars the best rank is {first}, in {best}; the lowest is {last}, in {worst}."


def against_peers(median: str, above: int, of: int, label: str) -> str:
    """Where a unit stands among its peers."""
    who = "none" if above == 0 else "all" if above == of - 1 > 1 else str(above)
    verb = "has" if above < 2 and who != "all" else "have"
    return f"Among its peers, {label}, the median is {median}; {who} of the other {of - 1} {verb} a higher score."


def coverage_sentence(observed: int, applicable: int, filled: int) -> str:
    """How much of a unit's data was observed."""
    text = f"{observed} of the {applicable} indicators that apply to it were observed"
    if filled:
        text += f"; {numerals.counted(filled, ('value was', 'values were'))} filled by a rule"
    return text + "."


def top(names: Sequence[tuple[str, str, str]]) -> str:
    """The first ones; `names` are (name, rank, score)."""
    lead = [n for n in names if n[1] == names[0][1]]
    rest = [f"{n} ({s})" for n, r, s in names if r != names[0][1]]
    verb = "has" if len(lead) == 1 else "share"
    text = f"{numerals.listing([n for n, _, _ in lead])} {verb} the highest score, {lead[0][2]}"
    if rest:
        text += f", followed by {numerals.listing(rest)}"
    return text + "."


def bottom(names: Sequence[tuple[str, str, str]]) -> str:
    """The last ones, the lowest first."""
    listed = numerals.listing([f"{n} ({s})" for n, _, s in names])
    return f"The lowest scores are those of {listed}." if len(names) > 1 else f"The lowest score is that of {listed}."


def spread(noun: Noun, count: int, low: str, median: str, high: str, gap: str) -> str:
    """Quartiles and range of the scores."""
    return (
        f"The median score is {median}; half of the {count} {noun[1]} lie between {low} and {high}. "
        f"From the first to the last the scores span {gap} points."
    )


def pillar_leaders(leaders: Sequence[tuple[str, Sequence[str], str]]) -> str:
    """Who has the highest score in each pillar."""
    parts = [f"{numerals.listing(list(names))} in {pillar} ({score})" for pillar, names, score in leaders]
    return f"The highest pillar scores are those of {numerals.listing(parts)}."


def all_round(noun: Noun, count: int, pillars: int, every: Sequence[str]) -> str:
    """How many are in the top fifth of every pillar."""
    if not every:
        return f"No {noun[0]} is in the top fifth of all {pillars} pillars at once."
    who = f": {numerals.listing(list(every))}" if len(every) <= 6 else ""
    verb = "is" if len(every) == 1 else "are"
    text = numerals.counted(len(every), noun)
    return f"{text[:1].upper()}{text[1:]} of {count} {verb} in the top fifth of all {pillars} pillars at once{who}."


def widest(name: str, best: tuple[str, str], worst: tuple[str, str]) -> str:
    """Whose pillars rank furthest apart."""
    return (
        f"The widest gap between pillar ranks is that of {name}: {best[1].removesuffix('=')} in {best[0]}, "
        f"{worst[1].removesuffix('=')} in {worst[0]}."
    )


def group_means(noun: Noun, group: str, rows: Sequence[tuple[str, str, int, str]]) -> str:
    """Highest and lowest group mean; `rows` are (label, mean, members, spread), highest first."""
    (first, mean, n, spread_), (last, low, m, _) = rows[0], rows[-1]
    if len(rows) == 1:
        return f"All ranked {noun[1]} are in one {group.lower()}, {first}."
    return (
        f"By {group.lower()}, mean scores run from {mean} ({first}, {numerals.counted(n, noun)}) to {low} "
        f"({last}, {numerals.counted(m, noun)}). Within {first} single scores run from {spread_.replace('–', ' to ')}."
    )


def highlighted(noun: Noun, rows: Sequence[tuple[str, str, str]], of: int) -> str:
    """Ranks of the units the edition asks to point out; `rows` are (name, rank, score)."""
    parts = [f"{name} is at rank {rank.removesuffix('=')} ({score})" for name, rank, score in rows]
    return f"Of {of} {noun[1]}, {numerals.listing(parts)}."


def ranked_and_not(noun: Noun, ranked: int, unranked: int) -> str:
    """How many are ranked, how many are not."""
    text = f"{numerals.counted(ranked, noun)} {'is' if ranked == 1 else 'are'} ranked"
    text = text[:1].upper() + text[1:]
    if unranked:
        verb = "is" if unranked == 1 else "are"
        text += f"; {numerals.counted(unranked, noun)} {verb} not, for the reasons given under “Not ranked”"
    return text + "."


def cells(observed: str, estimated: str, filled: str, missing: str) -> str:
    """Where the cells of the ranked units come from."""
    return (
        f"Of the cells that apply to ranked units, {observed} rest on observed data ({estimated} on estimates), "
        f"{filled} were filled by a rule and {missing} are missing."
    )


def pillar_share(share: str) -> str:
    """What a pillar counts in the index."""
    return f"{share} of the index"


def cutoff(year: int, first: int | None, last: int | None, max_age: int | None) -> str:
    """Which years the data speak of."""
    text = f"The index speaks of {year}: for each value the latest observation up to {year} is used"
    text += f", at most {numerals.counted(max_age, ('year', 'years'))} old." if max_age is not None else ", of any age."
    if first is not None and last is not None:
        years = f"The observations behind this edition are of {first}"
        text += f" {years}." if first == last else f" {years} to {last}."
    return text
