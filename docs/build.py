"""Build the site: pages of this folder, and pages made from the code, with Sphinx.

``python docs/build.py OUT [--gallery]``; with it, the reports of the editions and presets are built, too, which takes minutes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))  # this checkout is what is documented

import gallery
import methods
import notebooks
import reference

# pages that stand elsewhere, by their place on the site
ELSEWHERE = {
    "project/changelog.md": ROOT / "CHANGELOG.md",
    "project/contributing.md": ROOT / "CONTRIBUTING.md",
    "project/architecture.md": ROOT / "ARCHITECTURE.md",
    "project/decisions.md": ROOT / "DECISIONS.md",
}
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(((?!https?:|#|mailto:)[^)\s]+)\)")
MARK = re.compile(r"^<!--.*?-->\n", re.MULTILINE)


def staged(folder: Path, *, with_reports: bool) -> None:
    """Lay out the sources of the site in a folder."""
    shutil.copytree(
        DOCS, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "licences.csv"), dirs_exist_ok=True
    )
    shutil.copy(DOCS / "conf.py", folder)
    (folder / "first-edition" / "downloads").rename(folder / "downloads")
    made = {
        **methods.pages(),
        **reference.pages(),
        **gallery.pages(with_reports=with_reports),
        **notebooks.pages(DOCS / "notebooks"),
    }
    made |= {name: path.read_text("utf-8") for name, path in ELSEWHERE.items()}
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    places = {path.resolve(): name for name, path in ELSEWHERE.items()} | gallery.PLACES
    for path in folder.rglob("*.md"):
        name = path.relative_to(folder).as_posix()
        home = ELSEWHERE.get(name, gallery.HOMES.get(name, DOCS / name)).parent
        path.write_text(_linked(path.read_text("utf-8"), folder, path, home, places), "utf-8")


def _linked(text: str, folder: Path, path: Path, home: Path, places: dict[Path, str]) -> str:
    """Turn links to files that are no pages into their names, and links to pages that stand elsewhere to their place."""

    def turned(match: re.Match[str]) -> str:
        words, target = match.groups()
        bare, _, anchor = target.partition("#")
        if (path.parent / bare).is_file() and not bare.endswith(".ipynb"):
            return match[0]
        original = (home / bare).resolve()
        if original in places:
            up = "../" * len(path.relative_to(folder).parts[:-1])
            return f"[{words}]({up}{places[original]}{'#' * bool(anchor)}{anchor})"
        if original.is_relative_to(DOCS) and original.suffix in (".md", ".ipynb") and original.is_file():
            up = "../" * len(path.relative_to(folder).parts[:-1])
            return f"[{words}]({up}{original.relative_to(DOCS).with_suffix('.md').as_posix()})"
        if original.exists():
            return words
        return match[0]

    return LINK.sub(turned, MARK.sub("", text))


def main() -> int:
    """Build the site into the folder that is named; warnings are errors."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "docs").resolve()
    with_reports = "--gallery" in sys.argv
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as home:
        sources = Path(home, "site")
        staged(sources, with_reports=with_reports)
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-E"]
        command += ["-d", str(Path(home, "trees")), str(sources), str(out)]
        code = subprocess.run(command, check=False, env=here).returncode
    if code == 0 and with_reports:
        gallery.reports(out / "gallery")
    return code


if __name__ == "__main__":
    sys.exit(main())
