"""Rebuilds of an edition: nothing changed, a figure; beside the first build, in one run.

``python tests/benchmarks/rebuild.py [EDITION] [--pdf]``; without an edition, the world edition without its book.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from connectindex.edition.read import world_folder

if TYPE_CHECKING:
    from collections.abc import Callable


def counted(edition: Path) -> None:
    """Another figure: the last one of the first table of values."""
    file = min((edition / "values").glob("*.csv"))
    lines = file.read_text("utf-8").splitlines()
    place = lines[0].split(",").index("value")
    for k in range(len(lines) - 1, 0, -1):
        cells = lines[k].split(",")
        if len(cells) == len(lines[0].split(",")) and re.fullmatch(r"\d+(\.\d+)?", cells[place]):
            cells[place] = str(float(cells[place]) * 1.01)
            lines[k] = ",".join(cells)
            break
    file.write_text("\n".join(lines) + "\n", "utf-8")


STEPS: dict[str, Callable[[Path], None]] = {
    "first build": lambda _edition: None,
    "nothing changed": lambda _edition: None,
    "a figure": counted,
}


def main() -> None:
    """Print seconds, and their ratio to the first build's."""
    asked = argparse.ArgumentParser()
    asked.add_argument("edition", nargs="?", type=Path, default=world_folder())
    asked.add_argument("--pdf", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        edition, out = home / "edition", home / "out"
        shutil.copytree(given.edition, edition, ignore=shutil.ignore_patterns("__*", "derive", "build"))
        command = [sys.executable, "-m", "connectindex", "build", edition, "-o", out, "-q"]
        command += [] if given.pdf else ["--no-pdf"]
        first = 0.0
        for name, change in STEPS.items():
            change(edition)
            start = time.perf_counter()
            subprocess.run(list(map(str, command)), check=True)
            seconds = time.perf_counter() - start
            first = first or seconds
            size = sum(p.stat().st_size for p in (home / "connectindex").rglob("*") if p.is_file())
            print(f"{name:16} {seconds:7.2f} s  {seconds / first:6.3f} of the first; {size / 1e6:5.0f} MB kept")


if __name__ == "__main__":
    main()
