"""Match each code or name of a table to a unit, and record the kind of match."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from connectindex.territories.codes import by_code, is_group, numbers_of_regions
from connectindex.territories.names import ENGLISH, in_any_language, in_language, published
from connectindex.territories.spelling import spelling, without_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CODE, ALIAS, NAME, GROUP = "code of the edition", "alias", "name of the edition", "group of countries"
SHORTEST_NAME = 4  # of a country; what is shorter is a code
COUNTRIES_FROM = 0.5  # share of the codes of ISO among the units whose names say the same
NUMBERS_FROM = 0.9  # share of a table's numbers that must be of M49; those of other offices share a third of them
# behind a name: 1/, a/, (a), [1], superscripts, a number right behind a small letter
FOOTNOTE = re.compile(
    r"\s*((\d{1,2}|[a-z])/|\([a-z]\)|\(\d{1,2}\)|\[[a-z0-9]{1,2}\]|[¹²³⁴-⁹⁰ᵃ-ᵉ]+|(?<=[^\W\dA-Z])\d{1,2})$"
)


@dataclass(frozen=True, slots=True)
class Match:
    """Hold the unit that a code or a name was matched to.

    Parameters
    ----------
    written
        Text as in the table.
    unit
        Code of the unit; empty where none is meant, or more than one may be.
    how
        What it was taken for: a code of the edition, an alias, a code system, a name.
    place
        Alpha-3 code of the country or territory that is meant, whether it is a unit or not.
    candidates
        Codes of what it may mean, where that is more than one.
    """

    written: str
    unit: str = ""
    how: str = ""
    place: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Register:
    """Hold all codes, names and aliases of the units of an edition.

    Parameters
    ----------
    names
        Names of each unit, by its code.
    aliases
        Unit by alias.
    languages
        In which names are looked up first, besides English.

    Examples
    --------
    >>> units = Register({"FRA": ("France",), "GRC": ("Greece",), "KOR": ("South Korea",), "PRK": ("North Korea",)})
    >>> [units.match(w).unit for w in ("FRA", "EL", "250", "Grèce", "Korea, Rep.")]
    ['FRA', 'GRC', 'FRA', 'GRC', 'KOR']
    >>> units.match("Korea")
    Match(written='Korea', unit='', how='', place='', candidates=('KOR', 'PRK'))
    """

    names: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def match(self, written: str) -> Match:
        """Match one code or name."""
        return self.matches([written])[written]

    def matches(self, written: Iterable[str]) -> dict[str, Match]:
        """Match each code or name of one column.

        Numbers are codes of M49 only where nearly all of the column are: other offices number countries, too.
        """
        distinct = list(dict.fromkeys(written))
        numbers = [w.strip().lstrip("'").zfill(3) for w in distinct if w.strip().lstrip("'").isdigit()]
        known = {*by_code(), *numbers_of_regions()} if numbers else set()
        numbered = sum(n in known for n in numbers) >= NUMBERS_FROM * len(numbers)
        return {w: self._match(w, numbered=numbered) for w in distinct}

    def _match(self, written: str, *, numbered: bool) -> Match:
        text = written.strip().lstrip("'")
        if text in self.names:
            return Match(written, text, CODE)
        if text in self.aliases:
            return Match(written, self.aliases[text], ALIAS)
        if text.upper() in self._folded:
            return Match(written, self._folded[text.upper()], CODE)
        code = text.upper().zfill(3) if text.isdigit() else text.upper()
        if self.units and (numbered or not code.isdigit()) and code in by_code():
            place, how = by_code()[code]
            return Match(written, self.units.get(place, ""), how, place)
        if is_group(code):
            return Match(written, "", GROUP)
        return self._by_name(written, text)

    def _by_name(self, written: str, text: str) -> Match:
        spelled = spelling(text)
        units_by_code = {u: u for u in self.names}
        for called, how in ((self._name_spellings, NAME), (self._alias_spellings, ALIAS)):
            if spelled and (units := called.get(spelled)):
                return _one(written, units, units_by_code, how)
        forms = [form for form in dict.fromkeys((spelled, without_form(spelled))) if form and self.units]
        for form in forms:
            for names, how in self._sources:
                if candidates := names.get(form):
                    return _one(written, candidates, self.units, how)
        if forms and (candidates := in_any_language().get(spelled)):
            return _one(written, candidates, self.units, "name in a language of CLDR")
        plain = FOOTNOTE.sub("", text)
        if plain != text and len(plain) >= SHORTEST_NAME:
            match = self._match(plain, numbered=False)
            return replace(match, written=written, how=f"{match.how}, footnote mark dropped" if match.how else "")
        return Match(written)

    @cached_property
    def _folded(self) -> dict[str, str]:
        """Map codes in capitals to the codes of units."""
        return {code.upper(): code for code in reversed(list(self.names))}

    @cached_property
    def units(self) -> dict[str, str]:
        """Map places (alpha-3 codes) to units; empty where units are no countries.

        A code alone does not make a country: CA is California, too. The names must say the same.
        """
        coded: dict[str, str] = {}
        agreeing = 0
        for unit, names in self.names.items():
            place = by_code().get(unit.upper(), ("", ""))[0]
            if not place:
                continue
            if place not in coded or unit.upper() == place:
                coded[place] = unit
            agreeing += self._agrees(place, names)
        return coded if agreeing and agreeing >= COUNTRIES_FROM * len(coded) else {}

    def _agrees(self, place: str, names: tuple[str, ...]) -> bool:
        forms = {form for name in names for form in (spelling(name), without_form(spelling(name)))}
        if any(place in source.get(form, ()) for source, _ in self._sources for form in forms):
            return True
        return any(place in in_any_language().get(form, ()) for form in forms)

    @cached_property
    def _sources(self) -> list[tuple[Mapping[str, frozenset[str]], str]]:
        """List tables of names by their spelling, in order of priority."""
        languages = [la for la in dict.fromkeys(self.languages) if la.split("_")[0] != ENGLISH]
        return [
            (published(), "published name"),
            (in_language(ENGLISH), "name in CLDR (en)"),
            *((in_language(la), f"name in CLDR ({la})") for la in languages),
        ]

    @cached_property
    def _name_spellings(self) -> dict[str, frozenset[str]]:
        by_spelling: dict[str, set[str]] = {}
        for unit, names in self.names.items():
            for name in names:
                if spelled := spelling(name):
                    by_spelling.setdefault(spelled, set()).add(unit)
        return {name: frozenset(units) for name, units in by_spelling.items()}

    @cached_property
    def _alias_spellings(self) -> dict[str, frozenset[str]]:
        by_spelling: dict[str, set[str]] = {}
        for alias, unit in self.aliases.items():
            by_spelling.setdefault(spelling(alias), set()).add(unit)
        return {name: frozenset(units) for name, units in by_spelling.items()}


def _one(written: str, candidates: frozenset[str], units: Mapping[str, str], how: str) -> Match:
    """Return a match where one unit is meant, candidates where more are; a region of the same name is one of them."""
    if len(candidates) > 1:
        return Match(written, candidates=tuple(sorted(units.get(p, p) or "a region" for p in candidates)))
    (place,) = candidates
    if not place:
        return Match(written, how=GROUP)
    return Match(written, units.get(place, ""), how, place)
