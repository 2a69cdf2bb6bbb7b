"""Replace output files in a folder one by one: all of them or, after any failure, none.

Used where the folder must stay the same one: it holds files of the user's, or somebody works in it. New files
and files to be removed are moved aside first, and a journal lists what is to be done; so the next process undoes one
that was killed half way.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectindex.errors import InputError, Problem
from connectindex.filenames import MANIFEST
from connectindex.placing.owned import changed_problems, is_name, state

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NEW, OLD, JOURNAL, DRAFT = "new", "old", "journal.json", "journal.draft"


@dataclass(frozen=True, slots=True)
class Step:
    """Describe one file of a folder, and its hash before and after; None: it is not there."""

    name: str
    before: str | None
    after: str | None


def planned(before: Mapping[str, str], after: Mapping[str, str]) -> list[Step]:
    """Plan the steps, the manifest last.

    What goes does so before anything comes: on a disk that takes A for a, it could else take the new file along.

    Examples
    --------
    >>> [s.name for s in planned({"a": "1", "b": "2", "c": "3"}, {"B": "2", "a": "4", "c": "3"})]
    ['b', 'B', 'a']
    """
    steps = [Step(name, before.get(name), after.get(name)) for name in {**before, **after}]
    unlike = [s for s in steps if s.before != s.after]
    return sorted(unlike, key=lambda s: (s.after is not None, s.name == MANIFEST, s.name))


def taken(steps: list[Step], target: Path, aside: Path) -> None:
    """Take all steps; after any failure restore the folder.

    Parameters
    ----------
    steps
        From `planned`.
    target
        The folder.
    aside
        A folder on the same disk; `new` in it holds the new files.
    """
    for step in steps:
        if step.before is not None:
            _copied(target / step.name, aside / OLD / step.name)
    with (aside / DRAFT).open("w", encoding="utf-8") as file:
        json.dump([[s.name, s.before, s.after] for s in steps], file)
        file.flush()
        os.fsync(file.fileno())
    (aside / DRAFT).replace(aside / JOURNAL)
    try:
        for step in steps:
            _take(step, target, aside)
    except BaseException:
        try:
            undone(target, aside)
        except OSError as error:
            rule = f"could not be put back as it was: {error.strerror or error}"
            hint = f"the next build does it; until then keep {aside}"
            raise InputError([Problem(str(target), rule, "", hint)]) from error
        raise
    (aside / JOURNAL).unlink()


def undone(target: Path, aside: Path) -> None:
    """Undo steps that were begun and not ended; without a journal there are none."""
    steps = _journal(aside)
    for step in steps:
        if step.before is None and state(target, step.name) == step.after:
            _removed(target, step.name)
    for step in steps:
        if step.before is not None and state(target, step.name) in (step.after, None):
            (target / step.name).parent.mkdir(parents=True, exist_ok=True)
            (aside / OLD / step.name).replace(target / step.name)
    for name in (JOURNAL, DRAFT):
        (aside / name).unlink(missing_ok=True)


def _take(step: Step, target: Path, aside: Path) -> None:
    if state(target, step.name) != step.before:
        raise InputError(changed_problems(target, [step.name]))
    if step.after is None:
        _removed(target, step.name)
        return
    (target / step.name).parent.mkdir(parents=True, exist_ok=True)
    (aside / NEW / step.name).replace(target / step.name)


def _removed(target: Path, name: str) -> None:
    """Remove the file, and the folders above it that become empty."""
    path = target / name
    path.unlink()
    for above in path.parents:
        if above == target:
            break
        with suppress(OSError):
            above.rmdir()


def _copied(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, to)
    except OSError:  # disks without hard links
        shutil.copy2(path, to)


def _journal(aside: Path) -> list[Step]:
    try:
        rows = json.loads((aside / JOURNAL).read_bytes())
        steps = [Step(*row) for row in rows]
        return steps if all(is_name(s.name) for s in steps) else []
    except (OSError, ValueError, TypeError):
        return []
