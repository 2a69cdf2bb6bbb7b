"""What a build of a served edition keeps from the one before: nothing that another input would have changed."""

import dataclasses
import shutil

import numpy as np
import pandas as pd
import pytest

from connectindex.audit.dossier import Dossier
from connectindex.audit.robustness import robustness
from connectindex.edition import known_tables
from connectindex.edition.inputs import world_folder
from connectindex.edition.known_tables import KnownTables
from connectindex.edition.read import read_again, read_edition
from connectindex.output import output, publication_date
from connectindex.pipeline.build import build
from connectindex.serving import kept
from connectindex.serving.builds import Builds
from connectindex.serving.kept import Kept
from connectindex.serving.same import same
from connectindex.serving.state import State

MODEL = '\n[potential.air]\nmode = "air_routes"\nsize = ["population"]\ndistance = false\n'
CORRIDOR = '\n[corridors.coast]\nname = "Coast"\nunits = ["ALD", "BOR", "CAL"]\nmodes = ["air_routes"]\n'
# what is changed, in which file, from what to what
CHANGES = {
    "weight": ("index.toml", "weights = { air_flights = 2 }", "weights = { air_flights = 5 }"),
    "title": ("index.toml", 'title = "Starter', 'title = "Another'),
    "name of a node": ("index.toml", 'name = "Transport"', 'name = "Traffic"'),
    "denominator": ("index.toml", "scale = 1e6", "scale = 1e5"),
    "measure": ("index.toml", 'measure = "partners"', 'measure = "degree"'),
    "method": ("index.toml", 'kind = "winsorise"\nmax_points = 2', 'kind = "winsorise"\nmax_points = 1'),
    "gravity model": ("index.toml", MODEL, MODEL + "level = 0.5\n"),
    "corridor": ("index.toml", '"ALD", "BOR", "CAL"', '"BOR", "ALD", "CAL"'),
    "name of a corridor": ("index.toml", 'name = "Coast"', 'name = "Shore"'),
    "seed": ("index.toml", "seed = 1", "seed = 2"),
    "assumption": ("index.toml", "spread = 0.25", "spread = 0.5"),
    "peers": ("index.toml", 'peers = "region"', 'peers = ""'),
    "link": ("links/links.csv", "ALD,CAL,2025,air_routes,7,", "ALD,CAL,2025,air_routes,70,"),
    "value": ("values/statistics.csv", "ALD,2025,population,12000000", "ALD,2025,population,2000000"),
    "name of a unit": ("units.csv", "BOR,Borea,", "BOR,Boreal,"),
    "group of a unit": ("units.csv", "BOR,Borea,North", "BOR,Borea,South"),
    "source": ("sources.csv", "Timetables (made up)", "Schedules (made up)"),
    "note": ("notes.md", "", "A remark.\n\n"),
    "text": ("texts/units/ALD.md", None, "Aldenia has an island."),
}
QUICK = ("weight", "title", "gravity model", "corridor", "seed", "link", "value", "text")
# files that are compared: what a change could leave stale
SHOWN = (
    *("index.html", "explore.html", "find.html", "countries/ALD.html", "countries/FRA.html", "embed/ranking-1.html"),
    *(f"tables/{name}.csv" for name in ("scores", "robustness", "coherence", "potential", "corridors", "data")),
)
WORLD = {
    "weight": ("index.toml", "liner_access = 2,", "liner_access = 3,"),
    "title": ("index.toml", 'title = "World', 'title = "Whole World'),
    "note": ("notes.md", "", "A remark.\n\n"),
}


def from_nothing(folder):
    """The files of a build that keeps nothing."""
    result = build(read_edition(folder))
    audit = robustness(result) if result.edition.robustness.vary else None
    return output(Dossier(result, audit), publication_date(result.edition)).files


def changed(folder, file, old, new):
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else None
    assert old is None or old in before
    path.write_text(new if old is None else before.replace(old, new, 1), "utf-8")
    return before


def differing(folder, files):
    """Names of the files that are not those of a build from nothing."""
    wanted = from_nothing(folder)
    assert list(files) == list(wanted)
    return [n for n in wanted if n in SHOWN and files[n] != wanted[n]]


@pytest.fixture
def modelled(starter):
    """An edition with a gravity model, built once."""
    with (starter / "index.toml").open("a", encoding="utf-8") as file:
        file.write(MODEL + CORRIDOR)
    changed(starter, "index.toml", "draws = 1000", "draws = 64")
    state = State()
    builds = Builds(starter, state, None, allow_code=False)
    builds.build()
    assert state.status.problems == ()
    return starter, builds, state


@pytest.mark.parametrize("name", [n if n in QUICK else pytest.param(n, marks=pytest.mark.slow) for n in CHANGES])
def test_each_change_gives_the_pages_of_a_build_from_nothing(modelled, name):
    folder, builds, state = modelled
    first = state.files["index.html"]
    changed(folder, *CHANGES[name])
    builds.build()
    assert state.status.version == 2
    assert state.files["index.html"] != first
    assert differing(folder, state.files) == []


@pytest.mark.slow
def test_each_change_of_the_world_gives_the_pages_of_a_build_from_nothing(tmp_path):
    folder = tmp_path / "world"
    shutil.copytree(world_folder(), folder, ignore=shutil.ignore_patterns("derive", "__*"))
    state = State()
    builds = Builds(folder, state, None, allow_code=False)
    builds.build()
    for name, change in WORLD.items():
        changed(folder, *change)
        builds.build()
        assert (name, differing(folder, state.files)) == (name, [])


def test_what_was_made_of_equal_inputs_is_kept(modelled, monkeypatch):
    folder, builds, state = modelled
    made = []
    for name in ("measure", "built", "robustness", "coherence", "expected"):
        step = getattr(kept, name)
        monkeypatch.setattr(kept, name, lambda *given, name=name, step=step: made.append(name) or step(*given))
    changed(folder, "notes.md", "", "A remark.\n\n")
    builds.build()
    assert made == []
    changed(folder, *CHANGES["title"])
    builds.build()
    assert made == ["coherence"]  # whose sentences name the index
    changed(folder, *CHANGES["weight"])
    builds.build()
    assert made == ["coherence", "built", "robustness", "coherence"]
    changed(folder, *CHANGES["gravity model"])
    builds.build()
    assert made[4:] == ["expected"]
    changed(folder, *CHANGES["link"])
    builds.build()
    assert sorted(made[5:]) == ["built", "coherence", "expected", "measure", "robustness"]
    assert state.status.version == 6


def test_what_fails_is_not_kept(modelled):
    folder, builds, state = modelled
    before = changed(folder, "values/statistics.csv", "population", "people")
    builds.build()
    assert state.status.problems
    (folder / "values" / "statistics.csv").write_text(before, "utf-8")
    builds.build()
    assert state.status.problems == ()
    assert differing(folder, state.files) == []


def test_records_of_a_store_are_measured_again(starter):
    links = pd.read_csv(starter / "links" / "links.csv")
    (starter / "store").mkdir()
    links.to_parquet(starter / "store" / "links.parquet")
    (starter / "links" / "links.csv").unlink()
    with (starter / "index.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[links]]\nparquet = "store/*.parquet"\n')
    steps = Kept()
    first = steps.dossier(read_edition(starter)).result.scores
    links.assign(count=links["count"] * [1, *[3] * (len(links) - 1)]).to_parquet(starter / "store" / "links.parquet")
    again = steps.dossier(read_edition(starter)).result
    assert again.scores.equals(build(read_edition(starter)).scores)
    assert not again.scores.equals(first)


def test_robustness_that_takes_long_comes_after_the_scores(modelled, monkeypatch):
    folder, builds, state = modelled
    monkeypatch.setattr(kept, "MOST_AT_ONCE", 0)
    pages = []
    tell = State.change
    monkeypatch.setattr(
        State, "change", lambda self, files=None, **told: pages.append((files, told)) or tell(self, files, **told)
    )
    examined = []
    check = kept.coherence
    monkeypatch.setattr(
        kept, "coherence", lambda result: examined.append(sum(files is not None for files, _ in pages)) or check(result)
    )
    changed(folder, *CHANGES["weight"])
    builds.build()
    assert all(examined)  # checks of coherence wait for the first page, too
    assert len(examined) == 1
    (soon, told_soon), (whole, told) = [(files, told) for files, told in pages if files is not None]
    assert (told_soon["pending"], told["pending"]) == (True, False)
    assert ("tables/robustness.csv" in soon, "tables/robustness.csv" in whole) == (False, True)
    texts = [files["index.html"].decode() for files in (soon, whole)]
    assert ["their uncertainty is being computed" in text for text in texts] == [True, False]
    assert ["their uncertainty has not been assessed" in text for text in texts] == [False, False]
    assert ['id="audit"' in text for text in texts] == [False, True]
    assert differing(folder, state.files) == []
    pages.clear()
    changed(folder, "notes.md", "", "A remark.\n\n")
    builds.build()
    assert [told["pending"] for files, told in pages if files is not None] == [False]


def test_scores_without_robustness_do_not_stay_where_it_will_not_come(modelled, monkeypatch):
    folder, builds, state = modelled
    monkeypatch.setattr(kept, "MOST_AT_ONCE", 0)
    good = state.files["index.html"]
    changed(folder, *CHANGES["weight"])
    builds.build(lambda: True)
    assert state.status.pending
    assert state.files["index.html"] != good
    changed(folder, "index.toml", "seed = 1", 'seed = "one"')
    builds.build()
    assert state.status.problems
    assert (state.files["index.html"], state.status.pending, state.status.building) == (good, False, False)


def test_only_files_with_other_bytes_are_read_again(starter, monkeypatch):
    read, known = [], KnownTables()
    table = known_tables.read_table
    monkeypatch.setattr(known_tables, "read_table", lambda path, name: read.append(name) or table(path, name))
    first = read_again(starter, known, allow_code=False)
    assert "units.csv" in read
    read.clear()
    again = read_again(starter, known, allow_code=False)
    assert read == []
    assert again.units.table.equals(first.units.table)
    changed(starter, *CHANGES["name of a unit"])
    assert read_again(starter, known, allow_code=False).units.names["BOR"] == "Boreal"
    assert read == ["units.csv"]


def _adder(n):
    return lambda x: x + n


@dataclasses.dataclass
class Pair:
    one: object
    other: object = None


FRAME = pd.DataFrame({"a": [1.0, np.nan], "b": ["x", None]})


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (FRAME, FRAME.copy(), True),
        (FRAME, FRAME.fillna({"a": 2.0}), False),
        (FRAME, FRAME.rename_axis("unit"), False),
        (FRAME, FRAME[["b", "a"]], False),
        (FRAME["a"], FRAME["a"].rename("c"), False),
        (FRAME["a"], FRAME["a"].copy(), True),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.array([1.0]), np.array([1]), False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        ((1, 2), (1, 2, 3), False),
        (True, 1, False),
        (Pair(1, float("nan")), Pair(1, float("nan")), True),
        (Pair(1, (FRAME,)), Pair(1, (FRAME.head(1),)), False),
        (_adder(1), _adder(1), True),
        (_adder(1), _adder(2), False),
        (_adder(1), lambda x: x + 1, False),
    ],
)
def test_values_are_the_same_where_all_in_them_is(one, other, equal):
    assert same(one, other) is equal
