"""Changes of a served edition, from the changed file to the page: beside the first build, in one run.

``python tests/benchmarks/serve.py [EDITION]``; without one, the world edition. Seconds of the processor: of the first page,
and of the one with robustness. A weight is the first number of ``weights = { ... }`` in index.toml.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.edition.read import world_folder
from connectindex.serving.builds import Builds
from connectindex.serving.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass
class Timed(State):
    """A state that notes when there are new files."""

    seen: list[float] = field(default_factory=list)

    def change(self, files: Mapping[str, bytes] | None = None, **changes: Any) -> None:
        """Note the time."""
        super().change(files, **changes)
        if files is not None:
            self.seen.append(time.process_time())


def word(edition: Path, k: int) -> None:
    """Another note."""
    (edition / "notes.md").write_text(f"Remark {k}.\n", "utf-8")


def title(edition: Path, k: int) -> None:
    """Another title."""
    path = edition / "index.toml"
    path.write_text(
        re.sub(r'^title = ".*"', f'title = "Index {k}"', path.read_text("utf-8"), count=1, flags=re.MULTILINE), "utf-8"
    )


def weight(edition: Path, k: int) -> None:
    """Another weight."""
    path = edition / "index.toml"
    text = re.sub(
        r"^(weights = \{ \w+ = )[\d.]+", rf"\g<1>{k + 2}", path.read_text("utf-8"), count=1, flags=re.MULTILINE
    )
    path.write_text(text, "utf-8")


CHANGES: dict[str, Callable[[Path, int], None]] = {"a note": word, "a title": title, "a weight": weight}
TIMES = 3


def main() -> None:
    """Print seconds of the first page and of the whole one, the best of three, and their ratio to the first build's."""
    asked = argparse.ArgumentParser()
    asked.add_argument("edition", nargs="?", type=Path, default=world_folder())
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        edition = Path(folder) / "edition"
        shutil.copytree(given.edition, edition, ignore=shutil.ignore_patterns("__*", "derive", "build"))
        state = Timed()
        builds = Builds(edition, state, None, allow_code=False)

        def built() -> tuple[float, float]:
            state.seen.clear()
            start = time.process_time()
            builds.build()
            return state.seen[0] - start, state.seen[-1] - start

        first = built()[1]
        print(f"{'first build':12} {first:6.2f} s")
        for name, change in CHANGES.items():
            pages = []
            for k in range(TIMES):
                change(edition, k + 1)
                pages.append(built())
            soon, whole = (min(seconds) for seconds in zip(*pages, strict=True))
            print(
                f"{name:12} {soon:6.2f} s {soon / first:5.2f} of the first; whole {whole:6.2f} s {whole / first:5.2f}"
            )


if __name__ == "__main__":
    main()
