"""``[[values]]`` of index.toml: how a published file is read, unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATS = ("worldbank", "eurostat", "sdmx", "unctad", "owid", "long", "wide")
ROLES = ("unit", "label", "year", "variable", "value", "status", "source")
YEARS = "years"
Text = Annotated[str, Field(min_length=1)]


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


Separator = Literal[",", ";", "\t", "|"]
Header = Annotated[list[int] | list[str], BeforeValidator(_listed), Field(min_length=1)]


class ValuesBlock(BaseModel):
    """One ``[[values]]``: a file and what its columns and cells mean; what is left out is detected from the file.

    Examples
    --------
    >>> ValuesBlock(file="downloads/x.csv", variable="internet_users", year=2023).names
    {}
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    file: Text
    url: Text | None = None
    accept: Text | None = None
    format: Literal["worldbank", "eurostat", "sdmx", "unctad", "owid", "long", "wide"] | None = None
    unit: Text | None = None
    variable: Text | None = None
    source: str | None = None
    unknown: Literal["refuse", "leave_out"] = "refuse"
    sheet: Text | None = None
    header: Header | None = None
    columns: dict[Literal["unit", "label", "year", "variable", "value", "status", "source"], Text] = {}
    wide: Literal["years"] | dict[str, Text] | None = None
    year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    where: dict[str, str | int | list[str]] = {}
    names: dict[str, Text] = {}
    status: dict[str, Literal["reported", "estimated", "missing", "not_applicable"]] = {}
    missing: list[str] = []
    decimal: Literal[".", ","] | None = None
    thousands: Literal[".", ",", " ", "'", ""] | None = None
    separator: Separator | None = None
    encoding: Text | None = None
    multiply: Annotated[float, Field(ge=1e-15, le=1e15)] | None = None
    period: Literal["last", "mean", "sum"] | None = None

    @property
    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        """Return the texts that rows must have in a column, by its name."""
        return {k: tuple(v) if isinstance(v, list) else (str(v),) for k, v in self.where.items()}

    @property
    def without_header(self) -> list[str] | None:
        """Return the names of columns of a file without a header."""
        names: list[Any] = self.header or []
        return names if names and isinstance(names[0], str) else None

    @property
    def header_rows(self) -> list[int] | None:
        """Return the rows of the header, from 1."""
        rows: list[Any] = self.header or []
        return rows if rows and isinstance(rows[0], int) else None


class PlacesBlock(BaseModel):
    """One ``[[places]]``: a list of airports, ports or provinces, and which columns hold their codes and units.

    Examples
    --------
    >>> airports = PlacesBlock(file="airports.csv", columns={"place": "iata", "unit": "iso_country"})
    >>> airports.table.columns
    {'unit': 'iso_country', 'value': 'iata'}
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    file: Text
    url: Text | None = None
    accept: Text | None = None
    columns: dict[Literal["place", "unit"], Text] = {}
    unknown: Literal["refuse", "leave_out"] = "refuse"
    sheet: Text | None = None
    header: Header | None = None
    where: dict[str, str | int | list[str]] = {}
    missing: list[str] = []
    separator: Separator | None = None
    encoding: Text | None = None

    @property
    def place(self) -> str:
        """Return the name of the column of codes."""
        return self.columns.get("place", "place")

    @property
    def unit(self) -> str:
        """Return the name of the column of units."""
        return self.columns.get("unit", "unit")

    @property
    def table(self) -> ValuesBlock:
        """Return how the table itself is read: as one whose values are the codes."""
        named: dict[Any, str] = {"unit": self.unit, "value": self.place}
        keys = ("file", "sheet", "header", "where", "missing", "separator", "encoding")
        return ValuesBlock(columns=named, **{k: getattr(self, k) for k in keys})
