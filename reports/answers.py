"""Answers that tables and report both ask for, computed once a result."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from connectindex.audit.potential import potential

if TYPE_CHECKING:
    from connectindex.audit.potential import Potential
    from connectindex.pipeline.result import Result

_POTENTIAL: WeakKeyDictionary[Result, Potential] = WeakKeyDictionary()


def potential_of(result: Result) -> Potential:
    """`connectindex.potential` of a result: gravity models take seconds, and a result does not change."""
    if result not in _POTENTIAL:
        _POTENTIAL[result] = potential(result)
    return _POTENTIAL[result]
