"""Scores of draws: what a draw that cannot be computed is called, and which rule a node has in it."""

from connectindex.assumptions.methods import LeaveOut, VaryMethod, VaryWeights
from connectindex.audit.robustness.sampling import space
from connectindex.audit.robustness.scores_of_draws import _rule, named
from connectindex.edition.model import Methods
from connectindex.model.tree import Leaf, Node
from connectindex.stages.aggregate import NodeRules
from connectindex.stages.means import Arithmetic, Geometric, Harmonic
from connectindex.stages.treat import Log, NoTreatment

AIR = Node("air", "Air", 1, (Leaf("a"), Leaf("b")))
TREE = Node("index", "Index", 1, (AIR, Leaf("c")))


def test_a_draw_that_cannot_be_computed_is_named_by_its_choices():
    """Weights are no choice; of the elements that may be left out the first is none."""
    cube = space([VaryWeights(), VaryMethod("aggregate", (Arithmetic(), Geometric()), "air"), LeaveOut(1)], TREE)
    none = named(cube, (0, 1, 0)).got
    assert none == f"aggregate air = {Geometric()}, leave out level 1 = none"
    one = named(cube, (0, 0, 1)).got
    assert one == f"aggregate air = {Arithmetic()}, leave out level 1 = {cube.elements[2][1]}"
    assert named(space([], TREE), ()).got == "the nominal settings"
    assert named(space([VaryWeights()], TREE), (0,)).got == "the nominal settings"


def test_a_node_has_its_own_rule_unless_an_assumption_speaks_of_it():
    """The mean varies in air, the coverage never does; what varies everywhere varies in the index, too."""
    methods = Methods(rules={"index": NodeRules(Harmonic(), 0.5), "air": NodeRules(Arithmetic(), 0.8)})
    of_air = VaryMethod("aggregate", (Arithmetic(), Geometric()), "air")
    cube = space([VaryMethod("treat", (NoTreatment(), Log())), of_air], TREE)
    assert _rule(cube, (1, 1), "air", methods) == NodeRules(Geometric(), 0.8)
    assert _rule(cube, (1, 1), "index", methods) == NodeRules(Harmonic(), 0.5)
    everywhere = space([VaryMethod("aggregate", (Arithmetic(), Geometric())), of_air], TREE)
    assert _rule(everywhere, (1, 0), "index", methods) == NodeRules(Geometric(), 0.5)
    assert _rule(everywhere, (1, 0), "air", methods) == NodeRules(Arithmetic(), 0.8)
