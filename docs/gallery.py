"""Pages of the gallery: the editions and presets of the package, with their notes; and their reports, where asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from connectindex import cli
from connectindex.edition.inputs import parsed_settings
from connectindex.edition.presets import PRESETS, preset_folder

if TYPE_CHECKING:
    from pathlib import Path

ORDER = (
    "world",
    "panel",
    "belt-and-road",
    "border-regions",
    "facilities",
    "lsci",
    "arcii",
    "idi",
    "asem-physical",
    "starter",
)
HOMES = {f"gallery/{name}.md": preset_folder(name) / "notes.md" for name in ORDER} | {
    "gallery/licences-world.md": preset_folder("world") / "LICENSES-DATA.md"
}
PLACES = {path.resolve(): name for name, path in HOMES.items()}


def pages(*, with_reports: bool) -> dict[str, str]:
    """Write the pages of the gallery, by path."""
    made = {}
    for name in ORDER:
        folder = preset_folder(name)
        index = parsed_settings((folder / "index.toml").read_text("utf-8"))["index"]
        notes = (folder / "notes.md").read_text("utf-8").strip()
        years = index.get("years") or [index["year"]]
        build = f" {name}" if name != "world" else ""
        rows = [
            f"# {index['title']}\n",
            f"{PRESETS[name].description[0].upper()}{PRESETS[name].description[1:]}. Reference: {', '.join(map(str, years))}.\n",
            f"```text\nconnectindex build{build} -o out\nconnectindex new my-edition --preset {name}\n```\n",
        ]
        if PRESETS[name].citation:
            rows.append(f"Method: {PRESETS[name].citation}.\n")
        if with_reports:
            rows.append(f'<a href="{name}/index.html">The report</a>\n')
        rows.append(f"## Notes of the edition\n\n{_lowered(notes)}\n" if notes else "")
        made[f"gallery/{name}.md"] = "\n".join(rows)
    made["gallery/licences-world.md"] = HOMES["gallery/licences-world.md"].read_text("utf-8")
    listed = "\n".join([*ORDER, "licences-world"])
    made["gallery/index.md"] = (
        "# Gallery\n\nThe editions and presets that come with the package. Figures of presets of published indices are made "
        "up; their structure and method are those of the publication.\n\n"
        "![Ranking, profile and page of the world edition](../report.png)\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n{listed}\n```\n"
    )
    return made


def _lowered(text: str) -> str:
    """Put headings two levels lower, below those of the page."""
    lines = text.splitlines()
    top = min((len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#")), default=1)
    return "\n".join("#" * max(3 - top, 0) + line if line.startswith("#") else line for line in lines)


def reports(out: Path) -> None:
    """Build the report of each edition, without the book."""
    for name in ORDER:
        sys.argv = ["connectindex", "build", str(preset_folder(name)), "-o", str(out / name), "--no-pdf", "-q"]
        try:
            cli.main()
        except SystemExit as end:
            if end.code:
                raise
