"""The data files: everything except pages and book, for programs and spreadsheets."""

from __future__ import annotations

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

if TYPE_CHECKING:
    import datetime as dt

    from connectindex.audit.robustness import Robustness
    from connectindex.pipeline.result import Result

DESCRIPTOR, CITATION, WORKBOOK = "datapackage.json", "CITATION.cff", "tables.xlsx"


def data_files(
    source: Result | Dossier, date: dt.date, audit: Robustness | None = None, licences: str = ""
) -> dict[str, bytes]:
    """All data files by their path: CSV, workbook, Parquet, JSON, SDMX-CSV, their description, and how to cite.

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
    published = tables(dossier)
    words = dictionary({t.name: t.frame for t in published})
    published.append(Table("columns", "What every column of these tables means.", words))
    long = tidy(result, dossier.robustness)
    flow = sdmx(long, result.edition.about)
    delimited_only = [
        Table("data", "Every figure in a row: unit, year, what is measured, value, and how it came to be.", long),
        Table("data.sdmx", "The same figures as SDMX-CSV 2.0.", flow),
    ]
    described = [*published, *delimited_only]
    files = {f"tables/{t.name}.csv": delimited(t.frame) for t in described}
    files["tables/data.parquet"] = parquet(long, result, date)
    files["tables/data.json"] = as_json(long, result, date)
    files[WORKBOOK] = workbook(result, published, date, dossier.robustness)
    files[DESCRIPTOR] = datapackage(result.edition, date, described, files, licences)
    files[CITATION] = citation_cff(result.edition.about, date, keywords(result.edition))
    return files
