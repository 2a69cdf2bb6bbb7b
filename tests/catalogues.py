"""The catalogues: messages taken from code and templates, and brought into each language's file.

    python -m tests.catalogues

writes ``templates/locale/messages.pot`` and brings every ``LC_MESSAGES/messages.po`` up to it: new messages come in
untranslated, those the code no longer has go, translations stay. The same code gives the same bytes.

    python -m tests.catalogues signs

prints the signs that the shipped Chinese fonts are cut to; ``templates/fonts/README.md`` says how.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex import editions, reports
from connectindex.edition.languages import NAME, package_catalogues, read_catalogue
from connectindex.filenames import MAP
from connectindex.indicators import CATALOGUE
from connectindex.reports.assets import FONTS
from connectindex.reports.names import REGIONS, SOURCE_COLUMNS
from connectindex.reports.sentences import INCOMES
from connectindex.reports.variables import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPPED = (
    "world",
    "panel",
    "belt_and_road",
    "border_regions",
    "starter",
)  # said in all languages; presets are examples
MODES = tomllib.loads((Path(editions.__file__).parent / "world" / "index.toml").read_text("utf-8"))["modes"]
PROJECTIONS = ("Equal Earth",)  # which are messages
PACKAGE = Path(reports.__file__).resolve().parent.parent
# calls whose first argument is a message, or first two one message in singular and plural
KEYWORDS: dict[str, Any] = {
    "phrase": None,
    "phrase_n": (1, 2),
    "message": None,
    "message_n": (1, 2),
    "t": None,
    "language": None,
    "self": None,  # a language itself
    "plural": (1, 2),
    "_": None,
    "Field": (2,),  # what a column of a table means
    "Table": (2,),  # and what a table
}
# where words for readers are made
PLACES = ("assumptions", "audit", "gravity", "model", "pipeline", "reports", "stages", "templates")


def in_python(
    file: Any, keywords: Any, _comments: object, options: object
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Messages of Python code, calls inside calls too, which Babel's own reader passes over."""
    del options  # Babel hands them over by name
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        name = str(getattr(node.func, "id", "") or getattr(node.func, "attr", ""))
        literals = [a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None for a in node.args]
        if name in keywords and any(literals):
            places = KEYWORDS[name]
            message = tuple(literals[: max(places)]) if places else next(filter(None, literals))
            yield node.lineno, name, message, []


# with the space: what stands between two signs of a font is drawn by it
PUNCTUATION = (
    " 年月日、。，：；！？（）《》〈〉“”‘’—…·【】「」％０１２３４５６７８９〇一二三四五六七八九十百千万亿兆零和"
)
METHODS: dict[str, Any] = {".py": in_python, ".jinja": "jinja2.ext:babel_extract"}


def sources(root: Path = PACKAGE) -> Iterator[Path]:
    """The files that may hold messages, in order."""
    for place in PLACES:
        path = next(p for p in (root / "connectindex" / place, root / place) if p.exists())
        yield from [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in METHODS)


def template(root: Path = PACKAGE) -> Any:
    """All messages, as a Babel catalogue with the files they stand in."""
    from babel.messages import Catalog
    from babel.messages.extract import extract

    found = Catalog(charset="utf-8")
    for path in sources(root):
        name = path.relative_to(root).as_posix().removeprefix("connectindex/")
        content = io.BytesIO(path.read_bytes())
        for _line, message, _comments, context in extract(METHODS[path.suffix], content, KEYWORDS):
            parts = message if isinstance(message, tuple) else (message,)
            if all(parts):
                found.add(message, locations=[(name, 0)], context=context)
    for text, place in names():
        found.add(text, locations=[(place, 0)], context=NAME)
    return found


def names() -> Iterator[tuple[str, str]]:
    """Names that the package gives, and where: of its indicators, its editions, regions.

    Of the presets these are names and units of measure alone, of the other editions all their words, sources and
    projects included.
    """
    for indicator in CATALOGUE.values():
        yield from ((t, "indicators") for t in (indicator.name, indicator.unit, indicator.definition, indicator.source))
        variables = [name for name in indicator.inputs if name not in (*NAMES, *MODES)]
        yield from ((name.replace("_", " "), "indicators") for name in variables)
    yield from ((text, "reports/names.py") for text in REGIONS)
    for path in sorted(Path(editions.__file__).parent.rglob("index.toml")):
        place, settings = f"editions/{path.parent.name}", tomllib.loads(path.read_text("utf-8"))
        sections = [settings.get(part, {}) for part in ("modes", "indicators")]
        found = [*(s for part in sections for s in part.values()), *_nodes(settings.get("tree", {}))]
        found += [{"name": corridor["name"]} for corridor in settings.get("corridors", {}).values()]
        shipped = path.parent.name in SHIPPED
        keys = ("name", "short", "unit", *(("definition", "bias", "source") if shipped else ()))
        about = settings["index"] if shipped else {}
        yield from (
            (text, place) for key in ("title", "description", "licence") if (text := about.get(key, "").strip())
        )
        yield from ((text, place) for section in found for key in keys if (text := section.get(key, "")))
        read = [s[key] for s in settings.get("indicators", {}).values() for key in ("variable", "per") if key in s]
        yield from ((name.replace("_", " "), place) for name in read if shipped and name not in NAMES)
        yield from ((text, place) for text in settings.get("audit", {}).get("responses", {}).values())
        if shipped:
            yield from ((text, place) for text in _in_tables(path.parent, settings))


def _in_tables(folder: Path, settings: dict[str, Any]) -> Iterator[str]:
    """Words of an edition's tables: its map, sources, projects, labels of groups, and units that are no countries."""
    drawn = folder / MAP
    if drawn.is_file():
        known = json.loads(drawn.read_text("utf-8"))
        yield from (text for key in ("source", "licence", "projection") if (text := known[key]) not in PROJECTIONS)
    tables = {"sources": SOURCE_COLUMNS, "projects": ("name",), "units": settings.get("report", {}).get("groups", [])}
    for kind, columns in tables.items():
        for path in sorted([*folder.glob(f"{kind}.csv"), *folder.glob(f"{kind}/*.csv")]):
            rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
            yield from (
                text for row in rows for column in columns if (text := row.get(column, "")) not in (*INCOMES, "")
            )
            if kind == "units":  # countries are named by CLDR, and the starter's have names alone
                yield from (row["name"] for row in rows if not re.fullmatch("[A-Z]{3}", row["unit"]))


def _nodes(section: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield section
    for key, below in section.items():
        if isinstance(below, dict) and key not in ("weights", "aggregate"):
            yield from _nodes(below)


def written(catalogue: Any, language: str = "") -> bytes:
    """A catalogue as a .po file that depends on its messages alone.

    Parameters
    ----------
    catalogue
        Of Babel.
    language
        Empty for the template.
    """
    from babel.messages.pofile import write_po

    head = ['msgid ""', 'msgstr ""', '"Project-Id-Version: connectindex\\n"']
    if language:
        head += [f'"Language: {language}\\n"', f'"Plural-Forms: {catalogue.plural_forms}\\n"']
    head += [
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
    ]
    for entry in catalogue:
        entry.flags.discard("python-format")  # a percent sign is one
    body = io.BytesIO()
    options = {"width": 110, "omit_header": True, "sort_output": True, "ignore_obsolete": True}
    # where a message stands is told by the template alone: moving one changes no translation
    write_po(body, catalogue, no_location=bool(language), include_lineno=False, **options)
    return ("\n".join(head) + "\n\n").encode() + body.getvalue()


def updated(path: Path, language: str, fresh: Any) -> bytes:
    """A language's file with exactly the messages of the code."""
    from babel.messages.pofile import read_po

    known = read_po(io.BytesIO(path.read_bytes()), locale=language)
    known.update(fresh, no_fuzzy_matching=True)
    return written(known, language)


def signs() -> str:
    """The signs of the Chinese catalogue and texts, of punctuation, of the names of countries, and other common ones."""
    from babel import Locale

    names = Locale.parse("zh").territories
    chinese = read_catalogue(package_catalogues()["zh"])[0]
    said = [*(form for forms in chinese.messages.values() for form in forms), *chinese.names.values()]
    countries = [names[code] for code in names if len(code) == 2 and code.isalpha()]
    common = (FONTS / "signs.txt").read_text("utf-8").replace("\n", "")
    home = Path(editions.__file__).parent
    texts = [path.read_text("utf-8") for name in SHIPPED for path in sorted((home / name).rglob("*.zh.md"))]
    found = set("".join([PUNCTUATION, common, *said, *countries, *texts]))
    return "".join(sorted(s for s in found if s == " " or ord(s) > 0x2000))


def main() -> None:
    """Write the template and every language's file; or print what the Chinese fonts must have."""
    if sys.argv[1:] == ["signs"]:
        sys.stdout.write(signs() + "\n")
        return
    fresh = template()
    folder = PACKAGE / "templates" / "locale"
    if not folder.exists():
        folder = PACKAGE / "connectindex" / "templates" / "locale"
    (folder / "messages.pot").write_bytes(written(fresh))
    for language, path in package_catalogues().items():
        content = updated(path, language, fresh)
        path.write_bytes(content)
        read = read_catalogue(path)[0]
        there = len(read.messages) + len(read.names)
        sys.stderr.write(f"{language}: {len(fresh)} messages, {len(fresh) - there} to be translated\n")


if __name__ == "__main__":
    main()
