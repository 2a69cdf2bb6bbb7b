"""Measures of the network against networkx, and on a network whose answers are plain."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from connectindex.errors import InputError
from connectindex.indicators.example import five_countries
from connectindex.indicators.general import network as net
from connectindex.indicators.general import network_cuts as cuts
from connectindex.indicators.general import network_pairs
from connectindex.indicators.general import network_paths as paths
from connectindex.indicators.general.network import Network, network_of
from connectindex.indicators.general.network_pairs import passed_over


def network(edges, size, *, directed=False):
    """A network of numbered places from (from, to, count)."""
    links = np.zeros((size, size))
    for a, b, count in edges:
        links[a, b] = count
        if not directed:
            links[b, a] = count
    return Network(pd.Index([f"P{i}" for i in range(size)]), sparse.csr_matrix(links), directed)


def reference(made):
    """The same network in networkx."""
    kind = nx.DiGraph if made.directed else nx.Graph
    return nx.from_scipy_sparse_array(made.links, create_using=kind)


def listed(found, size):
    return np.array([found[i] for i in range(size)], dtype=float)


@st.composite
def networks(draw, most=12, *, directed=None):
    """Any small network: with parts, leaves, isolated places, rings."""
    size = draw(st.integers(1, most))
    way = draw(st.booleans()) if directed is None else directed
    place = st.integers(0, size - 1)
    edges = draw(st.lists(st.tuples(place, place, st.integers(1, 9)), max_size=2 * most))
    return network([e for e in edges if e[0] != e[1]], size, directed=way)


def grown(size, seed, *, directed=False):
    """A network of many places with hubs, leaves and parts."""
    rng = np.random.default_rng(seed)
    ends = (rng.power(3, size=(2 * size, 2)) * size).astype(int)
    return network(
        [(a, b, int(c)) for (a, b), c in zip(ends, rng.integers(1, 9, len(ends)), strict=True) if a != b],
        size,
        directed=directed,
    )


@settings(max_examples=150, deadline=None)
@given(networks())
def test_measures_agree_with_networkx(made):
    graph, size = reference(made), made.size
    both = nx.Graph(graph)
    np.testing.assert_allclose(
        net.pagerank(made), listed(nx.pagerank(graph, tol=1e-14, max_iter=5000), size), atol=1e-9
    )
    np.testing.assert_allclose(
        paths.betweenness(made).value, listed(nx.betweenness_centrality(graph), size), atol=1e-12
    )
    # networkx sums over the ways that lead to a place; ours over the ways out of it
    harmonic = nx.harmonic_centrality(graph.reverse() if made.directed else graph)
    np.testing.assert_allclose(paths.closeness(made).value, listed(harmonic, size) / max(size - 1, 1), atol=1e-12)
    assert net.degree(made).tolist() == [both.degree(i) for i in range(size)]
    parts = nx.weakly_connected_components(graph) if made.directed else nx.connected_components(graph)
    by_place = {i: len(part) - 1 for part in parts for i in part}
    assert net.component_size(made).tolist() == listed(by_place, size).tolist()
    for k in (1, 2, 3):
        within = [len(nx.single_source_shortest_path_length(graph, i, cutoff=k)) - 1 for i in range(size)]
        assert paths.reach(made, k).value.tolist() == within


@settings(max_examples=200, deadline=None)
@given(networks())
def test_cuts_agree_with_networkx(made):
    graph = nx.Graph(reference(made))
    found = cuts.cuts_of(made)
    assert {*zip(found.start.tolist(), found.end.tolist(), strict=True)} == {
        tuple(sorted(e)) for e in nx.bridges(graph)
    }
    assert {*np.flatnonzero(found.components > 1).tolist()} == set(nx.articulation_points(graph))
    for place in range(made.size):
        mine = nx.node_connected_component(graph, place) - {place}
        rest = nx.connected_components(graph.subgraph(mine))
        sizes = [len(part) for part in rest]
        assert found.components[place] == len(sizes)
        assert found.pairs[place] == (sum(sizes) ** 2 - sum(s**2 for s in sizes)) / 2
    for a, b, side in zip(found.start.tolist(), found.end.tolist(), found.side.tolist(), strict=True):
        without = graph.copy()
        without.remove_edge(a, b)
        assert side == len(nx.node_connected_component(without, a))
        assert found.part[a] == len(nx.node_connected_component(graph, a))


@settings(max_examples=100, deadline=None)
@given(networks(most=9, directed=False))
def test_a_thinned_network_has_the_cuts_of_the_whole(made):
    whole = nx.Graph(reference(made))
    thin = cuts._thinned(sparse.csr_matrix(made.links))
    forest = cuts._forest(made.links)
    assert (forest < 0).sum() == nx.number_connected_components(whole)
    graph = nx.from_scipy_sparse_array(thin)
    assert nx.number_connected_components(graph) == nx.number_connected_components(whole)


@pytest.mark.parametrize("seed", range(6))
def test_cuts_of_a_network_dense_enough_to_be_thinned(seed):
    rng = np.random.default_rng(seed)
    dense = [(a, b, 1) for a in range(30) for b in range(a) if rng.random() < 0.5]
    more = [(30 + a, 30 + b, 1) for a in range(25) for b in range(a) if rng.random() < 0.6]
    tail = [(55, 3, 1), (56, 55, 1), (57, 31, 1), (31, 4, 2)]
    made = network([*dense, *more, *tail], 60)
    assert cuts._thinned(made.links).nnz < made.links.nnz / 2
    graph = reference(made)
    found = cuts.cuts_of(made)
    assert {*zip(found.start.tolist(), found.end.tolist(), strict=True)} == {
        tuple(sorted(e)) for e in nx.bridges(graph)
    }
    assert {*np.flatnonzero(found.components > 1).tolist()} == set(nx.articulation_points(graph))
    assert found.pairs[4] == 29 * 26 + 2 * 26  # the dense part with its tail of two, and what hangs on 31


def test_strength_adds_both_directions():
    one_way = network([(0, 1, 5), (1, 0, 2), (1, 2, 4)], 3, directed=True)
    assert net.strength(one_way).tolist() == [7, 11, 4]
    assert net.degree(one_way).tolist() == [1, 2, 1]
    assert net.strength(network([(0, 1, 5), (1, 2, 4)], 3)).tolist() == [5, 9, 4]


@pytest.mark.parametrize("directed", [False, True])
def test_eigenvector_agrees_with_networkx_on_a_connected_network(directed):
    made = network([(0, 1, 3), (1, 2, 1), (2, 0, 2), (2, 3, 5), (3, 4, 1)], 5, directed=directed)
    graph = nx.from_scipy_sparse_array(made.both_ways)
    known = listed(nx.eigenvector_centrality_numpy(graph, weight="weight"), 5)
    np.testing.assert_allclose(net.eigenvector(made), known / known.max(), atol=1e-9)


def test_eigenvector_of_the_weaker_part_is_nought():
    made = network([(0, 1, 3), (1, 2, 3), (2, 0, 3), (3, 4, 1)], 6)
    np.testing.assert_allclose(net.eigenvector(made), [1, 1, 1, 0, 0, 0], atol=1e-12)
    assert net.eigenvector(network([], 3)).tolist() == [0, 0, 0]


def test_eigenvector_that_does_not_converge_is_a_problem(monkeypatch):
    monkeypatch.setattr(net, "STEPS", 2)
    with pytest.raises(InputError, match="eigenvector centrality: must converge"):
        net.eigenvector(network([(0, 1, 3), (1, 2, 1), (2, 3, 7)], 4))


def test_the_measures_of_a_star_are_known():
    star = network([(0, i, 1) for i in range(1, 5)], 5)
    assert paths.betweenness(star).value.tolist() == [1, 0, 0, 0, 0]
    assert paths.closeness(star).value.tolist() == [1, 0.625, 0.625, 0.625, 0.625]
    assert net.pagerank(star)[0] == pytest.approx((0.03 + 0.85) / 1.85)  # x = 0.15/5 + 0.85 (1 - x)
    assert cuts.pairs_cut(star).tolist() == [6, 0, 0, 0, 0]
    assert cuts.bridge_partners(star).tolist() == [4, 1, 1, 1, 1]


def test_more_places_than_bits_in_a_word_and_several_batches(monkeypatch):
    made = grown(200, 1, directed=True)
    whole = paths.closeness(made).value
    harmonic = listed(nx.harmonic_centrality(reference(made).reverse()), 200) / 199
    np.testing.assert_allclose(whole, harmonic, atol=1e-12)
    monkeypatch.setattr(paths, "GATHERED", 1)
    np.testing.assert_array_equal(paths.closeness(made).value, whole)


def as_network(graph):
    links = sparse.csr_matrix(nx.to_scipy_sparse_array(graph, dtype=float))
    return Network(pd.Index([f"P{i}" for i in range(links.shape[0])]), links, graph.is_directed())


@pytest.mark.parametrize("measure", [paths.closeness, lambda n, s: paths.reach(n, 2, s)])
def test_sampled_closeness_and_reach_are_near_the_truth_by_their_own_intervals(measure):
    made = grown(400, 3)
    exact = measure(made, paths.Sampling())
    assert exact.exact
    assert exact.bound == 0
    assert (exact.low == exact.value).all()
    found = [measure(made, paths.Sampling(work=0, places=80, seed=seed)) for seed in range(20)]
    assert {f.sampled for f in found} == {80}
    values = np.array([f.value for f in found])
    assert np.abs(values - exact.value).max() < found[0].bound
    # unbiased: the mean of twenty draws is nearer to the truth than the ends of one interval
    width = np.mean([f.high - f.low for f in found], axis=0)
    assert np.abs(values.mean(axis=0) - exact.value)[width > 0].max() < 0.5 * width.max()
    inside = np.mean([(f.low - 1e-12 <= exact.value) & (exact.value <= f.high + 1e-12) for f in found])
    assert inside > 0.93


GRAPHS = {
    "hubs": nx.barabasi_albert_graph(300, 5, seed=1),
    "even": nx.gnm_random_graph(300, 900, seed=1),
    "tree": nx.random_labeled_tree(300, seed=1),
    "directed": nx.gnm_random_graph(300, 900, seed=2, directed=True),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_sampled_betweenness_has_intervals_that_cover_the_exact_one(name):
    made = as_network(GRAPHS[name])
    exact = listed(nx.betweenness_centrality(GRAPHS[name]), made.size)
    found = [paths.betweenness(made, paths.Sampling(work=0, places=2, pairs=400, seed=s)) for s in range(40)]
    assert {f.sampled for f in found} == {400}
    holds = np.array([(f.low <= exact + 1e-12) & (exact <= f.high) for f in found])
    assert holds.mean() >= 0.95
    assert holds[:, exact > 0].mean() >= 0.95
    # at each place, too: of forty intervals of 95 % at most seven may miss
    assert holds.mean(axis=0).min() >= 33 / 40
    assert (np.array([f.value for f in found])[:, exact == 0] == 0).all()
    assert np.abs(np.array([f.value for f in found]) - exact).max() < found[0].bound


def test_sampled_betweenness_counts_pairs_and_has_the_limits_of_clopper_and_pearson():
    made = as_network(GRAPHS["hubs"])
    found = paths.betweenness(made, paths.Sampling(work=0, places=2, pairs=500, seed=3))
    count = passed_over(made.links, 500, 3)
    np.testing.assert_allclose(found.value, count / 500 * 300 / 298)
    for place in (0, int(count.argmin())):
        limits = stats.binomtest(int(count[place]), 500).proportion_ci(0.95, method="exact")
        np.testing.assert_allclose([found.low[place], found.high[place]], np.array(limits) * 300 / 298, atol=1e-12)


@pytest.mark.parametrize("cells", [1, 700, 1 << 23])
def test_sampled_betweenness_is_unbiased_whatever_is_followed_together(cells, monkeypatch):
    monkeypatch.setattr(network_pairs, "CELLS", cells)
    monkeypatch.setattr(network_pairs, "STEPS", cells)
    graph = nx.gnm_random_graph(40, 70, seed=5)  # with equally short ways, and parts
    made, exact = as_network(graph), listed(nx.betweenness_centrality(graph), 40)
    share = passed_over(made.links, 6000, 1) / 6000
    p = exact * 38 / 40
    off = np.abs(share - p)[p > 0] / np.sqrt(p * (1 - p) / 6000)[p > 0]
    assert off.max() < 4
    assert (off**2).mean() < 2


def test_one_of_several_shortest_ways_is_drawn_in_proportion_to_what_lies_behind_it():
    # from 0 to 8 three ways: two meet again in 3 (0-1-3-6-8, 0-2-3-6-8), one leads over 4, 5 and 7; the others that lead
    # to 8 keep the search from there small, so that both ends meet behind 3
    links = np.zeros((12, 12))
    for a, b in [
        (0, 1),
        (0, 2),
        (1, 3),
        (2, 3),
        (0, 4),
        (4, 5),
        (3, 6),
        (5, 7),
        (6, 8),
        (7, 8),
        (9, 8),
        (10, 8),
        (11, 8),
    ]:
        links[a, b] = 1
    exact = listed(nx.betweenness_centrality(nx.from_numpy_array(links, create_using=nx.DiGraph)), 12) * 10 / 12
    share = passed_over(sparse.csr_matrix(links), 300_000, 2) / 300_000
    assert share[5] == pytest.approx((1 / 3 + 1 + 2) / 132, abs=0.0008)  # a third of 0 to 8; 0 to 7; 4 to 7 and 8
    np.testing.assert_allclose(share, exact, atol=0.0012)


def test_a_draw_is_the_same_for_the_same_seed_and_another_for_another():
    made = grown(300, 4)
    first, again, other = (paths.closeness(made, paths.Sampling(work=0, places=40, seed=s)) for s in (1, 1, 2))
    assert first.value.tolist() == again.value.tolist()
    assert first.value.tolist() != other.value.tolist()


def test_what_is_cheap_is_exact():
    made = grown(300, 5)
    assert paths.betweenness(made, paths.Sampling(places=10)).exact
    assert not paths.betweenness(made, paths.Sampling(work=1e4, places=10)).exact


def test_empty_networks_have_plain_answers():
    alone, nobody = network([], 1), network([], 0)
    assert paths.closeness(alone).value.tolist() == [0]
    assert paths.betweenness(alone).value.tolist() == [0]
    assert net.pagerank(alone).tolist() == [1]
    assert cuts.pairs_cut(alone).tolist() == [0]
    for measure in (net.pagerank, net.eigenvector, net.component_size, cuts.pairs_cut, cuts.bridge_partners):
        assert measure(nobody).tolist() == []
    assert paths.reach(nobody).value.tolist() == []


def test_places_without_a_score_are_part_of_the_network():
    dyads = five_countries().of("air_routes").operating()
    table = dyads.units.table.assign(scored=[True, False, True, True, True])
    other = type(dyads)(**{**vars(dyads), "units": type(dyads.units)(table)})
    made = network_of(other)
    assert list(made.places) == list("ABCDE")
    found = net.of_units(other, made, paths.closeness(made).value)
    assert found.to_dict() == pytest.approx({"A": 0.5, "C": 0.5, "D": 0.0, "E": float("nan")}, nan_ok=True)


def test_a_place_to_which_nothing_applies_is_no_node():
    made = network_of(five_countries().of("sea_services").operating())
    assert list(made.places) == list("ACDE")  # B has no coast


def test_several_modes_are_one_network():
    dyads = five_countries()
    air, sea = (network_of(dyads.of(m).operating()) for m in ("air_routes", "sea_services"))
    both = network_of(dyads.of("air_routes", "sea_services").operating())
    assert net.strength(both)[[0, 2]].tolist() == (net.strength(air)[[0, 2]] + net.strength(sea)[[0, 1]]).tolist()
    assert paths.reach(both, 2).value.tolist() == [3, 3, 3, 3, 0]


def test_tables_of_bridges_and_cut_points():
    dyads = five_countries().of("air_routes", "sea_services").operating()
    table = cuts.bridges(dyads)
    assert table.to_dict("records") == [
        {"unit": "C", "partner": "D", "count": 3.0, "unit_side": 3, "partner_side": 1, "pairs": 3}
    ]
    assert cuts.cut_points(dyads).to_dict("records") == [{"unit": "C", "pairs": 2.0, "pieces": 2}]
    none = five_countries().of("grid_links").with_(["E"])
    assert cuts.bridges(none).empty
    assert cuts.cut_points(none).empty


def test_the_links_of_a_group_alone_are_a_network_of_the_group():
    made = network_of(five_countries().of("air_routes").operating().within(["A", "B", "E"]))
    assert list(made.places) == ["A", "B", "E"]
    assert net.degree(made).tolist() == [1, 1, 0]
