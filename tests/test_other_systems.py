"""Windows and macOS, as far as they can be played on Linux: what is not there is taken away before a build begins."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import connectindex as ci
from connectindex.placing import aside_of

ROOT = Path(__file__).parents[1]
WITHOUT = """
import ctypes, os, sys
for name in ("fork", "forkpty", "getuid", "geteuid", "symlink", "sched_getaffinity"):
    if hasattr(os, name):
        delattr(os, name)
sys.modules["fcntl"] = sys.modules["resource"] = None

class Library(ctypes.CDLL):
    def __init__(self, name, *rest, **more):
        if name is None:  # as ctypes does on Windows
            raise TypeError("argument of type 'NoneType' is not iterable")
        super().__init__(name, *rest, **more)

ctypes.CDLL = Library
"""
HOLD = """
import sys
from pathlib import Path
from connectindex.placing import reserved
with reserved(Path(sys.argv[1])):
    print("here", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def bare(tmp_path):
    """The environment of a process that lacks what only some systems have, at a console of western Europe."""
    home = tmp_path / "bare"
    home.mkdir()
    (home / "sitecustomize.py").write_text(WITHOUT, "utf-8")
    return {**os.environ, "PYTHONPATH": str(home), "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}


def run(*args, **more):
    options = ["-X", "warn_default_encoding", "-m", "connectindex"]
    command = [sys.executable, *options, *map(str, args)]
    return subprocess.run(command, capture_output=True, check=False, timeout=600, **more)


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_the_simulation_takes_away_is_gone(bare):
    code = "import importlib.util, os; print(hasattr(os, 'fork'), hasattr(os, 'getuid')); import fcntl"
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=False)
    assert done.stdout == "False False\n"
    assert "ModuleNotFoundError" in done.stderr


@pytest.mark.slow
def test_two_builds_into_one_folder_without_fcntl_fork_getuid_and_the_library_of_c(starter, tmp_path, bare):
    out = tmp_path / "out"
    trees = []
    for day in ("2026-01-01", "2026-01-02", "2026-01-02"):
        done = run("build", starter, "-o", out, "--no-pdf", "--force", "--date", day, env=bare)
        assert done.returncode == 0, done.stderr.decode()
        assert not re.search(rb"connectindex/[a-z_/]+\.py:\d+: EncodingWarning", done.stderr), done.stderr.decode()
        trees.append(tree(out))
    assert trees[0] != trees[1] == trees[2]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bare", "out", "starter"]
    done = run("build", starter, "-o", tmp_path / "plain", "--no-pdf", "--date", "2026-01-02")
    assert done.returncode == 0, done.stderr.decode()
    assert tree(tmp_path / "plain") == trees[2]


def test_one_process_at_a_time_without_fcntl(tmp_path, bare):
    # the lock by a file's existence, which stands in for that of Windows, may ask the library of C itself
    (tmp_path / "bare/sitecustomize.py").write_text(WITHOUT.partition("class Library")[0], "utf-8")
    out, pipes = tmp_path / "out", {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, "-W", "ignore", "-c", HOLD, str(out)]
    with subprocess.Popen(command, env=bare, **pipes) as holder:
        try:
            assert holder.stdout.readline() == b"here\n"
            second = run("new", out, env=bare)
            assert second.returncode == 1
            assert b"must not be in the making by another process" in second.stderr
            holder.communicate(b"go on\n")
        finally:
            holder.kill()
    assert run("new", out, env=bare).returncode == 0
    assert not aside_of(out).exists()


def test_data_on_stdout_are_utf_8_whatever_the_console():
    plain = run("indicators").stdout
    assert len(plain) > len(plain.decode()) > 1000  # there are signs beyond ASCII
    assert b"\r" not in plain
    ascii_only = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ascii_only.pop("PYTHONIOENCODING", None)
    assert run("indicators", env=ascii_only).stdout == plain


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_sign_that_an_encoding_lacks_is_no_fault(encoding):
    done = run("indicators", env={**os.environ, "PYTHONIOENCODING": encoding})
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert done.stdout.decode(encoding).startswith("id\tname\tunit")


CODES = {"ALD": "CON", "BOR": "nul", "CAL": "com1", "DRE": "AUX.txt", "ELM": "a.", "FAR": "prn", "GUL": "LPT9"}


def test_all_names_of_an_output_can_be_written_on_windows(starter, tmp_path):
    for path in (*starter.rglob("*.csv"), starter / "index.toml"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"\b[A-Z]{3}\b", lambda m: CODES.get(m.group(), m.group()), text), "utf-8")
    result = ci.build(ci.read_edition(starter))
    assert {*CODES.values()} <= set(result.scores.index)
    ci.report(result, tmp_path / "out", pdf=False)
    names = list(tree(tmp_path / "out"))
    assert len([n for n in names if n.startswith("countries/")]) == len(result.edition.units.codes)
    assert len({n.lower() for n in names}) == len(names)
    device = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
    for part in {part for n in names for part in n.split("/")}:
        assert not device.fullmatch(part), part
        assert not re.search(r"[. ]$|[<>:\"\\|?*\x00-\x1f]", part), part


def test_a_checkout_without_symbolic_links_says_so(tmp_path):
    linked = ("indicators", "reports", "templates")
    package = tmp_path / "connectindex"
    shutil.copytree(ROOT / "connectindex", package, ignore=shutil.ignore_patterns("__pycache__", "editions", *linked))
    for name in linked:
        (package / name).write_text(f"../{name}", "utf-8")  # as git writes a link where it may not make one
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = run("check", "edition", env=env, cwd=tmp_path)
    assert done.returncode == 1
    said = "connectindex: this checkout has no symbolic links, so parts of the package are missing. "
    assert done.stderr.decode().startswith(said)
    assert b"Traceback" not in done.stderr
    code = "import connectindex\ntry: connectindex.world\nexcept ImportError as error: print(error)"
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.decode().startswith(said)


def test_books_of_units_are_forked_on_linux_alone(monkeypatch):
    from connectindex.reports import unit_books

    def never(*_):
        raise AssertionError("forked")

    monkeypatch.setattr(unit_books, "FORKED", False)  # what another system has
    monkeypatch.setattr(unit_books.multiprocessing, "get_context", never)
    monkeypatch.setattr(unit_books, "_written", lambda job: (f"countries/{job[0]}.pdf", b"%PDF", []))
    page = SimpleNamespace(anchors=["c-ALD"])
    document = SimpleNamespace(profiles=[SimpleNamespace(file="ALD", name="Aldenia")], title="T", edition="2026")
    with unit_books.unit_books(SimpleNamespace(pages=[page]), document, ["ALD"], []) as made:
        assert dict(made) == {"countries/ALD.pdf": b"%PDF"}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_git_changes_no_line_and_no_binary_file():
    done = subprocess.run(["git", "ls-files", "--eol"], cwd=ROOT, capture_output=True, text=True, check=True)
    rows = [line.split("\t")[0].split() for line in done.stdout.splitlines()]
    assert len(rows) > 400
    kinds = {(row[0], " ".join(row[2:])) for row in rows if row[0] not in ("i/", "i/none")}
    # the Excel of a continental office ends lines with CR LF: such samples are kept as they are
    assert kinds == {("i/lf", "attr/text=auto eol=lf"), ("i/-text", "attr/-text"), ("i/crlf", "attr/-text")}
