"""The catalogues: messages taken from code and templates, and brought into each language's file.

    python -m tests.catalogues

writes ``templates/locale/messages.pot`` and brings every ``LC_MESSAGES/messages.po`` up to it: new messages come in
untranslated, those the code no longer has go, translations stay. The same code gives the same bytes.

    python -m tests.catalogues signs

prints the signs that the shipped Chinese fonts are cut to; ``templates/fonts/README.md`` says how.
"""

from __future__ import annotations

import ast
import io
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex import editions, reports
from connectindex.edition.languages import NAME, package_catalogues, read_catalogue
from connectindex.indicators import CATALOGUE
from connectindex.reports.assets import FONTS
from connectindex.reports.names import REGIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLISHED = ("world", "panel", "belt_and_road", "border_regions")  # the others are examples, to be changed
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
}
# where words for readers are made
PLACES = ("assumptions", "audit", "model", "pipeline", "reports", "stages", "templates")


def in_python(
    file: Any, keywords: Any, _comments: object, options: object
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Messages of Python code, calls inside calls too, which Babel's own reader passes over."""
    del options  # Babel hands them over by name
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        name = str(getattr(node.func, "id", "") or getattr(node.func, "attr", ""))
        literals: list[str] = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in keywords and literals:
            yield node.lineno, name, tuple(literals) if KEYWORDS[name] else literals[0], []


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
    """Names that the package gives, and where: indicators and units of measure, those of its editions, regions.

    Definitions are those of the catalogue and of the world edition, known biases and responses to the audit those of the
    world edition; titles and descriptions those of all editions but the examples.
    """
    for indicator in CATALOGUE.values():
        yield from ((text, "indicators") for text in (indicator.name, indicator.unit, indicator.definition))
    yield from ((text, "reports/names.py") for text in REGIONS)
    for path in sorted(Path(editions.__file__).parent.rglob("index.toml")):
        place, settings = f"editions/{path.parent.name}", tomllib.loads(path.read_text("utf-8"))
        sections = [settings.get(part, {}) for part in ("modes", "indicators", "corridors")]
        found = [*(s for part in sections for s in part.values()), *_nodes(settings.get("tree", {}))]
        keys = ("name", "short", "unit", *(("definition", "bias") if path.parent.name == "world" else ()))
        about = settings["index"] if path.parent.name in PUBLISHED else {}
        yield from (
            (text, place) for key in ("title", "description", "licence") if (text := about.get(key, "").strip())
        )
        yield from ((text, place) for section in found for key in keys if (text := section.get(key, "")))
        yield from ((text, place) for text in settings.get("audit", {}).get("responses", {}).values())


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
    """The signs of the Chinese catalogue, of punctuation, of the names of countries, and other common ones."""
    from babel import Locale

    names = Locale.parse("zh").territories
    chinese = read_catalogue(package_catalogues()["zh"])[0]
    said = [*(form for forms in chinese.messages.values() for form in forms), *chinese.names.values()]
    countries = [names[code] for code in names if len(code) == 2 and code.isalpha()]
    common = (FONTS / "signs.txt").read_text("utf-8").replace("\n", "")
    found = set("".join([PUNCTUATION, common, *said, *countries]))
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
