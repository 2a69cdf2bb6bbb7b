"""The grid of all settings: a small random edition, the kinds of each step, and the laws every combination keeps.

Where a law is no theorem is written down by name, with the reason, in `NO_LAW`.
"""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connectindex.audit.robustness.sampling import space
from connectindex.audit.robustness.scores_of_draws import scored
from connectindex.edition.model import Methods
from connectindex.edition.read import read_edition
from connectindex.edition.scale import parsed_scale
from connectindex.pipeline.build import tables_of
from connectindex.pipeline.measure import Measured, measure
from connectindex.pipeline.prepare import complete, prepare
from connectindex.pipeline.score import Scorable, YearTable
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.combinations import combination_problems
from connectindex.stages.frozen import scale_table
from connectindex.stages.impute import IMPUTATIONS
from connectindex.stages.means import AGGREGATIONS
from connectindex.stages.normalise import NORMALISATIONS
from connectindex.stages.screen import SCREENINGS
from connectindex.stages.treat import TREATMENTS

if TYPE_CHECKING:
    from connectindex.errors import InputError

UNITS = [f"U{k:02d}" for k in range(16)]
NAMES = ["a", "b", "c", "d"]
YEARS = {"one year": [2025], "panel": [2015, 2020, 2025]}

# kinds of each step; settings a kind cannot do without
NEEDED = {
    "group_mean": {"group": "region"},
    "group_median": {"group": "region"},
    "knn": {"neighbours": 3},
    "chained": {"rounds": 2},
    "coverage": {"unit": 0.6},
    "distance_to_reference": {"unit": "U03"},
    "winsorise": {"max_points": 1},
}
IMPUTE = [IMPUTATIONS[k](**NEEDED.get(k, {})) for k in IMPUTATIONS]
SCREEN = [SCREENINGS[k](**NEEDED.get(k, {})) for k in SCREENINGS]
TREAT = [
    *(TREATMENTS[k](**NEEDED.get(k, {})) for k in TREATMENTS),
    TREATMENTS["winsorise"](max_points=0, then="boxcox", exponent=0.5),
    TREATMENTS["winsorise"](max_points=1, skew=0.5, kurtosis=0.5, then="none"),
]
NORMALISE = [
    *(NORMALISATIONS[k](**NEEDED.get(k, {})) for k in NORMALISATIONS if k != "categories"),
    NORMALISATIONS["minmax"](low=70.0, high=130.0),
    NORMALISATIONS["zscore"](mean=100.0, sd=10.0),
    NORMALISATIONS["categories"](bounds=(6.0, 12.0, 30.0)),
    NORMALISATIONS["categories"](bounds=(20.0, 50.0), percentiles=True),
    NORMALISATIONS["goalposts"](floor=1.0),
]
AGGREGATE = [
    *(AGGREGATIONS[k]() for k in AGGREGATIONS if k != "power"),
    *(AGGREGATIONS["power"](order=p) for p in (2.0, 3.0, 0.5, -2.0)),
]
WITHIN = {"p": np.array([2 / 3, 1 / 3]), "q": np.array([0.5, 0.5]), "index": np.array([0.25, 0.75])}
POOL = ["year", "panel"]
SETTINGS = ["directions", "ideal", "log"]

NO_LAW = {
    "raise, treat": "caps and transformations are made from the values: which one a column gets, and its shape, "
    "change with a value; under the frozen scale they stand still, and there the law is tested",
    "raise, knn": "a unit's values choose the neighbours that fill its gaps",
    "raise, chained": "a unit's values predict its gaps, by coefficients of either sign",
    "raise, filled from others, copeland and bod": "a rise lifts the mean that fills the gaps of other units, and a mean "
    "that compares units sees them come nearer where bands or goalposts keep the unit's own score where it is",
    "raise, mpi": "the penalty grows with what stands out: a rise of the best child can cost more than it brings",
    "raise, ampi": "as mpi",
    "unit, boxcox": "Box-Cox of x - min + 1: the one is in the indicator's unit",
    "unit, chained": "regressions of all columns at once solve their equations by rounding",
    "permute, chained": "columns are filled one after the other, in their order",
}


@dataclass(frozen=True)
class Point:
    """A combination of settings up to normalising."""

    span: str
    settings: str
    impute: object
    screen: object
    treat: object
    normalise: object
    pool: str

    @property
    def methods(self) -> Methods:
        """As an edition holds them."""
        normalise = replace(self.normalise, pool=self.pool)
        return Methods(impute=self.impute, screen=self.screen, treat=self.treat, normalise=normalise)

    @property
    def transforms(self) -> set[str]:
        """Transformations that the treatment may take."""
        return {self.treat.kind, getattr(self.treat, "then", "")} & {"log", "boxcox"}


AXES = (tuple(YEARS), SETTINGS, IMPUTE, SCREEN, TREAT, NORMALISE, POOL)


def every_point():
    """All combinations, 11,340: pooling means nothing in one year, and what looks at all columns is met in pairs."""
    for axes in itertools.product(*AXES):
        if not (axes[0] == "one year" and axes[-1] == "panel") and axes[2].kind not in ("knn", "chained"):
            yield Point(*axes)


def pairwise_points(seed: int):
    """Combinations in which each pair of kinds of two steps stands together, chosen greedily."""
    rng = np.random.default_rng(seed)
    wanted = {
        (i, a, j, b)
        for i, j in itertools.combinations(range(len(AXES)), 2)
        for a in range(len(AXES[i]))
        for b in range(len(AXES[j]))
    }
    wanted -= {(0, 0, 6, 1)}
    while wanted:
        best: tuple[int, ...] = ()
        gain: set[object] = set()
        i, a, j, b = min(wanted)
        for _ in range(30):
            pick = [int(rng.integers(len(axis))) for axis in AXES]
            pick[i], pick[j] = a, b
            if pick[0] == 0 and pick[6] == 1:
                continue
            met = {(i, pick[i], j, pick[j]) for i, j in itertools.combinations(range(len(AXES)), 2)} & wanted
            if len(met) > len(gain):
                best, gain = tuple(pick), met
        wanted -= gain
        yield Point(*(axis[k] for axis, k in zip(AXES, best, strict=True)))


class World:
    """A random edition of 16 units and four indicators, measured once for each span and each set of settings."""

    def __init__(self, folder: Path) -> None:
        self.completed: dict[object, object] = {}
        self.measured = {span: measure(read_edition(_written(folder / span, years))) for span, years in YEARS.items()}
        rng = np.random.default_rng(11)
        self.tables = {}
        for span, measured in self.measured.items():
            table = measured.denominated.copy()
            for year in YEARS[span]:  # each year has an outlier of its own, and the last fewer
                block = rng.lognormal(2, 0.5, (len(UNITS), 4)).round(2)
                block[5, 0], block[6, 1] = 300.0 + year % 7, 250.0
                block[7:10, 2] = block[7, 2]
                block = np.where(rng.random(block.shape) < 0.07, np.nan, block)
                block[3] = [9.0 + year % 3, 5.0, 11.0, 12.0]  # the unit of reference is not the worst, and whole
                table.loc[year] = block
            self.tables[span] = table

    def of(self, span: str, settings: str, factor: float = 1.0) -> Measured:
        """The edition with these settings, in units of which `factor` make one."""
        posts, band = (1.0 * factor, 40.0 * factor), (10.0 * factor, 14.0 * factor)
        changes = {
            name: {"goalposts": posts, "target": t * factor, "direction": d, "ideal": None, "log": False}
            for name, t, d in zip(NAMES, (500.0, 0.5, 400.0, 600.0), (1, -1, 1, -1), strict=True)
        }
        changes["d"]["target"] = 0.2 * factor
        if settings == "ideal":
            changes["c"] |= {"ideal": band, "target": None, "goalposts": (1.0 * factor, 60.0 * factor)}
        if settings == "log":
            changes["d"] |= {"log": True}
        measured = self.measured[span]
        edition = measured.edition
        indicators = {n: replace(edition.indicators[n], **c) for n, c in changes.items()}
        table = self.tables[span] * factor
        return replace(measured, edition=replace(edition, indicators=indicators), denominated=table, values=table)

    def steps(self, measured: Measured, methods: Methods, key: object = None):
        """Tables up to normalising; imputing and screening are done once for each key."""
        if key is None:
            return tables_of(measured, methods, prepare(measured, methods))
        key = (key, repr(methods.impute), repr(methods.screen))
        if key not in self.completed:
            self.completed[key] = complete(measured, methods)
        return tables_of(measured, methods, prepare(measured, methods, done=self.completed[key]))


def scaled_methods(methods: Methods, factor: float) -> Methods:
    """With bounds of categories in another unit."""
    if methods.normalise.kind != "categories" or methods.normalise.percentiles:
        return methods
    bounds = tuple(b * factor for b in methods.normalise.bounds)
    return replace(methods, normalise=replace(methods.normalise, bounds=bounds))


def through_text(scale) -> tuple[object, ...]:
    """A scale as scale.csv brings it to the next edition."""
    text = pd.read_csv(io.StringIO(scale_table(scale).to_csv(index=False)), dtype=str, keep_default_na=False)
    return parsed_scale(text)


def permuted(measured: Measured, rng: np.random.Generator) -> Measured:
    """Units and columns in another order."""
    edition = measured.edition
    codes = rng.permutation(UNITS)
    names = list(rng.permutation(NAMES))
    rows = pd.MultiIndex.from_product([measured.denominated.index.unique("year"), codes], names=["year", "unit"])
    units = replace(edition.units, table=edition.units.table.loc[codes])
    indicators = {n: edition.indicators[n] for n in names}
    own = {
        name: getattr(measured, name).reindex(index=rows, columns=names)
        for name in ("values", "denominated", "divisors", "applicable")
    }
    return replace(measured, edition=replace(edition, units=units, indicators=indicators), **own)


def raised(measured: Measured) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Tables with one value of the last year moved the good way: array (tables, rows, columns), and which.

    The worst, the middle and the best of each column, a little and a lot.
    """
    x = measured.denominated.to_numpy(dtype=float)
    last = np.flatnonzero(measured.denominated.index.get_level_values("year") == 2025)
    tables, cells = [], []
    for j, name in enumerate(NAMES):
        indicator = measured.edition.indicators[name]
        there = last[~np.isnan(x[last, j])]
        order = there[np.argsort(x[there, j], kind="stable")]
        for i, by in itertools.product((order[0], order[len(order) // 2], order[-1]), (0.02, 0.8)):
            table, value = x.copy(), x[i, j]
            if indicator.ideal is not None:
                aim = float(np.clip(value, *indicator.ideal))
                table[i, j] = value + (aim - value) * by
            else:
                table[i, j] = value * (1 + by) if indicator.direction > 0 else value * (1 - by)
            tables.append(table)
            cells.append((int(i), j))
    return np.array(tables), cells


def aggregated(measured: Measured, rows: np.ndarray, tables: np.ndarray, method) -> dict[str, np.ndarray]:
    """Scores of all nodes in tables (tables, units, indicators) of one year, by one method for all nodes."""
    tree = measured.edition.tree
    methods = Methods(rules={n.id: NodeRules(method) for n in tree.nodes()})
    columns = [str(c) for c in measured.denominated.columns]
    year = YearTable(
        rows,
        {n: tables[..., j] for j, n in enumerate(columns)},
        {n: np.ones(len(rows), dtype=bool) for n in columns},
        measured.denominated.index[rows].get_level_values("unit"),
    )
    return scored(tree, space((), tree), (), np.zeros((len(tables), 0)), Scorable(methods, (), (year,), WITHIN), year)


def refused(error: InputError) -> str:
    """The rules that were broken; each place must be an indicator, a node or a setting."""
    for problem in error.problems:
        assert problem.place.split(" ")[0] in ("indicator", "node", "[method.normalise]", "method"), str(error)
    return " | ".join(sorted({p.rule for p in error.problems}))


def meaningless(measured: Measured, methods: Methods, aggregation) -> bool:
    """Whether the settings of this mean and scale are refused together."""
    tree = measured.edition.tree
    own = replace(methods, rules={n.id: NodeRules(aggregation) for n in tree.nodes()})
    return bool(combination_problems([*measured.edition.indicators.values()], own, tree))


def batch_of(measured: Measured, methods: Methods, tables: np.ndarray) -> np.ndarray:
    """Many tables by the same methods at once."""
    return prepare(measured, methods, tables).normalised


def can_freeze(methods: Methods) -> bool:
    """Whether its scale can be kept."""
    return methods.normalise.freezable


def _written(folder: Path, years: list[int]) -> Path:
    (folder / "values").mkdir(parents=True)
    about = f"years = {years}" if len(years) > 1 else f"year = {years[0]}"
    lines = ["[index]", 'title = "Grid"', 'edition = "1"', about, 'publisher = "Nobody"', "max_age = 0"]
    for name in NAMES:
        lines += [f"[indicators.{name}]", f'name = "{name}"', 'unit = "u"', "direction = 1", f'variable = "{name}"']
    lines += ["[tree.p]", 'name = "P"', 'indicators = ["a", "b"]', "weights = { a = 2 }"]
    lines += ["[tree.q]", 'name = "Q"', "weight = 3", 'indicators = ["c", "d"]']
    (folder / "index.toml").write_text("\n".join(lines), "utf-8")
    units = pd.DataFrame({"unit": UNITS, "name": UNITS, "region": [f"R{k % 3}" for k in range(len(UNITS))]})
    units.to_csv(folder / "units.csv", index=False)
    rows = [(u, y, n, 1.0, "reported", "s") for u in UNITS for y in years for n in NAMES]
    columns = ["unit", "year", "variable", "value", "status", "source"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "values" / "all.csv", index=False)
    head = "id,title,publisher,url,licence,retrieved\n"
    (folder / "sources.csv").write_text(f"{head}s,Made up,Nobody,,CC0,2026-01-01\n", "utf-8")
    return folder
