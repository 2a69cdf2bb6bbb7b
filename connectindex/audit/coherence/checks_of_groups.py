"""Checks of groups: do the members measure one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from connectindex.audit.coherence.findings import FAIL, PASS, REVIEW, Case, Verdict
from connectindex.model.figures import percentage, rounded
from connectindex.model.words import message, phrase, phrase_n, probability, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

AGAINST = message(
    "Internal consistency of {name} is negative: on balance its components move in opposite directions "
    "(Cronbach's alpha {value})."
)
LOOSE = message("Internal consistency of {name} is low (Cronbach's alpha {value}).")
UNLIKE = message(
    "Internal consistency of {name} is no higher than that of unrelated components (Cronbach's alpha {value})."
)
UNRELATED = message("Document that the group combines unrelated dimensions, or restructure it.")


def _complete(case: Case) -> Iterator[Verdict]:
    everyone = len(case.of.table)
    for node, group in case.tables.groups.iterrows():
        share, least = group["units"] / everyone, case.limits.complete
        name = case.quoted(node)
        if np.isnan(group["dimensions"]):
            if group["used"] >= 2:
                sentence = phrase_n(
                    ("Only {number} {one} has data on all components of {name}: too few for principal components."),
                    ("Only {number} {many} have data on all components of {name}: too few for principal components."),
                    group["units"],
                    name=name,
                )
                remedy = phrase("Impute missing values, or drop the component that most {many} lack.")
                yield Verdict("complete", node, "", share, least, REVIEW, sentence, remedy)
        elif share < least:
            sentence = phrase(
                (
                    "The principal components of {name} are computed from the {units} of {everyone} "
                    "{many} with data on all components."
                ),
                name=name,
                units=int(group["units"]),
                everyone=everyone,
            )
            remedy = phrase("Interpret them for these {many} only.")
            yield Verdict("complete", node, "", share, least, REVIEW, sentence, remedy)


def _reliability(case: Case) -> Iterator[Verdict]:
    limit = case.limits.alpha
    for node, group in case.tables.groups.iterrows():
        alpha, name = group["alpha"], case.quoted(node)
        if np.isnan(alpha):
            continue
        value = rounded(alpha, limit)
        if alpha >= limit:
            sentence = phrase(
                "Internal consistency of {name} is satisfactory (Cronbach's alpha {value}).", name=name, value=value
            )
            yield Verdict("reliability", node, "", alpha, limit, PASS, sentence)
            continue
        without = case.tables.members.loc[node, "alpha_without"]
        remedy = phrase(
            "Document that the group is formative (its components measure different things), or restructure it."
        )
        if without.max() > alpha:
            who = case.quoted(without.idxmax())
            better = phrase("Without {member}, alpha would be {value}.", member=who, value=rounded(without.max()))
            remedy = sentences(better, remedy)
        related = group["bartlett_p"] < case.limits.significance
        template = AGAINST if alpha < 0 and related else LOOSE if alpha > 0 else UNLIKE
        sentence = phrase(template, name=name, value=value)
        yield Verdict(
            "reliability", node, "", alpha, limit, FAIL if alpha < 0 and related else REVIEW, sentence, remedy
        )


def _dimensions(case: Case) -> Iterator[Verdict]:
    """Groups of three and more: of two, the correlation says all."""
    limits = case.limits
    for node, group in case.tables.groups[case.tables.groups["used"] > 2].iterrows():
        if np.isnan(group["dimensions"]):
            continue
        name, many = case.quoted(node), int(group["dimensions"])
        split = phrase("Look at the loadings: components that correlate may form groups of their own.")
        fine = many == 1
        sentence = phrase_n(
            "Kaiser's rule (eigenvalues above {limit}) retains {number} principal component of {name}.",
            "Kaiser's rule (eigenvalues above {limit}) retains {number} principal components of {name}.",
            many,
            name=name,
            limit=float(limits.eigenvalue),
        )
        yield Verdict("dimensions", node, "", many, 1, PASS if fine else REVIEW, sentence, "" if fine else split)
        share = group["first_share"]
        fine = share >= limits.first_share
        taken = percentage(share, 1)
        sentence = (
            phrase("The first principal component explains {share} of the variance of {name}.", share=taken, name=name)
            if fine
            else phrase(
                "The first principal component explains only {share} of the variance of {name}.",
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
            PASS if fine else REVIEW,
            sentence,
            "" if fine else split,
        )
        beyond = int(group["parallel"])
        fine = beyond == 1
        sentence = phrase_n(
            "Parallel analysis retains {number} principal component of {name}.",
            "Parallel analysis retains {number} principal components of {name}.",
            beyond,
            name=name,
        )
        remedy = split if beyond > 1 else phrase(UNRELATED)
        yield Verdict(
            "parallel analysis", node, "", beyond, 1, PASS if fine else REVIEW, sentence, "" if fine else remedy
        )
        yield _signs(case, node)


def _signs(case: Case, node: str) -> Verdict:
    loading = case.tables.members.loc[node, "loading"]
    turned = list(loading.index[loading < 0])
    name = case.quoted(node)
    if not turned:
        sentence = phrase(
            "All components of {name} load on its first principal component with the same sign.", name=name
        )
        return Verdict("signs", node, "", loading.min(), 0, PASS, sentence)
    sentence = phrase_n(
        "{members} loads on the first principal component of {name} with the opposite sign to the rest of the group.",
        "{members} load on the first principal component of {name} with the opposite sign to the rest of the group.",
        len(turned),
        members=case.quoted(*turned),
        name=name,
    )
    remedy = phrase("Check the direction; if it is right, state that the group contains a trade-off.")
    return Verdict("signs", node, ", ".join(turned), loading.min(), 0, REVIEW, sentence, remedy)


def _adequacy(case: Case) -> Iterator[Verdict]:
    limits = case.limits
    for node, group in case.tables.groups.iterrows():
        value, name = group["kmo"], case.quoted(node)
        if np.isnan(value):
            continue
        measure = rounded(value, limits.kmo)
        if value >= limits.kmo:
            sentence = phrase(
                "Correlations within {name} are common to the group rather than to pairs: sampling adequacy (KMO) is "
                "{value}.",
                name=name,
                value=measure,
            )
            yield Verdict("sampling adequacy", node, "", value, limits.kmo, PASS, sentence)
            continue
        verdict = REVIEW if value >= limits.kmo_least else FAIL
        sentence = phrase(
            "Components of {name} are related in pairs rather than as a group: sampling adequacy (KMO) is {value}.",
            name=name,
            value=measure,
        )
        worst = case.tables.members.loc[node, "kmo"].idxmin()
        remedy = phrase(
            "Do not derive weights from principal components here; {member} fits least well.", member=case.quoted(worst)
        )
        yield Verdict("sampling adequacy", node, "", value, limits.kmo, verdict, sentence, remedy)


def _independence(case: Case) -> Iterator[Verdict]:
    limit = case.limits.significance
    for node, group in case.tables.groups.iterrows():
        p, name = group["bartlett_p"], case.quoted(node)
        if np.isnan(p):
            continue
        if p < limit:
            sentence = phrase(
                "Bartlett's test rejects zero correlation among the components of {name} ({p}).",
                name=name,
                p=probability(p),
            )
            yield Verdict("independence", node, "", p, limit, PASS, sentence)
        else:
            sentence = phrase(
                "Bartlett's test does not reject zero correlation among the components of {name} ({p}).",
                name=name,
                p=probability(p),
            )
            remedy = phrase(UNRELATED)
            yield Verdict("independence", node, "", p, limit, REVIEW, sentence, remedy)


def _collinear(case: Case) -> Iterator[Verdict]:
    limit = case.limits.inflation
    for node, members in case.tables.members.groupby(level="node", sort=False):
        inflation = members["inflation"].droplevel("node").dropna()
        if len(inflation) < 3:
            continue
        for key, value in inflation[inflation > limit].items():
            group, member = case.quoted(node), case.quoted(key)
            sentence = (
                phrase(
                    "The other components of {group} explain all of the variance of {member}.",
                    group=group,
                    member=member,
                )
                if np.isinf(value)
                else phrase(
                    "The other components of {group} explain {share} of the variance of {member}.",
                    group=group,
                    member=member,
                    share=percentage(1 - 1 / value),
                )
            )
            remedy = phrase("Drop it, or reduce its weight.")
            yield Verdict("collinear", str(node), str(key), value, limit, REVIEW, sentence, remedy)
        if not (inflation > limit).any():
            sentence = phrase(
                "Every component of {group} carries information that the others do not.", group=case.quoted(node)
            )
            yield Verdict("collinear", str(node), "", inflation.max(), limit, PASS, sentence)


CHECKS = (_complete, _reliability, _dimensions, _adequacy, _independence, _collinear)
