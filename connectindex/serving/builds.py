"""Builds of a served edition: each in a folder of its own, the last good one stays until the next has succeeded."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchfiles import DefaultFilter

from connectindex.audit.plausible import implausible
from connectindex.command_parts import in_language
from connectindex.edition.read import read_edition
from connectindex.errors import ConnectIndexError, InputError, lines
from connectindex.export import report
from connectindex.filenames import MANIFEST
from connectindex.pipeline.build import build as build_index
from connectindex.terminal import fault, say, tell

if TYPE_CHECKING:
    from connectindex.serving.state import State

KEPT = 2  # folders of pages: a browser may still read the last one


class Builds:
    """Build the page of an edition again and again.

    Parameters
    ----------
    edition
        Absolute path of its folder, which is only read.
    home
        Folder for the outputs.
    state
        Told of each build.
    """

    def __init__(self, edition: Path, home: Path, state: State, language: str | None, *, allow_code: bool) -> None:
        self.edition, self.home, self.state, self.language = edition, home, state, language
        self.allow_code = allow_code
        self._usual = DefaultFilter()

    def wanted(self, change: Any, path: str) -> bool:
        """Tell whether a changed file may be one that is read: no file of an editor, none of an output."""
        if not self._usual(change, path):
            return False
        folders = [*Path(path).relative_to(self.edition).parents][:-1]
        return not any((self.edition / folder / MANIFEST).is_file() for folder in folders)

    def build(self) -> None:
        """Build once; where that fails, the last page stays, with the problems above it."""
        self.state.change(building=True)
        started = time.monotonic()
        number = self.state.status.version + 1
        out = self.home / str(number)
        try:
            loaded = read_edition(self.edition, allow_code=self.allow_code)
            loaded = loaded if self.language is None else in_language(loaded, self.language)
            result = build_index(loaded)
            messages = report(result, out, pdf=False)
        except InputError as error:
            self._failed([*lines(error.problems)], [*lines(error.warnings)])
            return
        except (ConnectIndexError, MemoryError, OSError) as error:
            self._failed([fault(error)], [])
            return
        warnings = (*lines([*loaded.warnings, *implausible(result)]), *messages)
        self.state.change(out, title=loaded.label, version=number, building=False, problems=(), warnings=warnings)
        shutil.rmtree(self.home / str(number - KEPT), ignore_errors=True)
        tell(f"built in {time.monotonic() - started:.1f} s")

    def _failed(self, problems: list[str], warnings: list[str]) -> None:
        self.state.change(building=False, problems=tuple(problems), warnings=tuple(warnings))
        for line in problems:
            say(line)
