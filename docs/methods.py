"""Pages on methods: formula (`connectindex.stages.formulas`) and use of each, its settings from the registries, and what it does to a small example."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

import connectindex as ci
from connectindex.stages.described import methods
from connectindex.stages.formulas import FORMULAS
from connectindex.stages.registries import REGISTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas import DataFrame


@dataclass(frozen=True)
class Words:
    """What registries and formulas do not say: use, reference; and settings of the example where it needs some."""

    use: str
    reference: str = ""
    settings: dict[str, Any] | None = None


OECD = "OECD and JRC (2008), *Handbook on Constructing Composite Indicators*"
WIDTH, DOT = 420, 4
UNITS = list("ABCDEFGH")
VALUES: dict[str, list[float | None]] = {
    "roads": [12, 20, 35, 41, 55, 60, 80, 300],
    "harbours": [3, 1, 4, 1, 5, 9, 2, 6],
    "phones": [5, 12, 10, 25, 20, 30, 44, 50],
}
INTRODUCTIONS = {
    "impute": "Imputation replaces missing values by estimates. Only cells that are missing are imputed: a cell that is "
    "not applicable stays so. Imputed cells are marked in every table and profile. In the example the values of *harbours* "
    "of C and *phones* of F are missing.",
    "screen": "Screening decides which units have enough data to be ranked. The others are listed with the reason. In the "
    "example C and F lack values.",
    "treat": "Treatment of outliers: a few extreme values should not set the scale for all. The handbook tests skewness and "
    "kurtosis; a column passes where |skewness| is below 2 or excess kurtosis below 3.5. In the example *roads* has one "
    "extreme value.",
    "normalise": "Normalisation brings indicators of different units onto one scale, with higher values better. It decides "
    "how much a difference at the top counts against one at the bottom.",
    "weight": "Weights say how much each component counts in its group. Statistical weights follow the data; weights of "
    "experts follow a decision. The weight set is not the importance an indicator has in the result: see "
    "[how to read the audit](../explanation/audit.md).",
    "aggregate": "Aggregation combines components into a score. The main question is compensation: may a high component make "
    "up for a low one? The arithmetic mean compensates fully, the geometric mean less, outranking not at all.",
}
EXAMPLE_OF = {
    "impute": "imputed",
    "treat": "treated",
    "normalise": "normalised",
}
WORDS: dict[tuple[str, str], Words] = {
    ("impute", "none"): Words("Where missing values should stay missing: the mean of a node is taken over the components that are known.", OECD),
    ("impute", "mean"): Words("For few gaps in symmetric data. It reduces the variance.", OECD),
    ("impute", "median"): Words("For few gaps in skewed data.", OECD),
    ("impute", "group_mean"): Words("Where units of a group (region, income) are alike.", OECD, {"group": "region"}),
    ("impute", "group_median"): Words("As the group mean, for skewed data.", OECD, {"group": "region"}),
    ("impute", "knn"): Words("Where indicators are correlated and units many.", "Troyanskaya and others (2001), *Bioinformatics* 17(6)", {"neighbours": 2}),
    ("impute", "chained"): Words("Where indicators are correlated; several draws give multiple imputation, whose spread reaches the intervals.", "van Buuren and Groothuis-Oudshoorn (2011), *Journal of Statistical Software* 45(3)"),
    ("impute", "interpolate"): Words("For gaps within a panel.", OECD),
    ("impute", "carry_forward"): Words("For panels of slow variables.", OECD),
    ("screen", "none"): Words("Where all units have all data, or every unit must be ranked."),
    ("screen", "coverage"): Words("The usual rule of published indices: a unit needs, say, 65 % of its indicators.", OECD, {"unit": 0.9}),
    ("treat", "none"): Words("For bounded data, or with ranks."),
    ("treat", "winsorise"): Words("The JRC's rule: at most a few points are pulled in; where that is not enough, the column is transformed.", OECD, {"max_points": 1}),
    ("treat", "log"): Words("For long right tails: sizes, flows, incomes.", OECD),
    ("treat", "boxcox"): Words("Between the logarithm (0) and no change (1).", "Box and Cox (1964), *Journal of the Royal Statistical Society B* 26(2)", {"exponent": 0.25}),
    ("normalise", "minmax"): Words("The most usual scale. The extremes set it, so treat outliers first.", OECD),
    ("normalise", "zscore"): Words("Where units far from the mean should stand out.", OECD),
    ("normalise", "rank"): Words("Robust to outliers; distances are lost.", OECD),
    ("normalise", "borda"): Words("Points of the Borda count.", OECD),
    ("normalise", "percentile_rank"): Words("Ranks that compare between sets of different size.", OECD),
    ("normalise", "distance_to_max"): Words("Where the leader is the reference.", OECD),
    ("normalise", "distance_to_reference"): Words("Where one unit is the benchmark.", OECD, {"unit": "F"}),
    ("normalise", "distance_to_target"): Words("Where a policy sets a target.", OECD),
    ("normalise", "fraction_of_max"): Words("Ratio scales with a true zero, as in UNCTAD's liner index of 2004-2023.", "UNCTAD, *Review of Maritime Transport 2015*"),
    ("normalise", "goalposts"): Words("Fixed bounds: scores compare over years and do not depend on who takes part.", "UNDP, *Human Development Report*, technical notes"),
    ("normalise", "categories"): Words("Where only bands matter, or data are rough.", OECD, {"bounds": [25, 50, 75], "percentiles": True}),
    ("weight", "nominal"): Words("Weights that were decided: by the authors, by law, by a panel."),
    ("weight", "equal"): Words("Where nothing speaks for other weights.", OECD),
    ("weight", "pca"): Words("Where components are correlated and measure one thing.", OECD),
    ("weight", "pca_rotated"): Words("Where several factors stand behind the components.", "Nicoletti, Scarpetta and Boylaud (2000), *OECD Economics Department Working Papers* 226"),
    ("weight", "entropy"): Words("Where components that separate the units should count more.", "Shannon (1948), *Bell System Technical Journal* 27"),
    ("weight", "critic"): Words("As entropy, with less weight for components that repeat others.", "Diakoulaki, Mavrotas and Papayannakis (1995), *Computers & Operations Research* 22(7)"),
    ("weight", "inverse_sd"): Words("Where each component should contribute the same variance."),
    ("weight", "optimised"): Words("Where the importance in the result, not the weight, should be as set.", "Becker, Saisana, Paruolo and Vandecasteele (2017), *Ecological Indicators* 80", {"targets": {"roads": 1, "harbours": 1, "phones": 1}}),
    ("weight", "budget"): Words("Weights by a panel of experts who share out points.", OECD, {"nodes": {"index": {"Ann": {"roads": 50, "harbours": 30, "phones": 20}, "Ben": {"roads": 20, "harbours": 60, "phones": 20}}}}),
    ("weight", "ahp"): Words("Weights from comparisons of pairs; the consistency ratio tells whether they fit together.", "Saaty (1980), *The Analytic Hierarchy Process*", {"nodes": {"index": [["roads", "harbours", 3], ["roads", "phones", 5], ["harbours", "phones", 2]]}}),
    ("weight", "bod"): Words("Each unit has the weights that favour it most, within bounds.", "Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), *Social Indicators Research* 82"),
    ("aggregate", "arithmetic"): Words("Full compensation; contributions add up.", OECD),
    ("aggregate", "geometric"): Words("Less compensation: balanced units gain. Scores must be above zero.", OECD),
    ("aggregate", "harmonic"): Words("Little compensation: the lowest component dominates.", OECD),
    ("aggregate", "power"): Words("Any degree of compensation: 1 arithmetic, towards 0 geometric, -1 harmonic.", "Decancq and Lugo (2013), *Econometric Reviews* 32(1)", {"order": 0.5}),
    ("aggregate", "median"): Words("Robust to one extreme component."),
    ("aggregate", "owa"): Words("More weight to a unit's worst components (above 1) or best (below 1).", "Yager (1988), *IEEE Transactions on Systems, Man, and Cybernetics* 18(1)"),
    ("aggregate", "mpi"): Words("A penalty for unbalanced units, on z-scores with mean 100 and standard deviation 10.", "Mazziotta and Pareto (2013), *Rivista Italiana di Economia Demografia e Statistica* 67(2)"),
    ("aggregate", "ampi"): Words("As MPI, on 70-130, comparable over years.", "Mazziotta and Pareto (2016), *Social Indicators Research* 127"),
    ("aggregate", "copeland"): Words("No compensation: only who is ahead on more weight counts.", "Munda and Nardo (2009), *Applied Economics* 41(12)"),
    ("aggregate", "bod"): Words("The same, as the aggregation of a single node.", "Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), *Social Indicators Research* 82"),
}  # fmt: skip


def pages() -> dict[str, str]:
    """Write one page a step, by path."""
    lacking = {(s, k) for s, registry in REGISTRIES.items() for k in registry} ^ set(WORDS)
    if lacking:
        raise ValueError(f"docs/methods.py: no words on use, or no method, of {sorted(lacking)}")
    made = {f"methods/{step}.md": "\n".join(_page(step)) for step in REGISTRIES}
    entries = "\n".join(REGISTRIES)
    made["methods/index.md"] = (
        "# Methods\n\nOne page a step, in the order of the steps: settings and defaults come from the program, the examples "
        "are computed when this site is built. `connectindex methods` prints the same list.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n{entries}\n```\n"
    )
    return made


def _page(step: str) -> Iterator[str]:
    yield f"# {step.capitalize()}\n\n{INTRODUCTIONS[step]}\n"
    yield f"In `index.toml`: `[method.{step}]` with `kind`, and the settings of that kind."
    if step == "aggregate":
        yield "Any node of the tree may have its own: `aggregate = { kind = ... }`."
    for method in methods(step):
        words = WORDS[step, method.kind]
        yield f"\n## {method.kind}\n\n{method.summary} {method.notes}\n"
        if formula := FORMULAS[step, method.kind].tex:
            yield f"$$\n{formula}\n$$\n"
        yield f"**When to use it.** {words.use}\n"
        if words.reference:
            yield f"**Reference.** {words.reference}.\n"
        if method.settings:
            yield "| setting | type | default | meaning |\n|---|---|---|---|"
            for s in method.settings:
                default = "required" if s.required else f"`{s.written()}`" if s.written() else ""
                yield f"| `{s.name}` | {s.type} | {default} | {s.text.replace('|', chr(92) + '|')} |"
            yield ""
        yield _example(step, method.kind, words.settings or {})


def _example(step: str, kind: str, settings: dict[str, Any]) -> str:
    chosen: dict[str, Any] = {"normalise": {"kind": "minmax", "low": 1}, "aggregate": {"kind": "arithmetic"}}
    chosen[step] = {"kind": kind, **settings}
    if kind == "mpi":
        chosen["normalise"] = {"kind": "zscore", "mean": 100, "sd": 10}
    if kind == "ampi":
        chosen["normalise"] = {"kind": "minmax", "low": 70, "high": 130}
    gaps = step in ("impute", "screen")
    if kind in ("interpolate", "carry_forward"):
        return "*Its example needs a panel: see [compare with last year](../howto/compare.md).*\n"
    result = ci.build(_edition(chosen, gaps=gaps))
    if step in EXAMPLE_OF:
        return _compared(_values(gaps=gaps), result.stage(EXAMPLE_OF[step])) + _strips(result.stage(EXAMPLE_OF[step]))
    if step == "screen":
        out = ", ".join(result.left_out.index.get_level_values(0)) or "none"
        return f"**Example.** Units that are not ranked: {out}.\n"
    if step == "weight" and kind != "bod":
        weights = result.weights[result.weights["parent"] == "index"] if "parent" in result.weights else result.weights
        shares = (
            {i: f"{100 * w:.1f} %" for i, w in zip(weights["id"], weights["within"], strict=True)}
            if "id" in weights
            else {str(i): f"{100 * w:.1f} %" for i, w in weights["within"].items() if str(i) in VALUES}
        )
        return "**Example.** " + ", ".join(f"*{i}* {share}" for i, share in shares.items()) + "\n"
    scores, ranks = result.scores["index"], result.ranks["index"]
    head = "| unit | " + " | ".join(VALUES) + " | score | rank |\n|---|" + "--:|" * 5 + "\n"
    normal = result.stage("normalised")
    rows = "".join(
        f"| {u} | " + " | ".join(f"{normal.loc[u, c]:.1f}" for c in VALUES) + f" | {scores[u]:.1f} | {ranks[u]:.0f} |\n"
        for u in UNITS
        if u in scores.index
    )
    return f"**Example**, from normalised components:\n\n{head}{rows}\n"


def _values(*, gaps: bool) -> dict[str, list[float | None]]:
    values = {k: list(v) for k, v in VALUES.items()}
    if gaps:
        values["harbours"][2] = values["phones"][5] = None
    return values


def _edition(method: dict[str, Any], *, gaps: bool) -> ci.Edition:
    values = _values(gaps=gaps)
    extra: dict[str, dict[str, Any]] = {k: {} for k in VALUES}
    for name, posts in {"roads": [0, 200], "harbours": [0, 10], "phones": [0, 60]}.items():
        if method["normalise"]["kind"] == "goalposts":
            extra[name] = {"goalposts": posts}
        if method["normalise"]["kind"] == "distance_to_target":
            extra[name] = {"target": posts[1]}
    index = {
        "index": {"title": "Example", "edition": "1", "year": 2023},
        "tree": {"indicators": list(VALUES)},
        "indicators": {k: {"name": k, "unit": "number", "direction": 1, "variable": k, **extra[k]} for k in VALUES},
        "method": method,
    }
    units = {"unit": UNITS, "name": UNITS, "region": ["North"] * 4 + ["South"] * 4}
    known = [(u, k, v) for k, column in values.items() for u, v in zip(UNITS, column, strict=True) if v is not None]
    table = {
        "unit": [u for u, _, _ in known],
        "year": 2023,
        "variable": [k for _, k, _ in known],
        "value": [v for _, _, v in known],
    }
    return ci.edition(index, units=units, values=table)


def _compared(before: dict[str, list[float | None]], after: DataFrame) -> str:
    head = "| unit | " + " | ".join(f"{c} | after" for c in VALUES) + " |\n|---|" + "--:|" * 6 + "\n"
    rows = []
    for number, unit in enumerate(UNITS):
        cells = []
        for name in VALUES:
            value, made = before[name][number], after[name].get(unit)
            new = "" if made is None or isnan(made) else f"{made:.4g}"
            cells += ["" if value is None else f"{value:g}", f"**{new}**" if value is None and new else new]
        rows.append(f"| {unit} | " + " | ".join(cells) + " |\n")
    return f"**Example**\n\n{head}{''.join(rows)}\n"


def _strips(after: DataFrame) -> str:
    """Draw the columns after the step, a row of dots each, from its lowest to its highest value."""
    parts = []
    for row, name in enumerate(VALUES):
        column = after[name].dropna()
        low, width = column.min(), column.max() - column.min() or 1
        y = 14 + 22 * row
        parts.append(f'<text x="0" y="{y + 4}" font-size="12" fill="currentColor">{name}</text>')
        parts.append(f'<line x1="70" x2="{WIDTH - 10}" y1="{y}" y2="{y}" stroke="currentColor" opacity="0.3"/>')
        for value in column:
            x = 70 + (WIDTH - 80) * (value - low) / width
            parts.append(f'<circle cx="{x:.1f}" cy="{y}" r="{DOT}" fill="#1f6f8b" opacity="0.7"/>')
    label = "Each unit's value after the step, from the lowest to the highest of each indicator"
    return (
        f'<svg viewBox="0 0 {WIDTH} 72" width="{WIDTH}" role="img" aria-label="{label}">' + "".join(parts) + "</svg>\n"
    )
