"""Languages of reports, and message catalogues (gettext .po files).

The package's catalogues lie in ``templates/locale/TAG/LC_MESSAGES/messages.po``. An edition may bring its own as
``locale/TAG.po``: a language the package lacks, or other words for single messages.
"""

from __future__ import annotations

import gettext
import io
import re
import string
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, shown
from connectindex.model.words import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENGLISH = "en"
NAME = "name"
# dates and lists as the world writes English, not as the United States do
LOCALES = {"en": "en_001"}
LARGEST = 5_000_000
COUNTED = 1000  # numbers that a plural rule is tried with
LONGEST_RULE = 1000  # characters, as in gettext
_PLURAL_LINE = re.compile(r"plural-forms[ \t]*:([^\n]*)", re.IGNORECASE)
# the rest of a division by a number: by what depends on n, it might be by zero for some n
_PLURAL_RULE = re.compile(r"nplurals\s*=\s*[1-6]\s*;\s*plural\s*=(?:[n0-9\s<>=!&|?:()*+-]|%\s*[1-9])+;?")
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


def _english(number: int) -> int:
    return int(number != 1)


@dataclass(frozen=True, slots=True)
class PluralForm:
    """Evaluate a gettext expression: the number of the plural form for a count.

    Examples
    --------
    >>> PluralForm("n > 1")(1), PluralForm("n > 1")(2)
    (0, 1)
    """

    expression: str

    def __call__(self, number: int) -> int:
        """Return the number of the plural form."""
        return int(_rule(self.expression)(number))


@cache
def _rule(expression: str) -> Callable[[int], int]:
    return gettext.c2py(expression)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Hold the messages of a language.

    Parameters
    ----------
    messages
        By English template: the translation, or one for each plural form.
    form
        Number of the plural form for a number.
    names
        By English name, those of the context ``name``: of indicators, groups, types of link, units and regions.
    """

    messages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: Callable[[int], int] = _english
    names: Mapping[str, str] = field(default_factory=dict)


def package_catalogues() -> dict[str, Path]:
    """List the catalogues of the package, by language.

    Examples
    --------
    >>> sorted(package_catalogues())
    ['fr', 'zh']
    """
    folder = Path(str(resources.files("connectindex").joinpath("templates", "locale")))
    return {path.parts[-3]: path for path in sorted(folder.glob("*/LC_MESSAGES/messages.po"))}


def languages(folder: Path | None = None) -> list[str]:
    """List the languages that have a catalogue; `folder` is that of an edition, which may have its own."""
    of_edition = {path.stem for path in (folder / "locale").glob("*.po")} if folder else set()
    return sorted({ENGLISH, *package_catalogues(), *of_edition})


def catalogues_of_edition(folder: Path | None) -> list[Path]:
    """List the catalogues of an edition, by name."""
    return sorted((folder / "locale").glob("*.po")) if folder else []


def nearest_language(tag: str, known: list[str]) -> str:
    """Match a language tag to a known language: the tag, else the language without its region, else empty.

    Examples
    --------
    >>> nearest_language("fr-CA", ["en", "fr"]), nearest_language("de", ["en", "fr"])
    ('fr', '')
    """
    parts = tag.replace("_", "-").split("-")
    wanted = ("-".join(parts[:k]).lower() for k in range(len(parts), 0, -1))
    by_name = {k.replace("_", "-").lower(): k for k in known}
    return next((by_name[w] for w in wanted if w in by_name), "")


def language_problems(
    tag: str, folder: Path | None = None, place: str = "index.toml [index] language"
) -> list[Problem]:
    """Check a language tag and the catalogues of an edition.

    Examples
    --------
    >>> language_problems("fr-CA"), language_problems("xx")[0].rule
    ([], 'must be one of en, fr, zh')
    """
    known = languages(folder)
    problems = [p for path in catalogues_of_edition(folder) for p in read_catalogue(path, f"locale/{path.name}")[1]]
    if not (_TAG.fullmatch(tag) and nearest_language(tag, known)) or locale_of(tag) is None:
        add = "others can be added as locale/TAG.po in the edition's folder"
        problems.append(Problem(place, f"must be one of {', '.join(known)}", shown(tag), add))
    return problems


@cache
def locale_of(tag: str) -> Any | None:
    """Return the Babel locale of a language, for numbers, dates and lists; None where Babel has none."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - a report in a language needs it, `--help` does not

    try:
        return Locale.parse(LOCALES.get(tag, tag.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return None


def read_catalogue(path: Path, name: str = "") -> tuple[Catalogue, list[Problem]]:
    """Read a catalogue from a .po file: translated entries that are not marked fuzzy.

    Returns
    -------
    The catalogue, and what is wrong with the file: a translation may only use the places of its message.
    """
    from babel.messages import pofile  # noqa: PLC0415 - as above

    place = name or path.name
    if (size := path.stat().st_size) > LARGEST:
        return Catalogue(), [Problem(place, f"must be {LARGEST // 1_000_000} MB or less", f"{size / 1e6:.0f} MB")]
    if wrong := _wrong_rules(path.read_bytes().decode("utf-8", "replace")):
        hint = "as in 'nplurals=2; plural=n > 1;'"
        return Catalogue(), [Problem(place, "must say in Plural-Forms how many forms there are, 6 at most, and which "
                                     "one a number takes", shown(wrong[0]), hint)]  # fmt: skip
    locale = LOCALES.get(path.stem, path.stem) if path.parent.name == "locale" else path.parts[-3]
    try:
        read = pofile.read_po(io.BytesIO(path.read_bytes()), locale=locale, abort_invalid=True)
        form = PluralForm(read.plural_expr)
        strange = {form(n) for n in range(COUNTED)} - set(range(read.num_plurals))  # what is no expression shows here
    except Exception as error:  # noqa: BLE001 - Babel raises what it meets: encodings, locales, syntax, expressions
        return Catalogue(), [Problem(place, "must be a gettext catalogue (.po) in UTF-8", shown(str(error)))]
    if strange:
        rule = f"must have a plural rule that gives one of its {read.num_plurals} forms to every number"
        return Catalogue(), [Problem(place, rule, shown(min(strange)))]
    messages, names, problems = {}, {}, []
    for entry in read:
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        originals = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        if not entry.id or entry.fuzzy or not all(forms):
            continue
        if entry.context == NAME:
            names[originals[0]] = forms[0]
            continue
        allowed = set().union(*(places_of(o) or set() for o in originals))
        allowed |= set(UNITS) if allowed & set(UNITS) else set()
        if any((fields := places_of(f)) is None or not fields <= allowed for f in forms):
            hint = f"places: {', '.join(sorted(allowed)) or 'none'}"
            problems.append(Problem(place, "must use the places of its message and no others", shown(forms[0]), hint))
        else:
            messages[originals[0]] = tuple(forms)
    return Catalogue(messages, form, names), problems


def _wrong_rules(text: str) -> list[str]:
    """List the lines on plural forms that break the rules; Babel allocates memory for any number of forms."""
    parts = []
    for raw in text.split("\n"):
        line = raw.strip().removeprefix("#~").lstrip()
        # a text may go on in the next line
        parts.append(line if line.startswith('"') else "\n" + line)
    plain = re.sub(r"\\(.)", lambda rules: {"n": "\n"}.get(rules[1], rules[1]), "".join(parts).replace('"', ""))
    rules = [rule.strip() for rule in _PLURAL_LINE.findall(plain)]
    return [rule for rule in rules if len(rule) > LONGEST_RULE or not _PLURAL_RULE.fullmatch(rule)]


def places_of(template: str) -> set[str] | None:
    """List the placeholders of a template; None where it is invalid: an open brace, or a placeholder of no plain name.

    Examples
    --------
    >>> sorted(places_of("{one} of {many}")), places_of("{a.b}"), places_of("{")
    (['many', 'one'], None, None)
    """
    try:
        parsed = [p for p in string.Formatter().parse(template) if p[1] is not None]
    except ValueError:
        return None
    plain = all(name and name.isidentifier() and not spec and not turned for _, name, spec, turned in parsed)
    return {str(p[1]) for p in parsed} if plain else None
