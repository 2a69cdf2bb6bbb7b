"""The world edition, its result and its tables of values, for all tests of its cells."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

import connectindex as ci
from connectindex.edition.inputs import world_folder

if TYPE_CHECKING:
    from connectindex import Edition, Result


@pytest.fixture(scope="package")
def edition() -> Edition:
    return ci.world()


@pytest.fixture(scope="package")
def result(edition: Edition) -> Result:
    return ci.build(edition)


@pytest.fixture(scope="package")
def values() -> dict[tuple[str, str], dict[str, str]]:
    """(variable, unit) -> row of the file."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for path in (world_folder() / "values").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            rows |= {(row["variable"], row["unit"]): row for row in csv.DictReader(handle)}
    return rows
