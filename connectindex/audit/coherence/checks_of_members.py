"""Checks of single members and pairs: does each say something, something of its own, and the right way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.coherence.findings import FAIL, LOOK, PASS, Case, Verdict, number, probability

if TYPE_CHECKING:
    from collections.abc import Iterator


def _units(case: Case) -> Iterator[Verdict]:
    root = case.of.tree.id
    n, least = len(case.of.table), case.limits.units
    if n < least:
        sentence = f"With {n} units, correlations say little: chance alone makes large ones."
        yield Verdict("units", root, "", n, least, LOOK, sentence, "Read the findings below as hints.")
    else:
        yield Verdict("units", root, "", n, least, PASS, f"{n} units are enough to judge correlations by.")


def _constant(case: Case) -> Iterator[Verdict]:
    table = case.of.table
    for node in case.of.nodes():
        for key in case.of.members(node.id):
            distinct = table[key].nunique()
            if distinct < 2:
                what = "the same value for all units" if distinct else "no values"
                sentence = f"{case.quoted(key)} has {what}: it orders nobody and has no correlation with anything."
                yield Verdict(
                    "constant", node.id, key, distinct, 2, FAIL, sentence, "Take it out, or measure it finer."
                )


def _redundant(case: Case) -> Iterator[Verdict]:
    limit = case.limits.redundant
    for node, pairs in case.tables.correlations.groupby("node", sort=False):
        for row in pairs[pairs["r"] > limit].itertuples():
            both, fails = case.quoted(row.first, row.second), row.r > case.limits.duplicate
            what = "they are the same thing twice" if fails else f"{case.quoted(node)} counts nearly the same twice"
            yield Verdict(
                "redundant",
                str(node),
                f"{row.first}, {row.second}",
                row.r,
                limit,
                FAIL if fails else LOOK,
                f"{both} correlate at {number(row.r, limit)}: {what}.",
                "Keep one of the two, or let them share the weight of one.",
            )
        for row in pairs[pairs["r"].isna()].itertuples():
            if min(case.of.table[row.first].nunique(), case.of.table[row.second].nunique()) >= 2:
                sentence = f"{case.quoted(row.first, row.second)} have no correlation: {row.n} units have both."
                remedy = "Check why hardly any unit has both."
                yield Verdict(
                    "redundant", str(node), f"{row.first}, {row.second}", np.nan, limit, LOOK, sentence, remedy
                )
        if pairs["r"].notna().any() and not (pairs["r"] > limit).any():
            top = pairs.loc[pairs["r"].idxmax()]
            sentence = (
                f"No two members of {case.quoted(node)} say the same; the closest are "
                f"{case.quoted(top['first'], top['second'])} (r = {number(top['r'], limit)})."
            )
            yield Verdict("redundant", str(node), "", top["r"], limit, PASS, sentence)


def _silent(case: Case) -> Iterator[Verdict]:
    limit = case.limits.silent
    for node, members in case.tables.members.groupby(level="node", sort=False):
        group = case.quoted(node)
        for (_, key), row in members[members["r"] < limit].iterrows():
            who, r = case.quoted(key), number(row["r"], limit)
            if row["r"] < 0 and row["p"] < case.limits.significance:
                sentence = (
                    f"{who} runs against its own group {group} (r = {r}): units that do better in it score lower."
                )
                remedy = "Check its direction; if that is right, take it out or show it beside the index."
                yield Verdict("silent", str(node), key, row["r"], limit, FAIL, sentence, remedy)
            else:
                sentence = f"{who} is silent in {group} (r = {r}): who does well in it hardly scores higher."
                remedy = "Treat its outliers, give it more weight, or move it to where it belongs."
                yield Verdict("silent", str(node), key, row["r"], limit, LOOK, sentence, remedy)
        if members["r"].notna().any() and not (members["r"] < limit).any():
            low = members["r"].idxmin()[1]
            least = members["r"].min()
            sentence = (
                f"Every member of {group} shows in its score; least {case.quoted(low)} (r = {number(least, limit)})."
            )
            yield Verdict("silent", str(node), "", least, limit, PASS, sentence)


def _negative(case: Case) -> Iterator[Verdict]:
    for node, pairs in case.tables.correlations.groupby("node", sort=False):
        against = pairs[pairs["r"] < 0]
        for row in against.itertuples():
            both = case.quoted(row.first, row.second)
            r = f"r = {number(row.r, 0)}, {probability(row.p)}"
            if row.p < case.limits.significance:
                sentence = f"{both} run against each other ({r}): in {case.quoted(node)} one makes up for the other."
                remedy = (
                    "Check both directions; if they are right, keep them in different groups or say what is traded off."
                )
                yield Verdict("negative", str(node), f"{row.first}, {row.second}", row.r, 0, LOOK, sentence, remedy)
            else:
                sentence = f"{both} correlate below zero ({r}), which may be chance."
                yield Verdict("negative", str(node), f"{row.first}, {row.second}", row.r, 0, PASS, sentence)
        if pairs["r"].notna().any() and against.empty:
            sentence = f"No two members of {case.quoted(node)} run against each other."
            yield Verdict("negative", str(node), "", pairs["r"].min(), 0, PASS, sentence)


def _elsewhere(case: Case) -> Iterator[Verdict]:
    for own, rows in case.tables.elsewhere.groupby("own", sort=False):
        for row in rows[rows["better"]].itertuples():
            who, other = case.quoted(row.member), case.quoted(row.other)
            sentence = f"{who} goes with {other} (r = {number(row.r_other, row.r_own)}) more than with its own "
            sentence += f"{case.quoted(own)} ({number(row.r_own, row.r_other)})."
            remedy = f"Ask whether it belongs to {other}."
            yield Verdict("elsewhere", str(own), row.member, row.r_other, row.r_own, LOOK, sentence, remedy)
        if not rows["better"].any():
            gap = rows.loc[(rows["r_own"] - rows["r_other"]).idxmin()] if rows["r_own"].notna().any() else rows.iloc[0]
            sentence = f"All that is in {case.quoted(own)} goes with it more than with any other group of its kind."
            yield Verdict("elsewhere", str(own), "", gap["r_other"], gap["r_own"], PASS, sentence)


def _importance(case: Case) -> Iterator[Verdict]:
    limit = case.limits.importance
    for node, members in case.tables.members.groupby(level="node", sort=False):
        times = members["importance"] / members["weight"]
        off = times[(times > limit) | (times < 1 / limit)]
        for (_, key), value in off.items():
            row = members.loc[(node, key)]
            sentence = (
                f"{case.quoted(key)} has {row['weight']:.0%} of the weight of {case.quoted(node)} "
                f"and {row['importance']:.0%} of the importance."
            )
            remedy = "Change the weight, treat the outliers of the group, or say that weights are not importance."
            yield Verdict(
                "importance", str(node), key, value, limit if value > 1 else 1 / limit, LOOK, sentence, remedy
            )
        if off.empty and times.notna().any():
            far = times.loc[np.log(times).abs().idxmax()]
            sentence = f"What the members of {case.quoted(node)} count for is in keeping with their weights."
            yield Verdict("importance", str(node), "", far, limit, PASS, sentence)


def _added_value(case: Case) -> Iterator[Verdict]:
    limits = case.limits
    for pillar, row in case.tables.added_value.iterrows():
        share = row["share"]
        if np.isnan(share):
            continue
        apart = f"{limits.rank_places} places or more apart in {case.quoted(pillar)} and overall"
        fact = f"{share:.0%} of the units rank {apart}"
        if share >= limits.added_value:
            sentence = f"{fact}: the index does not merely repeat it."
            yield Verdict("added value", pillar, "", share, limits.added_value, PASS, sentence)
        else:
            remedy = "Show the group beside the index; ask whether the index needs the others."
            sentence = f"{fact}: the index is close to it alone."
            yield Verdict("added value", pillar, "", share, limits.added_value, LOOK, sentence, remedy)


CHECKS = (_units, _constant, _redundant, _silent, _negative, _elsewhere, _importance, _added_value)
