"""The chapter on bilateral links: by type, between groups, along corridors, and against the predicted ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connectindex.reports import safe, sentences
from connectindex.reports.chapters import Cell, Chapter, HeatTable, Part
from connectindex.reports.compose import provenance
from connectindex.reports.document import MISSING_TEXT, AuditTable, number_columns, text_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from connectindex.reports.compose.facts import Facts
    from connectindex.reports.compose.links import Links
    from connectindex.reports.language import Language

MOST_LABELS = 14
MOST_ROWS = 8


def chapter(links: Links) -> Chapter | None:
    """The chapter on bilateral links; None where an edition has no links."""
    if not links.modes:
        return None
    facts, language = links.facts, links.facts.language
    column = facts.peer_column if len(_labels(facts)) > 1 else ""
    parts = [Part(language("Links by type"), _most_common_type(links), _kinds(links, column))]
    if column:
        parts.append(_between(links, column))
    parts += [p for p in (_corridors(links), *_expected(links)) if p]
    many = facts.noun.many
    lead = language("Number of links between {many}, counted from the records behind the index.", many=many)
    return Chapter(lead, tuple(parts), provenance.calculated(facts, provenance.of_links(facts, links.modes)))


def _labels(facts: Facts) -> list[str]:
    if not facts.peer_column:
        return []
    labels = sorted(set(facts.group(facts.peer_column).values()) - {""})
    return labels if len(labels) <= MOST_LABELS else []


def _kinds(links: Links, column: str) -> AuditTable:
    language, label = links.facts.language, links.facts.group(column) if column else {}
    rows = []
    for mode in links.modes:
        pairs = links.once(mode)
        one, other, count = (pairs[c].tolist() for c in ("one", "other", "count"))
        places = len({*one, *other})
        possible = places * (places - 1) / 2
        within = sum(c for a, b, c in zip(one, other, count, strict=True) if label.get(a) and label[a] == label.get(b))
        same = within / max(float(pairs["count"].sum()), 1e-9)
        # each pair stands once for each of its ends
        most = links.of_mode(mode)["unit"].value_counts()
        first = str(most.sort_index().idxmax())
        rows.append(
            (
                links.name(mode),
                language("{name} ({score})", name=links.unit(first), score=language.decimal(int(most.max()), 0)),
                language.value(float(pairs["count"].sum())),
                language.decimal(len(pairs), 0),
                language.percent(len(pairs) / possible, 1) if possible else MISSING_TEXT,
                language.percent(same) if column else MISSING_TEXT,
            )
        )
    columns = text_columns(language("Type of link"), language("Most partners")) + number_columns(
        language("Links"), language("Linked pairs"), language("Share of possible pairs"), language("Share within group")
    )
    note = language("Possible pairs are those of places with at least one link of this type.")
    if column:
        group = sentences.group_name(language, column).lower()
        note = language.together(
            note, language("The last column is the share of links within one {group}.", group=group)
        )
    return AuditTable(language("Links by type"), note, columns, tuple(rows))


def _most_common_type(links: Links) -> tuple[str, ...]:
    """Which kind joins most pairs."""
    language = links.facts.language
    pairs = {m: len(links.once(m)) for m in links.modes}
    most = max(links.modes, key=lambda m: pairs[m])
    return (
        language.plural(
            "The data cover {number} type of link. {mode} connect the most pairs ({pairs}).",
            "The data cover {number} types of link. {mode} connect the most pairs ({pairs}).",
            len(links.modes),
            mode=links.name(most),
            pairs=language.decimal(pairs[most], 0),
        ),
    )


def _between(links: Links, column: str) -> Part:
    facts, language = links.facts, links.facts.language
    group = sentences.group_name(language, column)
    labels, of = _labels(facts), facts.group(column)
    made = (_matrix(links, mode, labels, of, group) for mode in links.modes)
    tables = tuple(table for table in made if table is not None)
    text = language(
        "Each cell is the share of the possible pairs between two groups that are linked, in per cent; the diagonal "
        "shows pairs within a group, and darker cells have a larger share."
    )
    return Part(language("Between groups: {group}", group=group), (text,), heat=tables)


def _matrix(links: Links, mode: str, labels: list[str], of: dict[str, str], group: str) -> HeatTable | None:
    """Shares of possible pairs that are linked, the lower triangle; None where fewer than two groups have links.

    Possible are the pairs of the units that have a link of this type, as in the table of types.
    """
    language, pairs = links.facts.language, links.once(mode)
    places = sorted(set(pairs["one"]) | set(pairs["other"]))
    members = pd.Series([of.get(p, "") for p in places]).value_counts()
    known = [label for label in labels if members.get(label, 0)]
    if len(known) < 2:
        return None
    place = {label: k for k, label in enumerate(known)}
    linked: NDArray[np.float64] = np.zeros((len(known), len(known)))
    one, other = (pairs[c].map(of).map(place) for c in ("one", "other"))
    labelled = (one.notna() & other.notna()).to_numpy()
    i, j = (side[labelled].to_numpy(dtype=int) for side in (one, other))
    np.add.at(linked, (np.maximum(i, j), np.minimum(i, j)), 1.0)
    sizes = members.reindex(known).to_numpy(dtype=float)
    possible = np.outer(sizes, sizes)
    np.fill_diagonal(possible, sizes * (sizes - 1) / 2)
    shares = np.divide(linked, possible, out=np.full_like(linked, np.nan), where=possible > 0)
    steps = np.quantile(shares[linked > 0], [0.2, 0.4, 0.6, 0.8]) if (linked > 0).any() else np.zeros(4)

    def cell(k: int, m: int) -> Cell:
        if m > k:
            return Cell("")
        share = float(shares[k, m])
        return Cell(language.percent(share), 1 + int((share > steps).sum()) if share > 0 else 0)

    rows = tuple((label, tuple(cell(k, m) for m in range(len(known)))) for k, label in enumerate(known))
    title = language("{kind}: share of possible pairs linked, by {group}", kind=links.name(mode), group=group.lower())
    based_on = provenance.calculated(links.facts, provenance.of_links(links.facts, [mode]))
    return HeatTable(title, (group, *known), rows, based_on)


def _corridors(links: Links) -> Part | None:
    facts, language = links.facts, links.facts.language
    found = facts.dossier.corridors
    if found is None:
        return None
    found = found[found["year"] == facts.year] if "year" in found.columns else found
    rows = tuple(_corridor(links, row) for row in found.to_dict("records"))
    columns = text_columns(language("Corridor"), language("Weakest link")) + number_columns(
        language("Index"), language("Lowest"), language("Links"), language("Known")
    )
    note = language(
        "Index: mean score of the corridor's members. Links: mean, over its pairs and types of link, of the "
        "share of all linked pairs with no more links (0 to 100). Weakest link: the pair and type where this "
        "is lowest."
    )
    ids = provenance.of_index(facts) | provenance.of_links(facts, links.modes)
    table = AuditTable(language("Corridors"), note, columns, rows)
    return Part(language("Corridors"), (), table, based_on=provenance.calculated(facts, ids))


def _corridor(links: Links, row: dict[str, Any]) -> tuple[str, ...]:
    facts, language = links.facts, links.facts.language

    def shown(value: float, text: str) -> str:
        return MISSING_TEXT if math.isnan(value) else text

    units = language.listing(links.unit(u) for u in str(row["units"]).split("; "))
    name = language("{name}: {members}", name=safe.clean(str(row["name"])), members=units)
    weakest = MISSING_TEXT
    if row["weakest_mode"]:
        weakest = language(
            "{one} and {other}, {mode}: {count}",
            one=links.unit(row["weakest_unit"]),
            other=links.unit(row["weakest_partner"]),
            mode=links.name(row["weakest_mode"]),
            count=language.value(float(row["weakest_count"])) if row["weakest_count"] else language("none"),
        )
    index, lowest, strength, known = (float(row[c]) for c in ("index", "lowest", "links", "known"))
    low = links.unit(str(row["lowest_unit"])) if row["lowest_unit"] else ""
    return (
        name,
        weakest,
        shown(index, facts.axis.text(index)),
        shown(lowest, language("{name} ({score})", name=low, score=facts.axis.text(lowest))),
        shown(strength, language.decimal(strength, 0)),
        shown(known, language.percent(known)),
    )


def _expected(links: Links) -> list[Part]:
    """Units whose links lie apart from what a gravity model expects, one part a model."""
    potential = links.potential
    if potential is None:
        return []
    facts, language, parts = links.facts, links.facts.language, []
    for name, model in facts.edition.potential.items():
        table = potential.units.loc[name].dropna(subset=["ratio", "low", "high"])
        above = table[table["low"] > 1].sort_values("ratio", ascending=False)
        below = table[table["high"] < 1].sort_values("ratio")
        text = language(
            "Of {units}, the {share} interval of the ratio of observed to predicted links lies above 1 for "
            "{above} and below 1 for {below}; for the other {rest} the difference is not statistically "
            "significant.",
            units=language.counted(len(table), facts.noun),
            above=language.spelled(len(above)),
            below=language.spelled(len(below)),
            share=language.percent(model.level),
            rest=language.decimal(len(table) - len(above) - len(below), 0),
        )
        chosen = pd.concat([above.head(MOST_ROWS), below.head(MOST_ROWS)])
        rows = tuple(
            (
                links.unit(str(unit)),
                language("more") if row["ratio"] > 1 else language("fewer"),
                language.value(float(row["observed"])),
                language.decimal(float(row["expected"]), 1),
                language.decimal(float(row["ratio"]), 2),
                _interval(language, float(row["low"]), float(row["high"])),
            )
            for unit, row in chosen.iterrows()
        )
        note = language(
            "The {number} furthest above and below the model's prediction. The model does not account for "
            "income, policy or ports beyond its terms; a ratio above or below 1 is not an assessment of "
            "performance.",
            number=MOST_ROWS,
        )
        columns = text_columns(facts.noun.head, language("Compared with the prediction")) + number_columns(
            language("Links"),
            language("Predicted"),
            language("Ratio"),
            language("{share} interval", share=language.percent(model.level)),
        )
        title = language("Observed and predicted links: {mode}", mode=links.name(model.mode))
        shown = AuditTable(title, note, columns, rows) if rows else None
        based_on = provenance.calculated(facts, provenance.of_model(facts, model))
        parts.append(Part(title, (text,), shown, based_on=based_on))
    return parts


def _interval(language: Language, low: float, high: float) -> str:
    return f"{language.decimal(low, 2)}–{language.decimal(high, 2)}"
