"""Texts of an edition: its notes and ``texts/``, in Markdown, each file with its place and language in its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from connectindex.edition.files import decoded
from connectindex.edition.inputs import is_text, text_files
from connectindex.edition.languages import languages, nearest_language
from connectindex.edition.snapshot import inside
from connectindex.edition.tables import column_of
from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import NOTES, TEXTS
from connectindex.model.display import Brief
from connectindex.model.pairs import ALL
from connectindex.model.units import NO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pandas import DataFrame

    from connectindex.model.tree import Node

ENDING = ".md"
SINGLE = ("foreword", "findings", "acknowledgements")
CHAPTERS, UNITS = "chapters", "units"
LARGEST = 200_000  # bytes; a text of a hundred pages


@dataclass(frozen=True, slots=True, repr=False)
class Texts(Brief):
    """Hold the texts of an edition's authors.

    Parameters
    ----------
    texts
        Markdown by what it is of (``notes``, ``foreword``, ``chapters/transport``, ``units/CHE``) and language tag; the
        tag is empty for a text in the language of the edition.

    Examples
    --------
    >>> texts = Texts({("foreword", ""): "Welcome.", ("foreword", "fr"): "Bienvenue."})
    >>> texts.of("foreword", "fr"), texts.of("foreword", "zh"), texts.of("findings", "fr")
    ('Bienvenue.', 'Welcome.', '')
    """

    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, name: str, language: str) -> str:
        """Return a text in a language, else the one without a language; empty where there is none."""
        return self.texts.get((name, self._tag(name, language)), self.texts.get((name, ""), ""))

    def lacking(self, language: str) -> list[str]:
        """List the texts that have no version in a language.

        Examples
        --------
        >>> Texts({("notes", ""): "a", ("foreword", ""): "b", ("foreword", "fr"): "c"}).lacking("fr-CA")
        ['notes']
        """
        return [name for name, tag in self.texts if not tag and not self._tag(name, language)]

    def _tag(self, name: str, language: str) -> str:
        return nearest_language(language, [tag for what, tag in self.texts if what == name and tag])


def path_of(name: str, tag: str) -> str:
    """Return the path of a text in the edition's folder.

    Examples
    --------
    >>> path_of("notes", "fr"), path_of("units/CHE", "")
    ('notes.fr.md', 'texts/units/CHE.md')
    """
    return f"{'' if name == NOTES else f'{TEXTS}/'}{name}{f'.{tag}' if tag else ''}{ENDING}"


def read_texts(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Read notes and ``texts/``: text by path in the edition, without the ending; and what is wrong with them."""
    texts, problems = dict[str, str](), list[Problem]()
    for path in text_files(folder):
        name = path.relative_to(folder).as_posix()
        if not inside(path, folder):
            continue  # the snapshot reports it
        if not is_text(name):
            problems.append(Problem(name, "must have a name that is text in UTF-8", "", "rename it"))
        elif path.suffix != ENDING:
            problems.append(Problem(name, f"must be Markdown, with the ending {ENDING}", shown(path.suffix)))
        elif (size := path.stat().st_size) > LARGEST:
            problems.append(Problem(name, f"must be {LARGEST:,} bytes or less", f"{size:,}"))
        else:
            text, faults = decoded(path, name)
            problems += faults
            if text is not None:
                texts[name.removesuffix(ENDING)] = text
    return texts, problems


def parsed_texts(
    texts: Mapping[str, str], tree: Node, units: DataFrame, pairs: str | None, folder: Path
) -> tuple[Texts, list[Problem]]:
    """Tell what each text is of; list files whose names are those of no text, node, unit or language.

    Parameters
    ----------
    texts
        From `read_texts`.
    tree, units, pairs
        Whose nodes, and whose units or pairs of them, may have a text.
    folder
        Of the edition, which may bring languages of its own.
    """
    if not texts:
        return Texts(), []
    made, problems = dict[tuple[str, str], str](), list[Problem]()
    known = {
        "": [NOTES],
        TEXTS: [*SINGLE],
        f"{TEXTS}/{CHAPTERS}": sorted(n.id for n in tree.nodes()),
        f"{TEXTS}/{UNITS}": compared(units, pairs),
    }
    tags = languages(folder)
    for path, text in texts.items():
        home, _, name = path.rpartition("/")
        place = f"{path}{ENDING}"
        if home not in known:
            hint = f"known: {', '.join(f'{n}{ENDING}' for n in SINGLE)}, {CHAPTERS}/NODE{ENDING}, {UNITS}/CODE{ENDING}"
            problems.append(Problem(place, "must have the name of a text", "", hint))
            continue
        stem, tag = (name, "") if name in known[home] else _with_language(name)
        rule = {
            f"{TEXTS}/{CHAPTERS}": "must be named by a node of the tree",
            f"{TEXTS}/{UNITS}": "must be named by a unit",
        }.get(home, "must have the name of a text")
        if stem not in known[home]:
            problems.append(Problem(place, rule, shown(stem), did_you_mean(stem, known[home])))
        elif tag and tag not in tags:
            problems.append(Problem(place, "must name a language of reports", shown(tag), f"one of {', '.join(tags)}"))
        else:
            made[f"{home}/{stem}".removeprefix(TEXTS).removeprefix("/"), tag] = text
    return Texts(made), problems


def _with_language(name: str) -> tuple[str, str]:
    """Split ``foreword.fr`` into what it is of and its language."""
    stem, _, tag = name.rpartition(".")
    return (stem, tag) if stem else (name, "")


def compared(units: DataFrame, pairs: str | None) -> list[str]:
    """List the codes of the units that are compared: the scored ones of units.csv, or the pairs of them.

    Examples
    --------
    >>> import pandas as pd
    >>> units = pd.DataFrame({"unit": ["MNG", "CHN", "KAZ"], "scored": ["", "no", "yes"]})
    >>> compared(units, None), compared(units, "CHN"), compared(units, "all")
    (['KAZ', 'MNG'], ['CHN-KAZ', 'CHN-MNG'], ['KAZ-MNG'])
    """
    codes = sorted(column_of(units, "unit")[column_of(units, "scored") != NO])
    if pairs is None:
        return codes
    ends = combinations(codes, 2) if pairs == ALL else ((pairs, other) for other in codes if other != pairs)
    return [f"{a}-{b}" for a, b in ends]
