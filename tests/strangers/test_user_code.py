"""The Python file of an edition: it runs when it is named and allowed, at no other time, and its errors have lines."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import connectindex as ci
from connectindex.edition.read import parse, read_without_code
from connectindex.edition.user_code import Code, user_code

FILE = '''"""Own indicators."""
from pathlib import Path

from connectindex import Dyads, Indicator

Path(__file__).with_name("ran").touch()


def half(dyads: Dyads):
    """Half of the partners."""
    return dyads.of("air_routes").operating().partners() / 2


INDICATORS = [
    Indicator(id="half_partners", name="Half of the partners", unit="countries", needs=("air_routes",), compute=half),
]
'''


def run(*args, **more):
    return subprocess.run(
        [sys.executable, "-m", "connectindex", *map(str, args)], capture_output=True, text=True, check=False, **more
    )


@pytest.fixture
def own(starter):
    """The starter edition with a Python file, named, and an indicator of it in the tree."""
    settings = starter / "index.toml"
    text = settings.read_text("utf-8").replace("[index]\n", '[index]\npython = "mine.py"\n', 1)
    settings.write_text(text.replace('"air_partners", ', '"air_partners", "half_partners", ', 1), "utf-8")
    (starter / "mine.py").write_text(FILE, "utf-8")
    return starter


def ran(folder):
    return (folder / "ran").exists()


def problems(folder, code=Code.RUN):
    return [str(p) for p in parse(folder, code=code)[1]]


def test_it_is_refused_unless_allowed(own):
    with pytest.raises(
        ci.InputError, match=r"index.toml \[index\] python: must be allowed: it is a program .* got 'mine.py'"
    ):
        ci.read_edition(own)
    assert not ran(own)


def test_it_runs_where_it_is_allowed(own):
    result = ci.build(ci.read_edition(own, allow_code=True))
    assert ran(own)
    measured = result.stage("measured")
    assert measured["half_partners"].equals(measured["air_partners"] / 2)
    assert result.origins.xs("half_partners", level="indicator")["source"].eq("timetable").all()
    assert "mine.py" in result.edition.inputs


def test_it_does_not_run_where_it_is_not_named(own):
    settings = own / "index.toml"
    text = settings.read_text("utf-8").replace('python = "mine.py"\n', "").replace('"half_partners", ', "")
    settings.write_text(text, "utf-8")
    ci.read_edition(own, allow_code=True)
    assert not ran(own)


def test_the_command_runs_it_only_with_the_option(own, tmp_path, command):
    out = tmp_path / "out"
    checked = command("check", own)
    assert checked.returncode == 0
    assert "no problems in the files: 8 units, 8 indicators" in checked.stderr
    assert "left out, as a check runs no program of an edition: the steps, which need half_partners" in checked.stderr
    refused = command("build", own, "-o", out, "--no-pdf")
    assert refused.returncode == 1
    assert "read it, then build with --allow-code" in refused.stderr
    assert not ran(own)
    assert not out.exists()
    built = command("build", own, "-o", out, "--no-pdf", "--allow-code")
    assert built.returncode == 0, built.stderr
    assert ran(own)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert "mine.py" in manifest["inputs"]
    assert "Half of the partners" in (out / "index.html").read_text("utf-8")


def test_a_check_still_finds_what_is_wrong_elsewhere(own):
    with (own / "units.csv").open("a", encoding="utf-8") as file:
        file.write("ALD,Again,North,no\n")
    assert any("a unit must stand once" in p for p in problems(own, Code.LEAVE))
    settings = own / "index.toml"
    settings.write_text(settings.read_text("utf-8").replace("half_partners", "half_partner"), "utf-8")
    found = problems(own, Code.LEAVE)
    assert any("must be an indicator, got 'half_partner'; did you mean 'half_partners'?" in p for p in found)
    assert not ran(own)


def test_several_workers_need_no_formula(own):
    edition = ci.read_edition(own, allow_code=True)
    one, two = (ci.robustness(edition, draws=64, seed=1, workers=n) for n in (1, 2))
    assert one.ranks.equals(two.ranks)


def test_a_dict_and_the_class_by_its_module(own):
    text = FILE.replace(
        "from connectindex import Dyads, Indicator", "import connectindex as ci\nfrom connectindex import Dyads"
    )
    text = text.replace("INDICATORS = [\n    Indicator(", 'INDICATORS = {\n    "half_partners": ci.Indicator(').replace(
        "),\n]", "),\n}"
    )
    (own / "mine.py").write_text(text, "utf-8")
    assert problems(own) == []


def test_the_settings_may_change_it(own):
    with (own / "index.toml").open("a", encoding="utf-8") as file:
        file.write('\n[indicators.half_partners]\nname = "Renamed"\ndirection = -1\n')
    edition = ci.read_edition(own, allow_code=True)
    assert edition.indicators["half_partners"].name == "Renamed"
    assert edition.indicators["half_partners"].direction == -1


WRONG = {
    "syntax": ("def half(dyads: Dyads):", "def half(dyads: Dyads:", "mine.py line 9: must be Python, got"),
    "import": ("from pathlib import Path", "import no_such_thing", "mine.py line 2: must run without errors, got \"ModuleNotFoundError: No module named 'no_such_thing'\""),
    "name": ("compute=half)", "compute=hlf)", "mine.py line 15: must run without errors, got \"NameError: name 'hlf' is not defined\""),
    "field": ("unit=", "units=", 'mine.py line 15: must run without errors, got "TypeError'),
    "exit": (".touch()", ".touch()\nraise SystemExit(0)", "mine.py line 7: must run without errors, got 'SystemExit: 0'"),
    "no list": ("INDICATORS = [", "OTHERS = [", "mine.py: must define INDICATORS, a list or dict of connectindex.Indicator"),
    "computed list": ("INDICATORS = [", "INDICATORS = list() or [", "mine.py: must define INDICATORS, a list or dict of connectindex.Indicator"),
    "not literal in the end": ("\n]\n", "\n]\nINDICATORS = 3\n", "mine.py INDICATORS: must be a list or dict, got int"),
    "no indicator": ("\n]\n", "\n    3,\n]\n", "mine.py INDICATORS 2: must be a connectindex.Indicator, got int"),
    "id of ours": ('id="half_partners"', 'id="air_partners"', "mine.py line 15 id: must not be that of an indicator of the catalogue, got 'air_partners'"),
    "computed id": ('id="half_partners"', 'id="half" + "_partners"', "mine.py INDICATORS 1 id: must be letters, digits, '_', '-', '.', written out in the call of Indicator"),
    "id that is no id": ('id="half_partners"', 'id="../half"', "mine.py line 15 id: must be letters, digits, '_', '-', '.'"),
    "list of needs": ('needs=("air_routes",)', 'needs=["air_routes"]', "mine.py line 15 needs: must be a tuple of texts, got ['air_routes']"),
    "no needs": ('needs=("air_routes",)', "needs=()", "mine.py line 15 needs: must name the modes and variables that compute reads"),
    "no formula": (", compute=half", "", "mine.py line 15 compute: an indicator must have either compute or variable"),
    "no function": ("compute=half)", "compute=3)", "mine.py line 15 compute: must be a function, got 3"),
    "direction": ("compute=half)", "compute=half, direction=2)", "mine.py line 15 direction: must be 1 or -1, got 2"),
    "goalposts": ("compute=half)", "compute=half, goalposts=(2, 1))", "mine.py line 15 goalposts: must be a tuple of two numbers, the lower first"),
    "empty name": ('name="Half of the partners"', 'name=" "', "mine.py line 15 name: must be text that is not empty"),
    "unknown mode": ('needs=("air_routes",)', 'needs=("air_route",)', "index.toml indicator half_partners: needs 'air_route' in values/ or links/; did you mean 'air_routes'?"),
    "twice": ("\n]\n", '\n    Indicator(id="half_partners", name="B", unit="x", needs=("flights",), compute=half),\n]\n', "mine.py line 15 id: must stand once, got 'half_partners'"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_has_its_line(own, name):
    old, new, said = WRONG[name]
    assert old in FILE
    (own / "mine.py").write_text(FILE.replace(old, new, 1), "utf-8")
    found = problems(own)
    assert any(p.startswith(said) for p in found), found


FORMULAS = {
    "an error": ("return dyads.of(", "return dyads.off(", 'mine.py line 11: must run without errors, got "AttributeError'),
    "an error deeper down": ('"air_routes").operating', '"no_mode").operating', "mine.py line 11: must run without errors"),
    "no series": ("partners() / 2", "partners().to_dict()", "mine.py line 9: must return a pandas Series, one number a unit, got dict"),
    "text": ("partners() / 2", "partners().map(str) + 'x'", "mine.py line 9: must return a pandas Series, one number a unit, got could not convert"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_an_error_of_a_formula_has_its_line(own, name):
    old, new, said = FORMULAS[name]
    assert old in FILE
    (own / "mine.py").write_text(FILE.replace(old, new, 1), "utf-8")
    edition = ci.read_edition(own, allow_code=True)
    with pytest.raises(ci.InputError) as raised:
        ci.build(edition)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../mine.py", "must lie inside the edition"),
        ("/etc/hostname.py", "must lie inside the edition"),
        ("link.py", "must lie inside the edition"),
        ("none.py", "must name a file of the edition"),
        ("units.csv", "must name a file that ends in .py"),
        ("", "must name a file that ends in .py"),
        ("a\0.py", "must name a file that ends in .py"),
    ],
)
def test_files_that_cannot_be_named(own, tmp_path, name, said):
    (tmp_path / "mine.py").write_text(FILE, "utf-8")
    (own / "link.py").symlink_to(tmp_path / "mine.py")
    found, wrong = user_code(name, own, Code.RUN)
    assert not found.indicators
    assert [p.rule for p in wrong] == [said]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("command", [["check", "."], ["build", ".", "-o", "../out", "--no-pdf"], ["indicators"]])
def test_files_named_like_libraries_do_not_run(starter, command):
    """The current folder is an edition of a stranger, and Python looks there first, if it is let."""
    for name in ("pandas", "typer", "tomllib", "jinja2", "secrets", "openpyxl"):
        (starter / f"{name}.py").write_text('open("ran", "w")\nraise SystemExit("ran")\n', "utf-8")
    env = {k: v for k, v in os.environ.items() if k != "PYTHONSAFEPATH"}
    done = run(*command, cwd=starter, env=env)
    assert done.returncode == 0, done.stderr
    assert not ran(starter)


def test_reading_without_running_says_what_has_no_formula(own):
    edition, unrun = read_without_code(own)
    assert unrun == ("half_partners",)
    assert edition.indicators["half_partners"].compute is None
    assert not ran(own)


def test_the_example_of_the_documentation_works(own):
    page = Path(__file__).parents[2] / "docs" / "howto" / "indicator.md"
    if not page.is_file():
        pytest.skip("an archive of sources has no docs")
    example = re.search(
        r"```python\n(from connectindex import Dyads, Indicator\n.*?)```", page.read_text("utf-8"), re.DOTALL
    )[1]
    (own / "mine.py").write_text(example, "utf-8")
    settings = own / "index.toml"
    settings.write_text(settings.read_text("utf-8").replace("half_partners", "reach"), "utf-8")
    measured = ci.build(ci.read_edition(own, allow_code=True)).stage("measured")
    assert measured["reach"].gt(measured["air_partners"]).any()
