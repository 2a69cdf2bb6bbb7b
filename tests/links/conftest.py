"""Link records for the tests of sums and stores."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """How records are made, and the rules written out."""
    spec = importlib.util.spec_from_file_location("link_records", Path(__file__).with_name("link_records.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def records(made: ModuleType) -> pd.DataFrame:
    """Two thousand records of links and sixty of memberships."""
    both = pd.concat([made.drawn(1, 2000), made.memberships(2, 60)], ignore_index=True)
    return both.fillna({"operator": ""})
