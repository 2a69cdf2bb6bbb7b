"""Checks of groups: do the members measure one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.coherence.findings import FAIL, LOOK, PASS, Case, Verdict
from connectindex.model.figures import percentage, rounded
from connectindex.model.words import message, phrase, phrase_n, probability, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

AGAINST = message("The members of {name} run, on balance, against each other (Cronbach's alpha {value}).")
LOOSE = message("The members of {name} hang together loosely (Cronbach's alpha {value}).")
UNLIKE = message("The members of {name} hang together no more than unrelated ones would (Cronbach's alpha {value}).")
UNRELATED = message("Say that the group adds up unrelated things, or regroup its members.")


def _complete(case: Case) -> Iterator[Verdict]:
    everyone = len(case.of.table)
    for node, group in case.tables.groups.iterrows():
        share, least = group["units"] / everyone, case.limits.complete
        name = case.quoted(node)
        if np.isnan(group["dimensions"]):
            if group["used"] >= 2:
                sentence = phrase_n(
                    "Only {number} unit has all members of {name}: too few for its components.",
                    "Only {number} units have all members of {name}: too few for its components.",
                    group["units"],
                    name=name,
                )
                remedy = phrase("Fill missing values, or leave out the member that most units lack.")
                yield Verdict("complete", node, "", share, least, LOOK, sentence, remedy)
        elif share < least:
            sentence = phrase(
                "The components of {name} rest on the {units} of {everyone} units that have all members.",
                name=name,
                units=int(group["units"]),
                everyone=everyone,
            )
            remedy = phrase("Read them as those of these units.")
            yield Verdict("complete", node, "", share, least, LOOK, sentence, remedy)


def _reliability(case: Case) -> Iterator[Verdict]:
    limit = case.limits.alpha
    for node, group in case.tables.groups.iterrows():
        alpha, name = group["alpha"], case.quoted(node)
        if np.isnan(alpha):
            continue
        value = rounded(alpha, limit)
        if alpha >= limit:
            sentence = phrase("The members of {name} hang together (Cronbach's alpha {value}).", name=name, value=value)
            yield Verdict("reliability", node, "", alpha, limit, PASS, sentence)
            continue
        without = case.tables.members.loc[node, "alpha_without"]
        remedy = phrase("Say that the group adds up different things, or regroup its members.")
        if without.max() > alpha:
            who = case.quoted(without.idxmax())
            better = phrase("Without {member} alpha would be {value}.", member=who, value=rounded(without.max()))
            remedy = sentences(better, remedy)
        related = group["bartlett_p"] < case.limits.significance
        template = AGAINST if alpha < 0 and related else LOOSE if alpha > 0 else UNLIKE
        sentence = phrase(template, name=name, value=value)
        yield Verdict("reliability", node, "", alpha, limit, FAIL if alpha < 0 and related else LOOK, sentence, remedy)


def _dimensions(case: Case) -> Iterator[Verdict]:
    """Groups of three and more: of two, the correlation says all."""
    limits = case.limits
    for node, group in case.tables.groups[case.tables.groups["used"] > 2].iterrows():
        if np.isnan(group["dimensions"]):
            continue
        name, many = case.quoted(node), int(group["dimensions"])
        split = phrase("Look at the loadings: members that go together may be groups of their own.")
        fine = many == 1
        sentence = phrase_n(
            "{number} component of {name} has an eigenvalue above {limit} (Kaiser's rule).",
            "{number} components of {name} have eigenvalues above {limit} (Kaiser's rule).",
            many,
            name=name,
            limit=float(limits.eigenvalue),
        )
        yield Verdict("dimensions", node, "", many, 1, PASS if fine else LOOK, sentence, "" if fine else split)
        share = group["first_share"]
        fine = share >= limits.first_share
        taken = percentage(share, 1)
        sentence = (
            phrase("The first component takes up {share} of the variance of {name}.", share=taken, name=name)
            if fine
            else phrase(
                "The first component takes up {share} of the variance of {name}, which is little.",
                share=taken,
                name=name,
            )
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
        sentence = phrase_n(
            "In {name}, {number} component is stronger than in random numbers.",
            "In {name}, {number} components are stronger than in random numbers.",
            beyond,
            name=name,
        )
        remedy = split if beyond > 1 else phrase(UNRELATED)
        yield Verdict(
            "parallel analysis", node, "", beyond, 1, PASS if fine else LOOK, sentence, "" if fine else remedy
        )
        yield _signs(case, node)


def _signs(case: Case, node: str) -> Verdict:
    loading = case.tables.members.loc[node, "loading"]
    turned = list(loading.index[loading < 0])
    name = case.quoted(node)
    if not turned:
        sentence = phrase("All members of {name} load on the first component with the same sign.", name=name)
        return Verdict("signs", node, "", loading.min(), 0, PASS, sentence)
    sentence = phrase_n(
        "{members} loads on the first component of {name} against the other members.",
        "{members} load on the first component of {name} against the other members.",
        len(turned),
        members=case.quoted(*turned),
        name=name,
    )
    remedy = phrase("Check the direction; if that is right, the group has a trade-off inside that should be said.")
    return Verdict("signs", node, ", ".join(turned), loading.min(), 0, LOOK, sentence, remedy)


def _adequacy(case: Case) -> Iterator[Verdict]:
    limits = case.limits
    for node, group in case.tables.groups.iterrows():
        value, name = group["kmo"], case.quoted(node)
        if np.isnan(value):
            continue
        measure = rounded(value, limits.kmo)
        if value >= limits.kmo:
            sentence = phrase(
                "What the members of {name} share, they share as a group: sampling adequacy (KMO) {value}.",
                name=name,
                value=measure,
            )
            yield Verdict("sampling adequacy", node, "", value, limits.kmo, PASS, sentence)
            continue
        verdict = LOOK if value >= limits.kmo_least else FAIL
        sentence = phrase(
            "Members of {name} are related in pairs rather than as a group: sampling adequacy (KMO) {value}.",
            name=name,
            value=measure,
        )
        worst = case.tables.members.loc[node, "kmo"].idxmin()
        remedy = phrase("Do not take weights from components here; {member} fits least.", member=case.quoted(worst))
        yield Verdict("sampling adequacy", node, "", value, limits.kmo, verdict, sentence, remedy)


def _independence(case: Case) -> Iterator[Verdict]:
    limit = case.limits.significance
    for node, group in case.tables.groups.iterrows():
        p, name = group["bartlett_p"], case.quoted(node)
        if np.isnan(p):
            continue
        if p < limit:
            sentence = phrase("The members of {name} are related ({p}).", name=name, p=probability(p))
            yield Verdict("independence", node, "", p, limit, PASS, sentence)
        else:
            sentence = phrase(
                "The members of {name} cannot be told from unrelated ones ({p}).", name=name, p=probability(p)
            )
            remedy = phrase(UNRELATED)
            yield Verdict("independence", node, "", p, limit, LOOK, sentence, remedy)


def _collinear(case: Case) -> Iterator[Verdict]:
    limit = case.limits.inflation
    for node, members in case.tables.members.groupby(level="node", sort=False):
        inflation = members["inflation"].droplevel("node").dropna()
        if len(inflation) < 3:
            continue
        for key, value in inflation[inflation > limit].items():
            group, member = case.quoted(node), case.quoted(key)
            sentence = (
                phrase("The other members of {group} tell all of what {member} tells.", group=group, member=member)
                if np.isinf(value)
                else phrase(
                    "The other members of {group} tell {share} of what {member} tells.",
                    group=group,
                    member=member,
                    share=percentage(1 - 1 / value),
                )
            )
            remedy = phrase("Leave it out, or give it less weight.")
            yield Verdict("collinear", str(node), str(key), value, limit, LOOK, sentence, remedy)
        if not (inflation > limit).any():
            sentence = phrase("Each member of {group} adds something to the others.", group=case.quoted(node))
            yield Verdict("collinear", str(node), "", inflation.max(), limit, PASS, sentence)


CHECKS = (_complete, _reliability, _dimensions, _adequacy, _independence, _collinear)
