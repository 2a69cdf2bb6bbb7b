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
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex import reports
from connectindex.edition.languages import package_catalogues, read_catalogue
from connectindex.reports.assets import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    return found


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
    said = [form for forms in read_catalogue(package_catalogues()["zh"])[0].messages.values() for form in forms]
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
        there = len(read_catalogue(path)[0].messages)
        sys.stderr.write(f"{language}: {len(fresh)} messages, {len(fresh) - there} to be translated\n")


if __name__ == "__main__":
    main()
