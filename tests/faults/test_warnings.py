"""Warnings of the command: lines of their own that end no command, and counts that a panel gives by year."""

import pytest

from connectindex.edition.presets import copy_preset


def test_check_prints_warnings_before_its_verdict_and_exits_with_0(patched, ran):
    folder = patched(
        [
            ["write", "old units.csv", "unit\n"],
            ["replace", "values/statistics.csv", "ALD,2025,population,12000000", "ALD,2025,population,0"],
            ["replace", "index.toml", 'measure = "partners"', 'measure = "partners"\ngoalposts = [0, 9]'],
        ]
    )
    code, lines = ran("check", folder)
    assert code == 0
    assert [line.partition(":")[0] for line in lines[:-1]] == ["warning"] * 4
    assert [line.split(": ")[1] for line in lines[:-1]] == [
        "old units.csv",
        "index.toml [indicators.power_line_partners] goalposts",
        "indicator air_flights",
        "indicator power_line_capacity",
    ]
    assert lines[-1] == "no problems, 4 warnings: 8 units, 7 indicators, 8 ranked, 0 not"


def test_warnings_stand_beside_problems_and_are_not_counted_as_such(patched, ran):
    folder = patched([["write", "old units.csv", "unit\n"], ["replace", "units.csv", "BOR,", "B R,"]])
    code, lines = ran("check", folder)
    assert code == 1
    assert lines[0] == "warning: old units.csv: is not read: no table or setting has this name"
    assert not any(line.startswith("warning") for line in lines[1:])
    assert lines[-1] == f"{len(lines) - 2} problems; nothing was written"


def test_problems_of_the_steps_come_with_the_warnings_of_the_files(patched, ran):
    folder = patched(
        [
            ["write", "old units.csv", "unit\n"],
            ["write", "coverage.csv", "what,unit,status\n" + "".join(f"power_lines,{u},missing\n" for u in UNITS)],
        ]
    )
    code, lines = ran("check", folder)
    assert code == 1
    assert lines == [
        "warning: old units.csv: is not read: no table or setting has this name",
        (
            "index.toml node energy: at least one unit must have a score on the node; give its indicators data, or take it "
            "out of the tree"
        ),
        "1 problem; nothing was written",
    ]


UNITS = ("ALD", "BOR", "CAL", "DRE", "ELM", "FAR", "GUL", "HAV")


PANEL = """[index]
title = "T"
edition = "1"
years = [2023, 2025]
max_age = 0
[tree]
indicators = ["internet"]
[indicators.internet]
name = "Internet"
unit = "x"
direction = 1
variable = "internet"
"""


def test_ranked_units_of_a_panel_are_counted_by_year(ran, tmp_path):
    folder = tmp_path / "panel"
    (folder / "values").mkdir(parents=True)
    (folder / "index.toml").write_text(PANEL, "utf-8")
    (folder / "units.csv").write_text("unit,name\n" + "".join(f"{u},{u}\n" for u in UNITS), "utf-8")
    rows = [f"{u},{year},internet,{k}\n" for year, n in ((2023, 3), (2025, 8)) for k, u in enumerate(UNITS[:n])]
    (folder / "values" / "v.csv").write_text("unit,year,variable,value\n" + "".join(rows), "utf-8")
    assert ran("check", folder) == (
        0,
        ["no problems: 8 units, 1 indicators, 3 ranked, 5 not in 2023; 8 ranked, 0 not in 2025"],
    )


@pytest.mark.parametrize("name", ["node", "indicator", "unit"])
@pytest.mark.parametrize("code", ["unit", "year", "name"])
def test_ids_that_are_columns_of_the_tables_are_refused(patched, ran, name, code):
    if (name, code) == ("node", "name"):
        pytest.skip("a key of every node, which must be text")
    more = f'\n[indicators.{code}]\nname = "X"\nunit = "x"\ndirection = 1\nvariable = "internet_users"\n'
    changes = {
        "node": [["replace", "index.toml", "[tree.energy]", f"[tree.{code}]"]],
        "indicator": [
            ["append", "index.toml", more],
            ["replace", "index.toml", '"internet_users"]', f'"internet_users", "{code}"]'],
        ],
        "unit": [["append", "units.csv", f"{code},X,North,no\n"]],
    }
    exit_code, lines = ran("check", patched(changes[name]))
    assert exit_code == 1
    assert any(f"must not be a column of the tables (unit, year, name), got '{code}'" in line for line in lines)


@pytest.mark.parametrize("preset", ["starter", "arcii", "asem-physical", "facilities", "idi", "lsci", "border-regions"])
def test_the_editions_of_the_package_have_no_warnings_but_of_what_is_to_be_replaced(ran, tmp_path, preset):
    copy_preset(preset, tmp_path / "edition")
    code, lines = ran("check", tmp_path / "edition")
    assert code == 0
    assert [line.partition(": is a placeholder")[0] for line in lines[:-1]] == [
        "warning: index.toml [index] publisher",
        *(f"warning: texts/foreword{tag}.md" for tag in (".fr", "", ".zh") if preset == "starter"),
    ]
    assert lines[-1].startswith("no problems, ")


def test_an_edition_of_ones_own_is_not_warned_of_placeholders(patched, ran):
    folder = patched([["write", "texts/foreword.md", "A placeholder is what this is not.\n"]])
    assert ran("check", folder)[1] == ["no problems: 8 units, 7 indicators, 8 ranked, 0 not"]


def test_titles_of_an_edition_reach_no_terminal_with_their_control_characters(patched, ran, tmp_path):
    folder = patched([["replace", "index.toml", 'title = "Starter', 'title = "\\u001b]0;owned\\u0007Starter']])
    code, lines = ran("build", folder, "-o", tmp_path / "out", "--no-pdf")
    assert code == 0
    assert "\x1b" not in "".join(lines)
    assert lines[-1].startswith("?]0;owned?Starter")
