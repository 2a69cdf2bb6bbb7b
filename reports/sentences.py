"""Sentences made from numbers; no sentence calls an order certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.model.words import Semicolons, message, message_n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectindex.reports.language import Language, Noun

MOST_NAMED = 16  # in a sentence

INDICATOR = message_n("indicator", "indicators")

CAUTION = message(
    "Scores are point estimates; their uncertainty has not been assessed in this edition. Small "
    "differences in score or rank should not be interpreted as differences in connectivity."
)
PENDING = message(
    "Scores and ranks are new; their uncertainty is being computed. Small differences in score or rank should not be "
    "interpreted as differences in connectivity."
)
ASSESSED = message(
    "Each rank is shown with a 90% interval, the range that contains it in at least 90% of {draws} "
    "simulations. The simulations vary simultaneously: {varied}. {extent} The certainty with which "
    "one {one} ranks before another is measured by the share of simulations in which it does (table "
    "“before”), not by whether their intervals overlap."
)
BRIEF = message(
    "Each rank is shown with a 90% interval over {draws} simulations; the chapter “{chapter}” says what they vary."
)
METHODS_VARIED = message("The intervals reflect choices of method, not errors in the data.")
DATA_VARIED = message("The intervals reflect these assumptions about method and data, and no others.")
COMPARABILITY = message(
    "Scores and ranks are comparable only within this edition. Data are revised, and the set of {many} "
    "and the method may change, so they must not be compared with those of another edition unless that "
    "edition is recomputed with this method."
)
WITHIN_PANEL = message(
    "Scores and ranks of {first} to {last} are computed by the same method from the same data, and may "
    "be compared with each other as in the chapter on change; those of other editions must not be, "
    "unless recomputed with this method."
)
THIRD_PARTIES = message(
    "Third-party data remain under the licences of their owners, which the table of sources names; their "
    "attribution must be kept in any further use."
)
INCOMES = {
    "low": message("Low income"),
    "lower middle": message("Lower middle income"),
    "upper middle": message("Upper middle income"),
    "middle": message("Middle income"),
    "high": message("High income"),
    "unclassified": message("Not classified"),
}
# names of columns that editions share; all others are the edition's own
GROUPS = {
    "income": message("Income group"),
    "region": message("Region"),
    "subregion": message("Subregion"),
    "continent": message("Continent"),
    "country": message("Country"),
    "landlocked": message("Landlocked"),
}


def map_alt(language: Language, noun: Noun, name: str, count: int) -> str:
    """What the map shows."""
    return language(
        "World map: {many} shaded by quintile of the {count} scores ({name}); darker is higher. The tables "
        "give every value.",
        many=noun.many,
        count=count,
        name=name,
    )


def strip_alt(language: Language, noun: Noun, name: str, group: str, means: Sequence[tuple[str, str]]) -> str:
    """What the chart of groups shows."""
    return language(
        "Each dot is one {one}, by {group}: score of {name}. Means: {means}.",
        one=noun.one,
        group=group.lower(),
        name=name,
        means=language.commas(f"{label} {mean}" for label, mean in means),
    )


def histogram_alt(
    language: Language, noun: Noun, name: str, bins: Sequence[tuple[float, float, int]], median: str
) -> str:
    """What the histogram shows."""
    low, high, most = max(bins, key=lambda b: b[2])
    return language(
        "Histogram of the scores of {name}: median {median}; the most frequent interval, {low} to {high}, "
        "contains {units}.",
        name=name,
        median=median,
        low=float(low),
        high=float(high),
        units=language.counted(most, noun),
    )


def group_name(language: Language, column: str) -> str:
    """A group column as a heading."""
    text = column.replace("_", " ").strip()
    return language(GROUPS[text]) if text in GROUPS else text[:1].upper() + text[1:]


def label(language: Language, column: str, text: str) -> str:
    """A label as it is printed: income groups are written out, regions in the language of the report.

    Examples
    --------
    >>> from connectindex.reports.language import Language
    >>> label(Language(), "income", "lower middle"), label(Language(), "region", "East Asia")
    ('Lower middle income', 'East Asia')
    """
    return language(INCOMES[text]) if column == "income" and text in INCOMES else language.name(text)


def rank_sentence(language: Language, name: str, rank: str, score: str, of: int, noun: Noun) -> str:
    """A unit's rank as a sentence."""
    values = {"name": name, "of": of, "many": noun.many, "score": score}
    if rank.endswith("="):
        shared = rank.removesuffix("=")
        return language("{name} shares rank {place} of {of} {many} with a score of {score}.", place=shared, **values)
    return language(
        "{name} ranks {place} of {of} {many} with a score of {score}.", place=language.ordinal(rank), **values
    )


def median_rank(language: Language, rank: str, median: str, interval: str, *, outside: bool) -> str:
    """Median rank over the simulations, and whether the published rank lies outside its interval."""
    if outside:
        return language(
            "Over the simulations its median rank is {median}; the published rank {rank} lies outside its 90% interval "
            "({interval}), because the published method places it at the edge of what other choices give.",
            median=median,
            rank=rank.removesuffix("="),
            interval=interval,
        )
    return language(
        "Over the simulations its median rank is {median} (90% interval {interval}).", median=median, interval=interval
    )


def best_and_last_pillar(language: Language, pillars: Sequence[tuple[str, str, int]]) -> str:
    """Where a unit's pillar ranks are highest and lowest; `pillars` are (name, rank, place)."""
    first, last = min(p[2] for p in pillars), max(p[2] for p in pillars)
    if first == last:
        return language("Its pillars all rank {place}.", place=language.ordinal(pillars[0][1]))
    return language(
        "Its strongest pillar is {best} (rank {first}), its weakest {worst} (rank {last}).",
        first=first,
        best=language.listing(p[0] for p in pillars if p[2] == first),
        last=last,
        worst=language.listing(p[0] for p in pillars if p[2] == last),
    )


def against_peers(language: Language, median: str, above: int, label: str) -> str:
    """Position of a unit among its peers."""
    return language(
        "Among its peers, {label}, it ranks {place}; the median score is {median}.",
        label=label,
        place=language.ordinal(str(above + 1)),
        median=median,
    )


def coverage_sentence(language: Language, observed: int, applicable: int, filled: int) -> str:
    """How much of a unit's data was observed."""
    values = {"observed": observed, "applicable": applicable}
    if observed == applicable > 1:
        return language("All {applicable} indicators that apply to it were observed.", applicable=applicable)
    if not filled:
        return language("Of the {applicable} indicators that apply to it, {observed} were observed.", **values)
    return language.plural(
        "Of the {applicable} indicators that apply to it, {observed} were observed; {filled} value was imputed.",
        "Of the {applicable} indicators that apply to it, {observed} were observed; {filled} values were imputed.",
        filled,
        filled=language.spelled(filled),
        **values,
    )


def known_too_low(language: Language, indicators: Sequence[str]) -> str:
    """Which values of a unit are known to be incomplete; empty where none is."""
    if not indicators:
        return ""
    return language.plural(
        "The value of {names} is known to be incomplete and too low.",
        "The values of {names} are known to be incomplete and too low.",
        len(indicators),
        names=language.listing(language("“{name}”", name=name) for name in indicators),
    )


def top(language: Language, names: Sequence[tuple[str, str, str]], *, certain: bool = True) -> str:
    """The first ones; `names` are (name, rank, score). `certain`: no order among them is open in the simulations."""
    if not certain:
        return language(
            "The highest scores are those of {names}; their order is not certain.",
            names=language.listing(_with_score(language, n, s) for n, _, s in names),
        )
    lead = [n for n in names if n[1] == names[0][1]]
    rest = [_with_score(language, n, s) for n, r, s in names if r != names[0][1]]
    values = {"names": language.listing(n for n, _, _ in lead), "score": lead[0][2]}
    if rest:
        return language.plural(
            "{names} has the highest score, {score}, followed by {rest}.",
            "{names} share the highest score, {score}, followed by {rest}.",
            len(lead),
            rest=language.listing(rest),
            **values,
        )
    return language.plural(
        "{names} has the highest score, {score}.", "{names} share the highest score, {score}.", len(lead), **values
    )


def bottom(language: Language, names: Sequence[tuple[str, str, str]], *, certain: bool = True) -> str:
    """The last ones, the lowest first. `certain`: no order among them is open in the simulations."""
    if not certain:
        return language(
            "The lowest scores are those of {names}; their order is not certain.",
            names=language.listing(_with_score(language, n, s) for n, _, s in names),
        )
    return language.plural(
        "The lowest score is that of {names}.",
        "The lowest scores are those of {names}.",
        len(names),
        names=language.listing(_with_score(language, n, s) for n, _, s in names),
    )


def shared_lowest(language: Language, noun: Noun, count: int, score: str) -> str:
    """How many share the lowest score."""
    units = language.counted(count, noun)
    return language("The lowest score, {score}, is shared by {units}.", units=units, score=score)


def _with_score(language: Language, name: str, score: str) -> str:
    return language("{name} ({score})", name=name, score=score)


def spread(language: Language, noun: Noun, count: int, quartiles: tuple[str, str, str], gap: str) -> str:
    """Quartiles and range of the scores."""
    low, median, high = quartiles
    return language(
        "The median score is {median}; half of the {count} {many} lie between {low} and {high}. Scores range "
        "over {gap} points.",
        median=median,
        count=count,
        many=noun.many,
        low=low,
        high=high,
        gap=gap,
    )


def pillar_leaders(language: Language, leaders: Sequence[tuple[str, Sequence[str], str]]) -> str:
    """Who has the highest score in each pillar."""
    parts = [
        language("{names} in {pillar} ({score})", names=language.listing(names), pillar=pillar, score=score)
        for pillar, names, score in leaders
    ]
    return language("The highest pillar scores are those of {leaders}.", leaders=language.listing(parts))


def all_round(language: Language, noun: Noun, count: int, pillars: int, every: Sequence[str]) -> str:
    """How many are in the top fifth of every pillar."""
    if not every:
        return language(
            "No {one} is in the top quintile of all {pillars} pillars.", one=noun.one, pillars=language.spelled(pillars)
        )
    values = {"many": noun.many, "count": count, "pillars": language.spelled(pillars)}
    if len(every) <= MOST_NAMED:
        return language.plural(
            "Of {count} {many}, {number} is in the top quintile of all {pillars} pillars: {names}.",
            "Of {count} {many}, {number} are in the top quintile of all {pillars} pillars: {names}.",
            len(every),
            names=language.listing(every),
            **values,
        )
    return language.plural(
        "Of {count} {many}, {number} is in the top quintile of all {pillars} pillars.",
        "Of {count} {many}, {number} are in the top quintile of all {pillars} pillars.",
        len(every),
        **values,
    )


def widest(language: Language, name: str, best: tuple[str, str], worst: tuple[str, str]) -> str:
    """Whose pillars rank furthest apart."""
    return language(
        "{name} has the most uneven profile: {first} in {best}, {last} in {worst}.",
        name=name,
        first=language.ordinal(best[1]),
        best=best[0],
        last=language.ordinal(worst[1]),
        worst=worst[0],
    )


def group_means(
    language: Language, noun: Noun, group: str, rows: Sequence[tuple[str, str, int, tuple[str, str]]]
) -> str:
    """Highest and lowest group mean; `rows` are (label, mean, members, lowest and highest), highest first."""
    (first, mean, n, (low, high)), (last, least, m, _) = rows[0], rows[-1]
    if len(rows) == 1:
        return language(
            "All ranked {many} are in one {group}, {label}.", many=noun.many, group=group.lower(), label=first
        )
    return language(
        "By {group}, mean scores range from {mean} ({first}, {units}) to {least} ({last}, {others}). Within "
        "{first}, scores range from {low} to {high}.",
        group=group.lower(),
        mean=mean,
        first=first,
        units=language.counted(n, noun),
        least=least,
        last=last,
        others=language.counted(m, noun),
        low=low,
        high=high,
    )


def highlighted(language: Language, noun: Noun, row: tuple[str, str, str], interval: str, of: int) -> str:
    """Rank of a unit the edition asks to point out; `row` is (name, rank, score), the interval may be empty."""
    values = {"name": row[0], "place": language.ordinal(row[1]), "score": row[2]}
    text = (
        language("{name} ranks {place} (90% interval {interval}) with a score of {score}", interval=interval, **values)
        if interval
        else language("{name} ranks {place} ({score})", **values)
    )
    return language("Of {of} {many}, {units}.", of=of, many=noun.many, units=text)


def ranked_and_not(language: Language, noun: Noun, ranked: int, unranked: int) -> str:
    """How many are ranked, how many are not."""
    units = language.counted(ranked, noun)
    if not unranked:
        return language("The index ranks {units}.", units=units)
    return language.plural(
        "The index ranks {units}; {number} more is not ranked, for the reasons given under “Not ranked”.",
        "The index ranks {units}; {number} more are not ranked, for the reasons given under “Not ranked”.",
        unranked,
        units=units,
        number=language.spelled(unranked),
    )


def cells(language: Language, observed: float, estimated: float, filled: float, missing: float) -> str:
    """Where the cells of the ranked units come from, as shares; those that are none are not named."""
    shares = {"observed": observed, "estimated": estimated, "filled": filled, "missing": missing}
    values = {name: language.percent(share, 1) for name, share in shares.items()}
    parts = [
        language("{observed} are observed ({estimated} estimated by the source)", **values)
        if estimated
        else language("{observed} are observed", **values),
        *([language("{filled} were imputed", **values)] if filled else []),
        *([language("{missing} are missing", **values)] if missing else []),
    ]
    return language("Of the data points that apply to ranked {many}, {parts}.", parts=language.listing(parts))


def pillar_share(language: Language, share: str) -> str:
    """What a pillar counts in the index."""
    return language("Share of the index: {share}.", share=share)


def cutoff(language: Language, year: int, first: int | None, last: int | None, max_age: int | None) -> str:
    """Which years the data are from."""
    if max_age is None:
        text = language(
            "The reference year is {year}: for each value the most recent observation up to {year} is used, "
            "however old.",
            year=year,
        )
    else:
        text = language.plural(
            "The reference year is {year}: for each value the most recent observation up to {year} is used, at "
            "most {age} year old.",
            "The reference year is {year}: for each value the most recent observation up to {year} is used, at "
            "most {age} years old.",
            max_age,
            year=year,
            age=language.spelled(max_age),
        )
    if first is None or last is None:
        return text
    if first == last:
        return language.together(text, language("Data in this edition date from {first}.", first=first))
    seen = language("Data in this edition date from {first} to {last}.", first=first, last=last)
    return language.together(text, seen)


def semicolons(language: Language, parts: Sequence[str]) -> str:
    """Parts with semicolons between them."""
    return language.part(Semicolons(parts))
