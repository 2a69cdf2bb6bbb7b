"""State of a served edition: the last page that could be built, and what keeps the next one from being built."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Status:
    """Hold what a browser is told.

    Parameters
    ----------
    title
        Of the edition.
    version
        Number of the last build that succeeded; 0: none yet.
    building
        Whether a build is running.
    pending
        Whether its page still lacks robustness.
    problems, warnings
        Of the last build, a line each, as ``connectindex check`` writes them.
    """

    title: str = ""
    version: int = 0
    building: bool = False
    pending: bool = False
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class State:
    """Hold the status and the files of the last good build, by name; threads of the server wait for the next change."""

    status: Status = field(default_factory=Status)
    files: Mapping[str, bytes] | None = None
    ended: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _number: int = 0

    def change(self, files: Mapping[str, bytes] | None = None, **changes: Any) -> None:
        """Change the status, and the files where new ones are given, and tell all that wait."""
        with self._changed:
            self.status = replace(self.status, **changes)
            self.files = self.files if files is None else files
            self._number += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Tell all that wait that there is nothing more to come."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def after(self, number: int, seconds: float) -> tuple[int, str]:
        """Wait until there is a change after this one, or for so long; return its number and the status as JSON."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > number or self.ended, seconds)
            return self._number, json.dumps(asdict(self.status))
