"""Every name of a country: in all languages of CLDR, as it is looked up by what a reader types.

    python -m connectindex.territories.every_name

writes ``names_of_cldr.txt`` anew from the installed Babel; reading all its languages takes two seconds, the file a few
milliseconds.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from connectindex.territories.codes import table
from connectindex.territories.names import languages

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "names_of_cldr.txt"


def folded(text: str) -> str:
    """Return a text in lower case, without accents, with single spaces: the page's script does the same.

    Examples
    --------
    >>> folded("CÔTE  d’Ivoire"), folded("Ελλάδα")
    ('cote d’ivoire', 'ελλαδα')
    """
    marks_apart = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(c for c in marks_apart if not unicodedata.category(c).startswith("M")).split())


@cache
def every_name() -> Mapping[str, tuple[str, ...]]:
    """Map alpha-3 codes to folded names in all languages, without repetition.

    Examples
    --------
    >>> {"switzerland", "schweiz", "suisse", "瑞士"} <= set(every_name()["CHE"])
    True
    """
    text = resources.files("connectindex.territories").joinpath(FILE).read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {code: tuple(names.split("|")) for code, names in rows}


def from_babel() -> dict[str, list[str]]:
    """Collect the names from all languages that Babel knows."""
    from babel import Locale  # noqa: PLC0415 - for the maintainer's command alone

    three = {iso2: iso3 for iso3, iso2, _ in table()}
    names: dict[str, set[str]] = defaultdict(set)
    for language in languages():
        for code, name in Locale.parse(language).territories.items():
            if code in three and "|" not in name:
                names[three[code]].add(folded(name))
    return {code: sorted(names[code]) for code in sorted(names)}


if __name__ == "__main__":
    head = "# Names of countries in all languages of CLDR, folded. (c) Unicode, Inc.; Unicode License v3.\n"
    rows = "".join(f"{code}\t{'|'.join(names)}\n" for code, names in from_babel().items())
    Path(__file__).with_name(FILE).write_text(head + rows, "utf-8", newline="\n")
