"""Editions for the tests: the starter edition, and the world edition cut down to twenty countries."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from connectindex.edition.read import starter_folder, world_folder

TWENTY = [
    "CHN",
    "RUS",
    "MNG",
    "KAZ",
    "KGZ",
    "UZB",
    "LAO",
    "VNM",
    "MMR",
    "PAK",
    "DEU",
    "FRA",
    "POL",
    "CHE",
    "AUT",
    "USA",
    "CAN",
    "BRA",
    "KEN",
    "ETH",
]


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """A copy of the starter edition that a test may break."""
    folder = tmp_path / "starter"
    shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*"))
    return folder


@pytest.fixture(scope="session")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world edition with twenty countries scored; the others stay partners."""
    folder = tmp_path_factory.mktemp("twenty") / "edition"
    shutil.copytree(world_folder(), folder, ignore=shutil.ignore_patterns("__*", "derive"))
    with (folder / "units.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["scored"] = "yes" if row["unit"] in TWENTY else "no"
    with (folder / "units.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder
