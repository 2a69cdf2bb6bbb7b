"""Edition: all inputs of an index, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from connectindex.assumptions.methods import RobustnessSettings
from connectindex.edition.texts import Texts
from connectindex.model.display import Brief, counted, described, html, span
from connectindex.model.tree import Node
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.frozen import of_year
from connectindex.stages.impute import NoImputation
from connectindex.stages.means import Arithmetic
from connectindex.stages.scales import MinMax
from connectindex.stages.scaling import Scaling
from connectindex.stages.screen import NoScreening
from connectindex.stages.treat import NoTreatment
from connectindex.stages.weight import Nominal
from connectindex.style.report_style import ReportStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pandas import DataFrame

    from connectindex.edition.imprint import Author
    from connectindex.edition.published import Reading
    from connectindex.errors import Problem
    from connectindex.gravity.spec import Gravity
    from connectindex.links.stores import LinkSource
    from connectindex.model.corridor import Corridor
    from connectindex.model.dyads import Mode
    from connectindex.model.indicator import Indicator
    from connectindex.model.pairs import Pairs
    from connectindex.model.report_chapter import ReportChapter
    from connectindex.model.sources import Sources
    from connectindex.model.units import Units
    from connectindex.model.values import Values
    from connectindex.stages.frozen import FrozenColumn
    from connectindex.stages.impute import Imputation
    from connectindex.stages.normalisation import Normalisation
    from connectindex.stages.screen import Screening
    from connectindex.stages.treat import Treatment
    from connectindex.stages.weighting import Weighting
    from connectindex.style.outlines import Outlines


@dataclass(frozen=True, slots=True, repr=False)
class About(Brief):
    """Hold the title, edition, years and publisher of an index, as in ``[index]``.

    `max_age`: how many years older than the index a value may be; None: any age. `doi` is bare, as in ``10.1234/name``.
    """

    title: str
    edition: str
    years: tuple[int, ...]
    publisher: str = ""
    licence: str = ""
    citation: str = ""
    language: str = "en"
    max_age: int | None = None
    description: str = ""
    authors: tuple[Author, ...] = ()
    doi: str = ""
    isbn: str = ""
    url: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Methods(Brief):
    """Hold the method of each step, as in ``[method]``.

    Parameters
    ----------
    impute, screen, treat, normalise, weight
        The rule of each step.
    rules
        How each node is made of its children.
    treat_by_indicator
        Treatments of single indicators, which win.
    scale
        Treatment and bounds of an earlier edition; empty where the data's own count.
    clip
        Values beyond the bounds of `scale` count as the bounds.
    """

    impute: Imputation = field(default_factory=NoImputation)
    screen: Screening = field(default_factory=NoScreening)
    treat: Treatment = field(default_factory=NoTreatment)
    normalise: Normalisation = field(default_factory=MinMax)
    weight: Weighting = field(default_factory=Nominal)
    rules: Mapping[str, NodeRules] = field(default_factory=dict)
    treat_by_indicator: Mapping[str, Treatment] = field(default_factory=dict)
    scale: tuple[FrozenColumn, ...] = ()
    clip: bool = False

    @property
    def pooled(self) -> bool:
        """Tell whether treatment and scale are made from all years of a panel together."""
        return self.normalise.pool == "panel" and not self.scale

    @property
    def fixed(self) -> bool:
        """Tell whether a unit's scores depend on its own values alone: treatment and scale use no other unit."""
        if self.scale:
            return all(column.year is None for column in self.scale)
        treated = any(t.from_data for t in (self.treat, *self.treat_by_indicator.values()))
        return self.normalise.own_bounds and not treated

    def scaling(self, indicators: Iterable[Indicator], year: int) -> Scaling:
        """Return the scaling of these indicators in a year: from values to scores."""
        treatments = {i.id: self.treat_by_indicator.get(i.id, self.treat) for i in indicators}
        frozen = {column.indicator: column for column in of_year(self.scale, year)}
        return Scaling(treatments, self.normalise, frozen, self.clip)

    def rule(self, node: str) -> NodeRules:
        """Return how a node is aggregated from its children; by default the arithmetic mean."""
        return self.rules.get(node, NodeRules(Arithmetic()))


@dataclass(frozen=True, slots=True, repr=False)
class ReportSettings(Brief):
    """Hold the settings of ``[report]``."""

    highlight: tuple[str, ...] = ()
    peers: str = ""
    groups: tuple[str, ...] = ()
    prices: Mapping[str, str] = field(default_factory=dict)
    style: ReportStyle = field(default_factory=ReportStyle)
    outlines: Outlines | None = None
    map: str = ""
    chapters: tuple[ReportChapter, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Origin(Brief):
    """Hold the settings and tables an edition was made from, so that `Edition.replace` can make another.

    Parameters
    ----------
    document
        Its settings as they are in index.toml.
    frames
        Tables passed in memory, by kind.
    code
        What was done with its Python file.
    methods
        Kinds of methods that the file defines.
    """

    document: Mapping[str, Any]
    frames: Mapping[str, DataFrame] = field(default_factory=dict)
    code: Any = None
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Edition:
    """Hold all inputs of an index, read and checked.

    Parameters
    ----------
    about
        Title, edition, years, publisher.
    units, values, sources
        Units, their values, and the sources of the values.
    links
        Checked link records, columns `connectindex.links.RECORD_COLUMNS`, and ``operator`` where it is known.
    link_sources
        Further records, of any size, that stay where they are.
    places
        Unit of each place that link records name and that is no unit.
    projects
        Links that are not counted, for what-if analyses: text, as it is in the files.
    modes
        Kinds of links, by id.
    coverage
        Columns ``mode``, ``unit``, ``status``, ``reason``: where no link record is not a zero.
    indicators
        The indicators of the tree, by id, in the tree's order.
    tree, methods
        The structure of the index, and the method of each step.
    report
        Settings of the report.
    robustness
        What an audit varies.
    responses
        What the authors answer to findings of the checks of coherence, by their ids.
    potential
        Gravity models of links, by id.
    corridors
        Lists of units that are to be linked, by id.
    texts
        What the authors say: notes, foreword, findings, texts of chapters and profiles, acknowledgements; Markdown.
    folder
        Where it was read from; None for one made in memory.
    inputs
        SHA-256 of each input file, by its name in the folder.
    warnings
        What breaks no rule and should be looked at: files that are not read, settings without effect.
    readings
        What was read from the files that ``[[values]]`` names.
    origin
        What it was made from; None: an edition put together by hand.
    pairs
        Which pairs are compared, of an index of pairs; `units` are the pairs then, and links and values those of
        their ends.
    """

    about: About
    units: Units
    values: Values
    sources: Sources
    links: DataFrame
    modes: Mapping[str, Mode]
    coverage: DataFrame
    indicators: Mapping[str, Indicator]
    tree: Node
    methods: Methods
    report: ReportSettings = field(default_factory=ReportSettings)
    robustness: RobustnessSettings = field(default_factory=RobustnessSettings)
    responses: Mapping[str, str] = field(default_factory=dict)
    potential: Mapping[str, Gravity] = field(default_factory=dict)
    corridors: Mapping[str, Corridor] = field(default_factory=dict)
    projects: DataFrame | None = None
    link_sources: tuple[LinkSource, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    texts: Texts = field(default_factory=Texts)
    folder: Path | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    readings: tuple[Reading, ...] = ()
    origin: Origin | None = None
    pairs: Pairs | None = None

    @property
    def ends(self) -> Units:
        """Return the units that link records name: those that are compared, or of an index of pairs their ends."""
        return self.units if self.pairs is None else self.pairs.ends

    def replace(self, **changes: Any) -> Edition:
        """Make an edition with other settings or values, checked again; this one stays as it is.

        Parameters
        ----------
        changes
            ``weights``: numbers by node or indicator. ``method``: methods by step, a kind or a table of settings.
            ``values``: a frame whose rows take the place of those of the same unit, year and variable, or are added.
            ``year`` or ``years``. ``index``: other keys of ``[index]``.

        Raises
        ------
        InputError
            With every problem.

        Examples
        --------
        >>> import connectindex as ci
        >>> ci.world().replace(method={"normalise": "zscore"}).methods.normalise
        ZScore(mean=0.0, sd=1.0, floor=None, pool='year')
        """
        from connectindex.edition.frames import replaced  # noqa: PLC0415 - which makes editions

        return replaced(self, changes)

    @property
    def label(self) -> str:
        """Return title and edition, as results print them."""
        return f"{self.about.title} {self.about.edition}".strip()

    def _size(self) -> tuple[str, ...]:
        """Count years, units, indicators and records of links."""
        links = counted(len(self.links), "link record") if len(self.links) else ""
        units, indicators = counted(len(self.units.codes), "unit"), counted(len(self.indicators), "indicator")
        return span(self.about.years), units, indicators, links

    def __repr__(self) -> str:
        where = "" if self.folder is None else f"from {self.folder}"
        return described(type(self).__name__, self.label, *self._size(), where)

    def _repr_html_(self) -> str:
        """The size of an edition and its tree, for a notebook."""
        from pandas import DataFrame  # noqa: PLC0415 - for notebooks only

        rows = [
            {"node": "\u2003" * len(above) + node.name, "weight": node.weight, "indicators": len([*node.leaves()])}
            for node, above in self.tree.walk()
            if isinstance(node, Node)
        ]
        warned = counted(len(self.warnings), "warning") if self.warnings else ""
        return html(self.label, ", ".join(filter(None, self._size())), warned, DataFrame(rows).set_index("node"))
