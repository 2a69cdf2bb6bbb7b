"""The data files: everything except pages and book, for programs and spreadsheets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from connectindex.audit.dossier import Dossier
from connectindex.reports.data.citation import citation_cff
from connectindex.reports.data.columnar import as_json, parquet
from connectindex.reports.data.datapackage import datapackage, keywords
from connectindex.reports.data.delimited import delimited
from connectindex.reports.data.dictionary import dictionary
from connectindex.reports.data.sdmx import sdmx
from connectindex.reports.data.tables import Table, tables
from connectindex.reports.data.tidy import tidy
from connectindex.reports.data.xlsx import workbook
from connectindex.reports.language import Language
from connectindex.reports.made import Made
from connectindex.reports.names import of_dossier

if TYPE_CHECKING:
    import datetime as dt

    from connectindex.audit.robustness import Robustness
    from connectindex.pipeline.result import Result

DESCRIPTOR, CITATION, WORKBOOK = "datapackage.json", "CITATION.cff", "tables.xlsx"


def data_files(
    source: Result | Dossier,
    date: dt.date,
    audit: Robustness | None = None,
    licences: str = "",
    language: Language | None = None,
) -> Made[bytes]:
    """All data files by their path: CSV, workbook, Parquet, JSON, SDMX-CSV, their description, and how to cite.

    Each is made when it is asked for.

    Names and explanations are English, and names those of the edition, but in the workbook, which is for readers: it
    has those of the report.

    Parameters
    ----------
    source
        A Result, or its dossier, whose robustness is then published.
    date
        Date of publication.
    audit
        From `connectindex.robustness`; adds its tables.
    licences
        File with the licences of the data, next to the descriptor, if there is one.
    language
        Of the workbook; English by default.
    """
    dossier = Dossier.of(source, audit)
    result = dossier.result
    published = _with_dictionary(tables(dossier))
    spoken_in = language or Language()
    long = Table(
        "data",
        "One row per figure: unit, year, measure, value and origin.",
        lambda: tidy(result, dossier.robustness),
    )
    flow = Table("data.sdmx", "The same figures as SDMX-CSV 2.0.", lambda: sdmx(long.frame, result.edition.about))
    described = [*published, long, flow]
    files: Made[bytes] = Made({f"tables/{t.name}.csv": partial(_csv, t) for t in described})
    return files.with_others(
        {
            "tables/data.parquet": lambda: parquet(long.frame, result, date),
            "tables/data.json": lambda: as_json(long.frame, result, date),
            WORKBOOK: lambda: _workbook(dossier, published, date, spoken_in),
            DESCRIPTOR: lambda: datapackage(result.edition, date, described, files, licences),
            CITATION: lambda: citation_cff(result.edition.about, date, keywords(result.edition)),
        }
    )


def _csv(table: Table) -> bytes:
    return delimited(table.frame)


def _workbook(dossier: Dossier, published: list[Table], date: dt.date, language: Language) -> bytes:
    spoken = of_dossier(dossier, language)
    sheets = published if spoken is dossier else _with_dictionary(tables(spoken, language=language), language)
    return workbook(spoken.result, sheets, date, dossier.robustness, language)


def _with_dictionary(published: list[Table], language: Language | None = None) -> list[Table]:
    """The tables, and one that says what their columns mean."""
    words = Table(
        "columns",
        "Meaning of every column of these tables.",
        lambda: dictionary({t.name: t.frame for t in published}, language),
    )
    return [*published, words]
