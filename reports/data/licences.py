"""Licences by the names people give them, with their SPDX ids and addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its id in the SPDX list, its title, and the address of its text."""

    id: str
    title: str
    url: str


def _creative_commons(kind: str, title: str, version: str) -> Licence:
    address = f"https://creativecommons.org/licenses/{kind.lower()}/{version}/"
    return Licence(f"CC-{kind}-{version}", f"Creative Commons {title} {version}", address)


_KINDS = {
    "BY": "Attribution",
    "BY-SA": "Attribution Share Alike",
    "BY-NC": "Attribution Non Commercial",
    "BY-ND": "Attribution No Derivatives",
    "BY-NC-SA": "Attribution Non Commercial Share Alike",
    "BY-NC-ND": "Attribution Non Commercial No Derivatives",
}
LICENCES: tuple[Licence, ...] = (
    *(_creative_commons(kind, title, version) for kind, title in _KINDS.items() for version in ("3.0", "4.0")),
    Licence("CC0-1.0", "Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    Licence("ODbL-1.0", "Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    Licence("ODC-By-1.0", "Open Data Commons Attribution License 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    Licence("PDDL-1.0", "Open Data Commons Public Domain Dedication", "https://opendatacommons.org/licenses/pddl/1-0/"),
    Licence("MIT", "MIT License", "https://opensource.org/license/mit"),
)


def licence(text: str) -> Licence | None:
    """The licence a text names, where the whole text is its id or its title and says nothing else.

    Examples
    --------
    >>> licence("CC BY 4.0").id
    'CC-BY-4.0'
    >>> licence("CC BY 4.0 for texts; data under the licences of their sources") is None
    True
    """
    return _BY_NAME.get(_bare(text))


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", text.lower())


_BY_NAME = {_bare(name): licence for licence in LICENCES for name in (licence.id, licence.title)}
