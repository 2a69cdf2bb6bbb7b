"""What the searches share: how long they look, and what counts as an answer.

    ./run fuzz MINUTES      looks longer, from a new seed each time

In the ordinary tests the same search is short and always the same.
"""

import os
import shutil
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from connectindex.edition.read import parse, starter_folder
from connectindex.errors import InputError, Problem
from connectindex.pipeline.build import build

MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
STARTED: dict[str, float] = {}


def searched(examples):
    """A short search that is always the same; with FUZZ_MINUTES a long one that never is."""
    long = MINUTES > 0
    return settings(
        max_examples=10_000_000 if long else max(3, examples // 4),
        derandomize=not long,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def deadline():
    """Ends a long search when its minutes are over."""
    started = STARTED.setdefault(os.environ["PYTEST_CURRENT_TEST"], time.monotonic())
    if MINUTES and time.monotonic() - started > MINUTES * 60:
        pytest.skip("time is up; nothing was found")


def named(problems):
    """Problems that say where, what rule and nothing a terminal would obey."""
    assert problems
    for problem in problems:
        assert isinstance(problem, Problem)
        assert problem.place
        assert problem.rule
        assert str(problem).isprintable()


def answered(change, further=None):
    """Build the starter edition after a change: a result of finite numbers, or problems with place and rule.

    `further` is done with the result and a free folder, and may end in problems, too.
    """
    with TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        folder = Path(name) / "edition"
        shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*"))
        change(folder)
        edition, problems, _ = parse(folder)
        assert (edition is None) == bool(problems)
        if edition is None:
            named(problems)
            return
        try:
            result = build(edition)
            assert not np.isinf(result.scores.to_numpy(dtype=float)).any()
            assert result.ranks["index"].min() == 1
            if further is not None:
                further(result, Path(name) / "out")
        except InputError as error:
            named(error.problems)


def edited(raw, edits):
    """Bytes with others put over them, each at a share of the length."""
    made = bytearray(raw)
    for where, new in edits:
        at = int(where * max(len(made) - len(new), 0))
        made[at : at + len(new)] = new
    return bytes(made)
