"""Indicator: a formula and its description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectindex.model.display import described

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas import DataFrame, Series

    from connectindex.model.dyads import Dyads


@dataclass(frozen=True, slots=True)
class Indicator:
    """Describe one indicator, before any treatment.

    Parameters
    ----------
    id, name, unit
        Short id; name and unit of measurement as they are printed.
    direction
        1: more is better; -1: less is better.
    needs
        Link modes and variables that `compute` reads. They decide the origin of each cell.
    compute
        From the links and values of one year to one value per unit. None for an indicator that
        arrives ready made as `variable`.
    counts
        The links that `compute` counts, as rows of `Dyads.pairs` or `Dyads.memberships` whose ``count``
        adds up to the value of their ``unit``. Noise of counts redraws these; an indicator that
        declares none is no count.
    variable
        The variable that holds a ready-made indicator.
    per
        Variable to divide by; `scale` is the number of its units in the denominator (1e6: "per
        million").
    shrink
        The value is a count, and its rate is drawn towards that of all units the less there is to
        divide by (`connectindex.statistics.counts.gamma_poisson`).
    definition
        One or two sentences for the reader of the report.
    source
        Where the definition comes from.
    bias
        What is known to be wrong with its figures, and for whom; for the reader of the report.
    of_partners
        Variables that `compute` reads of the partners, whatever is known of the unit's own.
    together
        Several modes are read as one network: it applies to a unit where one of them does.
    scope
        Codes of the units it applies to alone; empty: to all.
    since
        Earlier year that `compute` compares the links with (`Dyads.earlier`); None: it looks at one year alone.
    not_applicable
        Group whose members the indicator does not apply to: a column of ``units.csv`` with yes and
        no, or ``column=label``.
    goalposts
        Lower and upper bound in the indicator's own unit, for methods that use them; a transformation of
        the values carries them along.
    target
        Value to reach, for methods that use one; likewise.
    log
        Goalposts are read on a logarithmic scale.
    ideal
        Band in the indicator's own unit where a value is best; the further outside, the worse
        (a two-sided target). Direction has no influence then; goalposts lie around it.
    floor
        Lowest score after normalising.
    """

    id: str
    name: str
    unit: str
    direction: int = 1
    needs: tuple[str, ...] = ()
    compute: Callable[[Dyads], Series] | None = None
    counts: Callable[[Dyads], DataFrame] | None = None
    variable: str | None = None
    per: str | None = None
    scale: float = 1.0
    shrink: bool = False
    definition: str = ""
    source: str = ""
    bias: str = ""
    of_partners: tuple[str, ...] = ()
    together: bool = False
    scope: tuple[str, ...] = ()
    since: int | None = None
    not_applicable: str | None = None
    goalposts: tuple[float, float] | None = None
    target: float | None = None
    log: bool = False
    ideal: tuple[float, float] | None = None
    floor: float | None = None

    def __repr__(self) -> str:
        direction = "less is better" if self.direction < 0 else ""
        needs = f"needs {', '.join(self.inputs)}" if self.inputs else ""
        return described(type(self).__name__, f"{self.id}: {self.name}", self.unit, direction, needs)

    @property
    def variables(self) -> tuple[str, ...]:
        """List the variable of a ready-made indicator and the denominator."""
        return tuple(v for v in (self.variable, self.per) if v)

    @property
    def inputs(self) -> tuple[str, ...]:
        """List all link modes and variables the indicator reads, the denominator last."""
        return (*self.needs, *self.of_partners, *self.variables)
