"""Borders between electricity bidding zones that a line crosses, in Europe, from entsoe-py (MIT)."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.places import BY_ISO2
from connectindex.editions.world.derive.tables import Link

SOURCE = "entsoe_py"
YEAR = 2026

# Zones that no longer exist. Germany-Austria-Luxembourg spans countries, so nothing can be read from it.
_OBSOLETE = frozenset({"DE_AT_LU", "IE_SEM", "IT_NORD_AT", "IT_NORD_CH", "IT_NORD_FR", "IT_GR"})

# The whole of Italy: used for a neighbour that no Italian zone of today names (Montenegro).
_WHOLE = frozenset({"IT"})

_UNIT = {"NIE": "GBR"}

# Lines opened for good: the Baltic states left the Russian grid in February 2025, Finland ended its
# imports in May 2022.
_CLOSED = frozenset({("BLR", "LTU"), ("EST", "RUS"), ("FIN", "RUS"), ("LTU", "RUS"), ("LVA", "RUS")})


def derive(cache: Path) -> Iterator[Link]:
    """Yield one undirected link per pair of countries; the count is the number of zone borders."""
    borders: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    whole: dict[tuple[str, str], tuple[str, str]] = {}
    for zone, others in _neighbours(cache).items():
        for other in others:
            pair = _pair(_unit(zone), _unit(other))
            if pair[0] == pair[1] or {zone, other} & _OBSOLETE:
                continue
            if {zone, other} & _WHOLE:
                whole[pair] = _pair(zone, other)
            else:
                borders[pair].add(_pair(zone, other))
    for pair, border in whole.items():
        borders.setdefault(pair, {border})
    for (a, b), found in borders.items():
        yield Link(
            a,
            b,
            YEAR,
            "grid_links",
            len(found),
            SOURCE,
            status="closed" if (a, b) in _CLOSED else "operating",
        )


def _neighbours(cache: Path) -> dict[str, list[str]]:
    """Return the literal ``NEIGHBOURS`` of entsoe-py's mappings, read from its syntax tree."""
    source = archives.read(fetch("entsoe", cache), "entsoe/mappings.py").decode("utf-8")
    for node in ast.parse(source).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == "NEIGHBOURS" for target in targets):
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if value is not None:
                found: dict[str, list[str]] = ast.literal_eval(value)
                return found
    raise LookupError("entsoe/mappings.py: no NEIGHBOURS")


def _unit(zone: str) -> str:
    return _UNIT.get(zone) or BY_ISO2[zone.split("_", maxsplit=1)[0]]


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
