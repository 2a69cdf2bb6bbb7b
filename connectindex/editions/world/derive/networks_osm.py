"""Main railways and highways as graphs: OpenStreetMap of April 2024, simplified by scgraph_data (ODbL)."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from connectindex.editions.world.derive import archives
from connectindex.editions.world.derive.fetch import fetch
from connectindex.editions.world.derive.polygons import Countries


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes with their country ("" at sea), and edges once each, from the lower to the higher node."""

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    unit: NDArray[np.str_]
    edges: NDArray[np.int64]
    km: NDArray[np.float64]


def load(cache: Path, name: str, countries: Countries) -> Network:
    """Read ``world_railways`` or ``world_highways``. The module is read as text, never imported."""
    source = archives.read(fetch("scgraph_data", cache), f"scgraph_data/{name}.py").decode("ascii")
    graph_at, nodes_at, end = (
        source.index("graph="),
        source.index("\nnodes="),
        source.index(f"\n{name}_geograph"),
    )
    # The literals are JSON but for the integer keys.
    graph = json.loads(re.sub(r"(\d+):", r'"\1":', source[graph_at + len("graph=") : nodes_at]))
    nodes = np.array(json.loads(source[nodes_at + len("\nnodes=") : end]), dtype=np.float64)
    pairs = [(a, int(b), km) for a, ends in enumerate(graph) for b, km in ends.items() if a < int(b)]
    table = np.array(pairs, dtype=np.float64)
    latitude, longitude = nodes[:, 0], nodes[:, 1]
    return Network(latitude, longitude, countries.of(latitude, longitude), table[:, :2].astype(np.int64), table[:, 2])


def length_by_unit(network: Network) -> dict[str, float]:
    """Return the km of line in each country; an edge across a border counts half on each side."""
    result: dict[str, float] = {}
    for end in (0, 1):
        units = network.unit[network.edges[:, end]]
        for unit in np.unique(units[units != ""]):
            result[str(unit)] = result.get(str(unit), 0.0) + float(network.km[units == unit].sum()) / 2
    return result
