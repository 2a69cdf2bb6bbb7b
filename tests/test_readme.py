"""The README tells the truth: its example runs, its files and commands exist."""

import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text("utf-8")
in_checkout = pytest.mark.skipif(not (DOCS / "howto").is_dir(), reason="an archive of sources has no docs")


@in_checkout
def test_the_python_example_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "howto" / "python.md").read_text("utf-8"), re.DOTALL)
    frames = next(block for block in blocks if "ci.edition(" in block)
    names = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - our own example
    printed = capsys.readouterr().out
    exec(compile(frames, "README.md", "exec"), names)  # noqa: S102 - the same
    assert re.search(r"DEU +1\b", capsys.readouterr().out)
    assert "CHE" in printed
    assert re.search(r"imputed|reported|estimated", printed)


@in_checkout
def test_the_example_that_registries_show_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "registry.md").read_text("utf-8"), re.DOTALL)
    exec(compile(code, "registry.md", "exec"), {})  # noqa: S102 - our own example
    printed = capsys.readouterr().out
    assert printed.startswith("unit\n")
    assert "transport" in printed


@in_checkout
def test_the_same_call_on_a_cluster_gives_the_same_numbers(starter):
    pytest.importorskip("distributed")
    from distributed import LocalCluster

    import connectindex as ci

    page = (DOCS / "howto" / "robustness.md").read_text("utf-8")
    code = next(c for c in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "Client(" in c)
    edition = ci.read_edition(starter)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        here = code.replace("tcp://scheduler:8786", cluster.scheduler_address)
        assert here != code
        names = {"ci": ci, "edition": edition}
        few = here.replace("draws=1_000_000, workers=64", "draws=200, workers=2, seed=3")
        assert few != here
        exec(compile(few, "README.md", "exec"), names)  # noqa: S102 - our own example
    alone = ci.robustness(edition, draws=200, seed=3)
    for node, scores in alone.draws.scores.items():
        np.testing.assert_array_equal(names["audit"].draws.scores[node], scores)


@in_checkout
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
    tasks = re.findall(r"^\s+\./run ([\w-]+)", README + (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    assert len(tasks) > 10
    for task in tasks:
        assert re.search(rf"^\s+{task}\)", run, re.MULTILINE), task


def test_continuous_integration_runs_its_two_commands_in_its_order():
    section = README.split("From a checkout")[1].split("\n## ")[0]
    promised = re.findall(r"^    (\./run \w+)", section, re.MULTILINE)
    checked = (ROOT / ".ci" / "run").read_text("utf-8")
    assert promised == ["./run report", "./run test"]
    assert re.findall(r"\./run \w+", checked) == promised


def test_the_columns_it_names_are_the_ones_that_are_read():
    from connectindex.edition.tables import schemas

    for kind, columns in {
        "values": "unit year variable value status source",
        "links": "from to year mode count capacity status start end name source operator",
    }.items():
        assert set(columns.split()) == set(schemas()[kind].columns)


@pytest.mark.parametrize("step", ["measured", "denominated", "imputed", "screened", "treated", "normalised"])
def test_the_steps_it_names_are_stages(step):
    from connectindex.pipeline.result import STAGES

    assert not (DOCS / "howto").is_dir() or f'"{step}"' in (DOCS / "howto" / "python.md").read_text("utf-8")
    assert step in STAGES
