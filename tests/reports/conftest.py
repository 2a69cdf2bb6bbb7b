from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectindex.reports import html, pdf
from connectindex.reports.compose import compose

if TYPE_CHECKING:
    from types import ModuleType

    from connectindex.pipeline.result import Result
    from connectindex.reports.document import Document

DATE = dt.date(2026, 11, 22)


def _sibling(name: str) -> ModuleType:
    """A helper beside the tests; test folders are no packages."""
    spec = importlib.util.spec_from_file_location(f"reports_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    return _sibling("synthetic")


@pytest.fixture(scope="session")
def page_fill() -> ModuleType:
    return _sibling("page_fill")


@pytest.fixture(scope="session")
def result(synthetic: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return synthetic.result(tmp_path_factory.mktemp("edition"))


@pytest.fixture(scope="session")
def document(result: Result) -> Document:
    return compose(result, DATE, ["tables/scores.csv", "tables.xlsx", "report.pdf"])


@pytest.fixture(scope="session")
def pages(document: Document) -> dict[str, bytes]:
    return html.pages(document)


@pytest.fixture(scope="session")
def book(document: Document, request: pytest.FixtureRequest) -> bytes:
    request.getfixturevalue("needs_pango")
    return pdf.book(document)


@pytest.fixture(scope="session")
def needs_pango() -> None:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("the libraries of Pango are not on this machine")
