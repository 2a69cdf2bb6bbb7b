"""Checks of single members and pairs: does each say something, something of its own, and the right way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.coherence.findings import FAIL, PASS, REVIEW, Case, Verdict
from connectindex.model.figures import percentage, rounded
from connectindex.model.words import phrase, phrase_n, probability

if TYPE_CHECKING:
    from collections.abc import Iterator


def _units(case: Case) -> Iterator[Verdict]:
    root = case.of.tree.id
    n, least = len(case.of.table), case.limits.units
    if n < least:
        sentence = phrase_n(
            "With {number} {one}, correlations are unreliable: chance alone produces large ones.",
            "With {number} {many}, correlations are unreliable: chance alone produces large ones.",
            n,
        )
        yield Verdict("units", root, "", n, least, REVIEW, sentence, phrase("Treat the findings below as indicative."))
    else:
        # Fisher's interval: what so many units leave open of a weak correlation
        low, high = (rounded(float(np.tanh(np.arctanh(0.3) + z / np.sqrt(n - 3)))) for z in (-1.96, 1.96))
        sentence = phrase_n(
            "With {number} {one}, a correlation of 0.3 has a 95% interval from {low} to {high}.",
            "With {number} {many}, a correlation of 0.3 has a 95% interval from {low} to {high}.",
            n,
            low=low,
            high=high,
        )
        yield Verdict("units", root, "", n, least, PASS, sentence)


def _constant(case: Case) -> Iterator[Verdict]:
    table = case.of.table
    for node in case.of.nodes():
        for key in case.of.members(node.id):
            distinct = table[key].nunique()
            if distinct < 2:
                who = case.quoted(key)
                sentence = (
                    phrase(
                        (
                            "{member} has the same value for all {many}: it does not differentiate them "
                            "and has no correlation with anything."
                        ),
                        member=who,
                    )
                    if distinct
                    else phrase(
                        (
                            "{member} has no values: it does not differentiate {many} and has no "
                            "correlation with anything."
                        ),
                        member=who,
                    )
                )
                remedy = phrase("Drop it, or measure it more finely.")
                yield Verdict("constant", node.id, key, distinct, 2, FAIL, sentence, remedy)


def _redundant(case: Case) -> Iterator[Verdict]:
    limit = case.limits.redundant
    for node, pairs in case.tables.correlations.groupby("node", sort=False):
        for row in pairs[pairs["r"] > limit].itertuples():
            both, fails = case.quoted(row.first, row.second), row.r > case.limits.duplicate
            r = rounded(row.r, limit)
            sentence = (
                phrase("{members} correlate at {r}: they measure the same thing.", members=both, r=r)
                if fails
                else phrase(
                    "{members} correlate at {r}: {group} counts almost the same thing twice.",
                    members=both,
                    r=r,
                    group=case.quoted(node),
                )
            )
            yield Verdict(
                "redundant",
                str(node),
                f"{row.first}, {row.second}",
                row.r,
                limit,
                FAIL if fails else REVIEW,
                sentence,
                phrase("Keep one of the two, or let them share the weight of one."),
            )
        for row in pairs[pairs["r"].isna()].itertuples():
            if min(case.of.table[row.first].nunique(), case.of.table[row.second].nunique()) >= 2:
                sentence = phrase_n(
                    "{members} have no correlation: {number} {one} has data on both.",
                    "{members} have no correlation: {number} {many} have data on both.",
                    row.n,
                    members=case.quoted(row.first, row.second),
                )
                remedy = phrase("Check why so few {many} have data on both.")
                yield Verdict(
                    "redundant", str(node), f"{row.first}, {row.second}", np.nan, limit, REVIEW, sentence, remedy
                )
        if pairs["r"].notna().any() and not (pairs["r"] > limit).any():
            top = pairs.loc[pairs["r"].idxmax()]
            sentence = phrase(
                "No two components of {group} duplicate each other; the closest are {members} (r = {r}).",
                group=case.quoted(node),
                members=case.quoted(top["first"], top["second"]),
                r=rounded(top["r"], limit),
            )
            yield Verdict("redundant", str(node), "", top["r"], limit, PASS, sentence)


def _silent(case: Case) -> Iterator[Verdict]:
    limit = case.limits.silent
    for node, members in case.tables.members.groupby(level="node", sort=False):
        group = case.quoted(node)
        for (_, key), row in members[members["r"] < limit].iterrows():
            who, r = case.quoted(key), rounded(row["r"], limit)
            if row["r"] < 0 and row["p"] < case.limits.significance:
                sentence = phrase(
                    (
                        "{member} is negatively correlated with its own group {group} (r = {r}): {many} "
                        "that do better on it tend to score lower."
                    ),
                    member=who,
                    group=group,
                    r=r,
                )
                remedy = phrase("Check its direction; if it is right, drop it or report it alongside the index.")
                yield Verdict("silent", str(node), key, row["r"], limit, FAIL, sentence, remedy)
            else:
                sentence = phrase(
                    (
                        "{member} is almost uncorrelated with {group} (r = {r}): {many} that do better on "
                        "it hardly score higher."
                    ),
                    member=who,
                    group=group,
                    r=r,
                )
                remedy = phrase("Treat its outliers, increase its weight, or move it to another group.")
                yield Verdict("silent", str(node), key, row["r"], limit, REVIEW, sentence, remedy)
        if members["r"].notna().any() and not (members["r"] < limit).any():
            low = members["r"].idxmin()[1]
            least = members["r"].min()
            sentence = phrase(
                "Every component of {group} is reflected in its score; the least is {member} (r = {r}).",
                group=group,
                member=case.quoted(low),
                r=rounded(least, limit),
            )
            yield Verdict("silent", str(node), "", least, limit, PASS, sentence)


def _negative(case: Case) -> Iterator[Verdict]:
    for node, pairs in case.tables.correlations.groupby("node", sort=False):
        against = pairs[pairs["r"] < 0]
        for row in against.itertuples():
            both = case.quoted(row.first, row.second)
            r, p = rounded(row.r, 0), probability(row.p)
            if row.p < case.limits.significance:
                sentence = phrase(
                    "{members} are negatively correlated (r = {r}, {p} for this pair alone): within {group} "
                    "one offsets the other.",
                    members=both,
                    r=r,
                    p=p,
                    group=case.quoted(node),
                )
                remedy = phrase(
                    "Check both directions; if they are right, put them in different groups or state the trade-off."
                )
                yield Verdict("negative", str(node), f"{row.first}, {row.second}", row.r, 0, REVIEW, sentence, remedy)
            else:
                sentence = phrase(
                    "{members} are negatively correlated (r = {r}, {p}), which may be due to chance.",
                    members=both,
                    r=r,
                    p=p,
                )
                yield Verdict("negative", str(node), f"{row.first}, {row.second}", row.r, 0, PASS, sentence)
        if pairs["r"].notna().any() and against.empty:
            sentence = phrase("No two components of {group} are negatively correlated.", group=case.quoted(node))
            yield Verdict("negative", str(node), "", pairs["r"].min(), 0, PASS, sentence)


def _elsewhere(case: Case) -> Iterator[Verdict]:
    for group, rows in case.tables.elsewhere.groupby("own", sort=False):
        for row in rows[rows["better"]].itertuples():
            who, other = case.quoted(row.member), case.quoted(row.other)
            sentence = phrase(
                "{member} correlates more strongly with {other} (r = {r_other}) than with its own {own} ({r_own}), "
                "which contains it; whether the difference is due to chance is not tested.",
                member=who,
                other=other,
                r_other=rounded(row.r_other, row.r_own),
                own=case.quoted(group),
                r_own=rounded(row.r_own, row.r_other),
            )
            remedy = phrase("Consider whether it belongs to {other}.", other=other)
            yield Verdict("elsewhere", str(group), row.member, row.r_other, row.r_own, REVIEW, sentence, remedy)
        if not rows["better"].any():
            gap = rows.loc[(rows["r_own"] - rows["r_other"]).idxmin()] if rows["r_own"].notna().any() else rows.iloc[0]
            sentence = phrase(
                "Every indicator and group in {group} correlates more strongly with it than with any other group of "
                "the same level.",
                group=case.quoted(group),
            )
            yield Verdict("elsewhere", str(group), "", gap["r_other"], gap["r_own"], PASS, sentence)


def _importance(case: Case) -> Iterator[Verdict]:
    limit = case.limits.importance
    for node, members in case.tables.members.groupby(level="node", sort=False):
        times = members["importance"] / members["weight"]
        off = times[(times > limit) | (times < 1 / limit)]
        for (_, key), value in off.items():
            row = members.loc[(node, key)]
            sentence = phrase(
                "{member} has {weight} of the weight of {group} and {importance} of its importance.",
                member=case.quoted(key),
                weight=percentage(row["weight"]),
                group=case.quoted(node),
                importance=percentage(row["importance"]),
            )
            remedy = phrase(
                "Change the weight, treat outliers in the group, or state that weights do not represent importance."
            )
            yield Verdict(
                "importance", str(node), key, value, limit if value > 1 else 1 / limit, REVIEW, sentence, remedy
            )
        if off.empty and times.notna().any():
            far = times.loc[np.log(times).abs().idxmax()]
            sentence = phrase(
                "The importance of the components of {group} is in line with their weights.", group=case.quoted(node)
            )
            yield Verdict("importance", str(node), "", far, limit, PASS, sentence)


def _added_value(case: Case) -> Iterator[Verdict]:
    limits = case.limits
    for pillar, row in case.tables.added_value.iterrows():
        share = row["share"]
        if np.isnan(share):
            continue
        fact = {"share": percentage(share), "places": int(row["places"]), "pillar": case.quoted(pillar)}
        if share >= limits.added_value:
            sentence = phrase(
                (
                    "Between {pillar} and the overall ranking, {share} of the {many} differ by {places} places or "
                    "more: the index does not merely repeat it."
                ),
                **fact,
            )
            yield Verdict("added value", pillar, "", share, limits.added_value, PASS, sentence)
        else:
            remedy = phrase("Report the group alongside the index; consider whether the index needs the other groups.")
            sentence = phrase(
                (
                    "Between {pillar} and the overall ranking, {share} of the {many} differ by {places} places or "
                    "more: the index is close to it alone."
                ),
                **fact,
            )
            yield Verdict("added value", pillar, "", share, limits.added_value, REVIEW, sentence, remedy)


CHECKS = (_units, _constant, _redundant, _silent, _negative, _elsewhere, _importance, _added_value)
