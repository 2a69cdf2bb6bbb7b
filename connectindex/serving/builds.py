"""Builds of a served edition: the files of the last good one stay until the next has succeeded."""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchfiles import DefaultFilter

from connectindex.audit.plausible import implausible
from connectindex.command_parts import in_language
from connectindex.edition.known_tables import KnownTables
from connectindex.edition.read import read_again
from connectindex.errors import ConnectIndexError, InputError, lines
from connectindex.filenames import MANIFEST
from connectindex.output import output, publication_date
from connectindex.serving.kept import Kept
from connectindex.terminal import fault, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from connectindex.edition.model import Edition
    from connectindex.output import Output
    from connectindex.serving.state import State

PAGE, FIRST = ".html", "index.html"


def _never() -> bool:
    return False


class Builds:
    """Build an edition again and again, and draw its pages.

    Parameters
    ----------
    edition
        Absolute path of its folder, which is only read.
    state
        Told of each build.
    """

    def __init__(self, edition: Path, state: State, language: str | None, *, allow_code: bool) -> None:
        self.edition, self.state, self.language, self.allow_code = edition, state, language, allow_code
        self._usual, self._kept, self._tables = DefaultFilter(), Kept(), KnownTables()
        self._made: Output | None = None  # the last output, unless its robustness is still to come
        self._good: Mapping[str, bytes] | None = None  # files of the last whole one

    def wanted(self, change: Any, path: str) -> bool:
        """Tell whether a changed file may be one that is read: no file of an editor, none of an output."""
        if not self._usual(change, path):
            return False
        folders = [*Path(path).relative_to(self.edition).parents][:-1]
        return not any((self.edition / folder / MANIFEST).is_file() for folder in folders)

    def build(self, stopped: Callable[[], bool] = _never) -> None:
        """Build once, first without robustness where this takes long; where it fails, the last whole page stays.

        Parameters
        ----------
        stopped
            Tells whether there is another change: robustness is left to the next build then.
        """
        self.state.change(building=True)
        started, self._made = time.monotonic(), None
        gc.freeze()  # what is kept is not searched for garbage while a build makes some
        try:
            loaded = read_again(self.edition, self._tables, allow_code=self.allow_code)
            loaded = loaded if self.language is None else in_language(loaded, self.language)
            pending = self._show(loaded, soon=True)
            if pending and not stopped():
                tell(f"scores built in {time.monotonic() - started:.1f} s")
                pending = self._show(loaded, soon=False)
        except InputError as error:
            self._failed([*lines(error.problems)], [*lines(error.warnings)])
        except (ConnectIndexError, MemoryError, OSError) as error:
            self._failed([fault(error)], [])
        else:
            if not pending:
                tell(f"built in {time.monotonic() - started:.1f} s")
        finally:
            gc.unfreeze()

    def _show(self, edition: Edition, *, soon: bool) -> bool:
        """Show the output of an edition; tell whether its robustness is pending."""
        dossier = self._kept.dossier(edition, soon=soon)
        made = output(dossier, publication_date(edition))
        if FIRST in made.files:
            made.files[FIRST]
        if not dossier.pending:
            self._made, self._good = made, made.files
        self.state.change(
            made.files,
            title=edition.label,
            version=self.state.status.version + 1,
            building=dossier.pending,
            pending=dossier.pending,
            problems=(),
            warnings=(*lines([*edition.warnings, *implausible(dossier.result)]),),
        )
        return dossier.pending

    def draw_the_rest(self, stopped: Callable[[], bool]) -> None:
        """Draw the pages that nobody has asked for yet, until all are there or there is a change."""
        if self._made is None:
            return
        try:
            for name in self._made.files:
                if stopped():
                    return
                if name.endswith(PAGE):
                    self._made.files[name]
            messages = self._made.messages()
        except InputError as error:
            self._failed([*lines(error.problems)], [*self.state.status.warnings])
            return
        if messages:
            self.state.change(warnings=(*self.state.status.warnings, *messages))

    def _failed(self, problems: list[str], warnings: list[str]) -> None:
        status = self.state.status
        changes: dict[str, Any] = {"building": False, "problems": tuple(problems), "warnings": tuple(warnings)}
        if status.pending and self._good is not None:  # its robustness will not come: back to a whole page
            self.state.change(self._good, version=status.version + 1, pending=False, **changes)
        else:
            self.state.change(**changes)
        for line in problems:
            say(line)
