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
from connectindex.reports.made import Made

if TYPE_CHECKING:
    import datetime as dt

    from connectindex.audit.robustness import Robustness
    from connectindex.pipeline.result import Result

DESCRIPTOR, CITATION, WORKBOOK = "datapackage.json", "CITATION.cff", "tables.xlsx"


def data_files(
    source: Result | Dossier, date: dt.date, audit: Robustness | None = None, licences: str = ""
) -> Made[bytes]:
    """All data files by their path: CSV, workbook, Parquet, JSON, SDMX-CSV, their description, and how to cite.

    Each is made when it is asked for.

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
    """
    dossier = Dossier.of(source, audit)
    result = dossier.result
    audited = tables(dossier)
    words = Table(
        "columns", "What every column of these tables means.", lambda: dictionary({t.name: t.frame for t in audited})
    )
    long = Table(
        "data",
        "Every figure in a row: unit, year, what is measured, value, and how it came to be.",
        lambda: tidy(result, dossier.robustness),
    )
    flow = Table("data.sdmx", "The same figures as SDMX-CSV 2.0.", lambda: sdmx(long.frame, result.edition.about))
    published = [*audited, words]
    described = [*published, long, flow]
    files: Made[bytes] = Made({f"tables/{t.name}.csv": partial(_csv, t) for t in described})
    return files.with_others(
        {
            "tables/data.parquet": lambda: parquet(long.frame, result, date),
            "tables/data.json": lambda: as_json(long.frame, result, date),
            WORKBOOK: lambda: workbook(result, published, date, dossier.robustness),
            DESCRIPTOR: lambda: datapackage(result.edition, date, described, files, licences),
            CITATION: lambda: citation_cff(result.edition.about, date, keywords(result.edition)),
        }
    )


def _csv(table: Table) -> bytes:
    return delimited(table.frame)
