"""The script `run`, with stand-ins for uv, Python and the package manager that note what they are asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

QUESTIONS = ("uv --version", "id ", "python-stand-in -c")
STAND_INS = {
    # makes the environment when asked to; `--offline` fails as it does with an empty cache
    "uv": """
case "$*" in
  *--offline*) exit 1 ;;
  venv*)
    shift $(($# - 1))
    mkdir -p "$1/bin" && cp "$HOME/bin/python-stand-in" "$1/bin/python"
    ;;
esac""",
    # the question about libraries comes with -c
    "python-stand-in": """
case "$*" in
  -c*pango*) [ -e "$HOME/pango" ] ;;
esac""",
    "apt-get": '[ "$1" = update ] || touch "$HOME/pango"',
    "sudo": '[ -e "$HOME/sudoer" ] || exit 1; shift; "$@"',
    "id": "cat $HOME/id",
    "pdftoppm": "",
    "chromium": "",
}


class Machine:
    """A home with a copy of the script in it, and a path with stand-ins before the real programs."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.checkout = home / "a checkout"
        self.checkout.mkdir()
        (home / "bin").mkdir()
        for name in ("run", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, self.checkout)
        for name, body in STAND_INS.items():
            script = home / "bin" / name
            note = f'echo "{name} $*" | head -1 >>"$HOME/log"'
            script.write_text(f"#!/bin/sh\n{note}\n{body}\n", encoding="utf-8")
            script.chmod(0o755)
        self.user(0)

    def user(self, number: int) -> None:
        (self.home / "id").write_text(f"{number}\n", encoding="utf-8")

    def run(self, *arguments: str) -> tuple[str, list[str]]:
        """What the script said, and what it asked the stand-ins."""
        log = self.home / "log"
        log.write_text("", encoding="utf-8")
        done = subprocess.run(
            [self.checkout / "run", *arguments],
            cwd=self.home,
            env={"HOME": str(self.home), "PATH": f"{self.home / 'bin'}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=True,
        )
        asked = [line for line in log.read_text("utf-8").splitlines() if not line.startswith(QUESTIONS)]
        return done.stderr, asked


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_help_names_every_task() -> None:
    choices = (ROOT / "run").read_text("utf-8").split("case $task in")[1]
    tasks = re.findall(r"^  ([a-z-]+)\)", choices, re.MULTILINE)
    helped = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    assert len(tasks) == 14
    assert sorted(set(re.findall(r"^\./run ([a-z-]+)", helped, re.MULTILINE)) - {"help"}) == sorted(tasks)


def test_unknown_task_is_refused() -> None:
    done = subprocess.run([ROOT / "run", "raport"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.endswith("run: no such task: raport\n")
    assert done.stdout == ""


def test_ci_runs_what_the_reader_runs() -> None:
    assert "./run test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_first_report_sets_everything_up(machine: Machine) -> None:
    said, asked = machine.run("report", "--no-pdf")
    sync = [line for line in asked if line.startswith("uv pip sync") and "--offline" not in line]
    assert len(sync) == 1
    assert f"--require-hashes {machine.checkout}/requirements.lock" in sync[0]
    assert any("--no-deps" in line and f"--editable {machine.checkout}" in line for line in asked)
    assert f"apt-get install -y --no-install-recommends {PANGO}" in asked
    assert asked[-1] == f"python-stand-in -P -m connectindex build -o {machine.checkout}/build --no-pdf"
    assert f"run: installing {PANGO}\n" in said


def test_second_report_only_reports(machine: Machine) -> None:
    machine.run("report")
    said, asked = machine.run("report")
    assert said == ""
    assert asked == [f"python-stand-in -P -m connectindex build -o {machine.checkout}/build"]


def test_packages_for_tests_serve_the_report(machine: Machine) -> None:
    _, asked = machine.run("test", "tests/test_run.py")
    assert any(f"--require-hashes {machine.checkout}/requirements-dev.lock" in line for line in asked)
    assert asked[-1] == "python-stand-in -m pytest tests/test_run.py"
    _, asked = machine.run("report")
    assert [line for line in asked if line.startswith("uv")] == []


def test_report_packages_do_not_serve_the_tests(machine: Machine) -> None:
    machine.run("report")
    _, asked = machine.run("test", "-q")
    assert [line for line in asked if line.startswith("uv pip sync")] != []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "pyproject.toml"])
def test_changed_file_is_installed_anew(machine: Machine, name: str) -> None:
    machine.run("report")
    with (machine.checkout / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    _, asked = machine.run("report")
    assert [line for line in asked if line.startswith("uv pip sync")] != []


def test_moved_checkout_is_installed_anew(machine: Machine) -> None:
    machine.run("report")
    machine.checkout = machine.checkout.rename(machine.home / "moved")
    _, asked = machine.run("report")
    assert [line for line in asked if f"--editable {machine.checkout}" in line] != []


def test_failed_installation_is_tried_again(machine: Machine) -> None:
    machine.run("report")
    (machine.checkout / "pyproject.toml").write_text("changed", encoding="utf-8")
    uv = machine.home / "bin" / "uv"
    works = uv.read_text("utf-8")
    uv.write_text(works + 'case "$*" in pip*) exit 1 ;; esac\n', encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        machine.run("report")
    uv.write_text(works, encoding="utf-8")
    _, asked = machine.run("report")
    assert [line for line in asked if line.startswith("uv pip sync")] != []


def test_without_rights_it_says_what_to_install_and_goes_on(machine: Machine) -> None:
    machine.user(1000)
    said, asked = machine.run("report")
    order = f"sudo apt-get install -y --no-install-recommends {PANGO}"
    assert f"missing: {PANGO}; only root may install them: {order}\n" in said
    assert [line for line in asked if line.startswith("apt-get")] == []
    assert asked[-1].endswith(f"connectindex build -o {machine.checkout}/build")


def test_sudo_is_used_where_it_asks_no_password(machine: Machine) -> None:
    machine.user(1000)
    (machine.home / "sudoer").touch()
    _, asked = machine.run("report")
    assert f"sudo -n apt-get install -y --no-install-recommends {PANGO}" in asked


def test_all_checks_run_even_if_one_fails(machine: Machine) -> None:
    (machine.home / "pango").touch()
    machine.run("test", "-q")
    stand_in = machine.checkout / ".venv" / "bin" / "python"
    stand_in.write_text(stand_in.read_text("utf-8") + 'case "$2" in mypy) exit 1 ;; esac\n', encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError) as failure:
        machine.run("test")
    assert failure.value.stderr.endswith("run: failed: mypy\n")
    asked = (machine.home / "log").read_text("utf-8")
    assert "python-stand-in -m ruff check ." in asked
    assert re.search(r"python-stand-in -m pytest -n [2-4] --dist loadfile", asked)
