"""Checks of groups: do the members measure one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.coherence.findings import FAIL, LOOK, PASS, Case, Verdict, number, probability

if TYPE_CHECKING:
    from collections.abc import Iterator


def _complete(case: Case) -> Iterator[Verdict]:
    everyone = len(case.of.table)
    for node, group in case.tables.groups.iterrows():
        share, least = group["units"] / everyone, case.limits.complete
        name = case.quoted(node)
        if np.isnan(group["dimensions"]):
            if group["used"] >= 2:
                sentence = f"Only {group['units']} units have all members of {name}: too few for its components."
                remedy = "Fill missing values, or leave out the member that most units lack."
                yield Verdict("complete", node, "", share, least, LOOK, sentence, remedy)
        elif share < least:
            sentence = (
                f"The components of {name} rest on the {group['units']} of {everyone} units that have all members."
            )
            yield Verdict("complete", node, "", share, least, LOOK, sentence, "Read them as those of these units.")


def _reliability(case: Case) -> Iterator[Verdict]:
    limit = case.limits.alpha
    for node, group in case.tables.groups.iterrows():
        alpha, name = group["alpha"], case.quoted(node)
        if np.isnan(alpha):
            continue
        value = number(alpha, limit)
        if alpha >= limit:
            sentence = f"The members of {name} hang together (Cronbach's alpha {value})."
            yield Verdict("reliability", node, "", alpha, limit, PASS, sentence)
            continue
        without = case.tables.members.loc[node, "alpha_without"]
        remedy = "Say that the group adds up different things, or regroup its members."
        if without.max() > alpha:
            remedy = f"Without {case.quoted(without.idxmax())} alpha would be {number(without.max())}. " + remedy
        related = group["bartlett_p"] < case.limits.significance
        if alpha < 0 and related:
            sentence = f"The members of {name} run, on balance, against each other (Cronbach's alpha {value})."
        else:
            how = "loosely" if alpha > 0 else "no more than unrelated ones would"
            sentence = f"The members of {name} hang together {how} (Cronbach's alpha {value})."
        yield Verdict("reliability", node, "", alpha, limit, FAIL if alpha < 0 and related else LOOK, sentence, remedy)


def _dimensions(case: Case) -> Iterator[Verdict]:
    """Groups of three and more: of two, the correlation says all."""
    limits = case.limits
    for node, group in case.tables.groups[case.tables.groups["used"] > 2].iterrows():
        if np.isnan(group["dimensions"]):
            continue
        name, many = case.quoted(node), int(group["dimensions"])
        split = "Look at the loadings: members that go together may be groups of their own."
        fine = many == 1
        sentence = (
            f"The members of {name} measure {'one thing' if fine else f'{many} different things'}: "
            f"{many} eigenvalue{'s are' if many != 1 else ' is'} above {limits.eigenvalue:g}."
        )
        yield Verdict("dimensions", node, "", many, 1, PASS if fine else LOOK, sentence, "" if fine else split)
        share = group["first_share"]
        fine = share >= limits.first_share
        sentence = f"The first component takes up {share:.1%} of the variance of {name}" + (
            "." if fine else ", which is little."
        )
        yield Verdict(
            "first component",
            node,
            "",
            share,
            limits.first_share,
            PASS if fine else LOOK,
            sentence,
            "" if fine else split,
        )
        beyond = int(group["parallel"])
        fine = beyond == 1
        sentence = f"In {name}, {beyond} component{'s are' if beyond != 1 else ' is'} stronger than in random numbers."
        remedy = split if beyond > 1 else "Say that the group adds up unrelated things, or regroup its members."
        yield Verdict(
            "parallel analysis", node, "", beyond, 1, PASS if fine else LOOK, sentence, "" if fine else remedy
        )
        yield _signs(case, node)


def _signs(case: Case, node: str) -> Verdict:
    loading = case.tables.members.loc[node, "loading"]
    turned = list(loading.index[loading < 0])
    name = case.quoted(node)
    if not turned:
        sentence = f"All members of {name} load on the first component with the same sign."
        return Verdict("signs", node, "", loading.min(), 0, PASS, sentence)
    load = "loads" if len(turned) == 1 else "load"
    sentence = f"{case.quoted(*turned)} {load} on the first component of {name} against the other members."
    remedy = "Check the direction; if that is right, the group has a trade-off inside that should be said."
    return Verdict("signs", node, ", ".join(turned), loading.min(), 0, LOOK, sentence, remedy)


def _adequacy(case: Case) -> Iterator[Verdict]:
    limits = case.limits
    for node, group in case.tables.groups.iterrows():
        value, name = group["kmo"], case.quoted(node)
        if np.isnan(value):
            continue
        text = f"sampling adequacy (KMO) {number(value, limits.kmo)}"
        if value >= limits.kmo:
            sentence = f"What the members of {name} share, they share as a group: {text}."
            yield Verdict("sampling adequacy", node, "", value, limits.kmo, PASS, sentence)
            continue
        verdict = LOOK if value >= limits.kmo_least else FAIL
        sentence = f"Members of {name} are related in pairs rather than as a group: {text}."
        worst = case.tables.members.loc[node, "kmo"].idxmin()
        remedy = f"Do not take weights from components here; {case.quoted(worst)} fits least."
        yield Verdict("sampling adequacy", node, "", value, limits.kmo, verdict, sentence, remedy)


def _independence(case: Case) -> Iterator[Verdict]:
    limit = case.limits.significance
    for node, group in case.tables.groups.iterrows():
        p, name = group["bartlett_p"], case.quoted(node)
        if np.isnan(p):
            continue
        if p < limit:
            sentence = f"The members of {name} are related ({probability(p)})."
            yield Verdict("independence", node, "", p, limit, PASS, sentence)
        else:
            sentence = f"The members of {name} cannot be told from unrelated ones ({probability(p)})."
            remedy = "Say that the group adds up unrelated things, or regroup its members."
            yield Verdict("independence", node, "", p, limit, LOOK, sentence, remedy)


def _collinear(case: Case) -> Iterator[Verdict]:
    limit = case.limits.inflation
    for node, members in case.tables.members.groupby(level="node", sort=False):
        inflation = members["inflation"].droplevel("node").dropna()
        if len(inflation) < 3:
            continue
        for key, value in inflation[inflation > limit].items():
            size = "all" if np.isinf(value) else f"{1 - 1 / value:.0%}"
            sentence = f"The other members of {case.quoted(node)} tell {size} of what {case.quoted(key)} tells."
            remedy = "Leave it out, or give it less weight."
            yield Verdict("collinear", str(node), str(key), value, limit, LOOK, sentence, remedy)
        if not (inflation > limit).any():
            sentence = f"Each member of {case.quoted(node)} adds something to the others."
            yield Verdict("collinear", str(node), "", inflation.max(), limit, PASS, sentence)


CHECKS = (_complete, _reliability, _dimensions, _adequacy, _independence, _collinear)
