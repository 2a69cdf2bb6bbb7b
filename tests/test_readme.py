"""The README tells the truth: its example runs, its files and commands exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_example_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own example
    printed = capsys.readouterr().out
    assert "CHE" in printed
    assert re.search(r"imputed|reported|estimated", printed)


def test_linked_files_exist():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_commands_and_tasks_exist():
    from typer.main import get_command

    from connectindex.cli import app

    commands = get_command(app).commands
    for name in re.findall(r"^\s+connectindex (\w+)", README, re.MULTILINE) + re.findall(
        r"`connectindex (\w+)", README
    ):
        assert name in commands, name
    run = (ROOT / "run").read_text("utf-8")
    for task in re.findall(r"^\s+\./run ([\w-]+)", README, re.MULTILINE):
        assert re.search(rf"^\s+{task}\)", run, re.MULTILINE), task


def test_the_columns_it_names_are_the_ones_that_are_read():
    from connectindex.edition.tables import schemas

    for kind, columns in {
        "values": "unit year variable value status source",
        "links": "from to year mode count capacity status start end name source",
    }.items():
        assert set(columns.split()) == set(schemas()[kind].columns)


@pytest.mark.parametrize("step", ["measured", "denominated", "imputed", "screened", "treated", "normalised"])
def test_the_steps_it_names_are_stages(step):
    from connectindex.index import STAGES

    assert step in README
    assert step in STAGES
