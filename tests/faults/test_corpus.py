"""The corpus: every case is a patch on the starter edition and all that must be said of it.

`corpus/*.toml` holds the cases: ``patches`` as `conftest.patch` reads them, ``says`` the problems as they are printed, without
the hint at their end. Where they are many, ``says`` has the first and ``problems`` their number. A case that says nothing
is an edition that may look broken and is none: it must be built.
"""

import tomllib
from pathlib import Path

import pytest

CORPUS = {
    f"{path.stem}: {case['id']}": case
    for path in sorted(Path(__file__).parent.joinpath("corpus").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
}
BROKEN = {name: case for name, case in CORPUS.items() if case["says"]}
SOUND = {name: case for name, case in CORPUS.items() if not case["says"]}


def same(line: str, expected: str) -> bool:
    """Whether a line says what is expected, whatever hint or value stands behind it."""
    return line == expected or line.startswith((f"{expected}; ", f"{expected}, got ", f"{expected} (at line "))


def test_the_corpus_is_large_and_its_cases_differ():
    assert len(BROKEN) >= 150
    assert len({str(case["patches"]) for case in CORPUS.values()}) == len(CORPUS)


@pytest.mark.parametrize("name", BROKEN)
def test_all_problems_in_one_run_and_nothing_else_touched(patched, ran, tmp_path, name):
    folder, out = patched(CORPUS[name]["patches"]), tmp_path / "out"
    out.mkdir()
    standing = {"manifest.json": b'{"connectindex": "0", "outputs": {}}', "index.html": b"standing"}
    for file, content in standing.items():
        (out / file).write_bytes(content)
    code, lines = ran("build", folder, "-o", out, "--no-pdf", "-q")
    *said, last = [line.replace(str(folder), "FOLDER") for line in lines if not line.startswith("warning: ")]
    assert code == 1
    expected, number = CORPUS[name]["says"], CORPUS[name].get("problems", len(CORPUS[name]["says"]))
    assert len(said) == number, "\n".join(said)
    assert last == f"{number} problem{'s' if number > 1 else ''}; nothing was written"
    wrong = [(a, b) for a, b in zip(said, expected, strict=False) if not same(a, b)]
    assert not wrong
    assert {path.name: path.read_bytes() for path in out.iterdir()} == standing


# they differ in how a file is written alone: once it is read, `check` has the values of a plain edition, or of one above
SAME_REPORT = {
    "settings: max age huge",
    "sheets: blank row above the header",
    "sheets: blank column",
    "sheets: parquet of float years",
    "sheets: parquet with spaces around text",
    "sheets: parquet without rows",
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_no_fault_is_no_problem(patched, ran, name):
    code, lines = ran("check", patched(CORPUS[name]["patches"]))
    assert (code, lines[-1][:11]) == (0, "no problems")


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow if n in SAME_REPORT else ()) for n in SOUND])
def test_what_is_no_fault_is_built(patched, ran, tmp_path, name):
    folder = patched(CORPUS[name]["patches"])
    settings = folder / "index.toml"
    settings.write_bytes(settings.read_bytes().replace(b"draws = 1000", b"draws = 20"))
    code, lines = ran("build", folder, "-o", tmp_path / "out", "--no-pdf", "-q")
    assert code == 0, "\n".join(lines)
    assert (tmp_path / "out" / "index.html").is_file()
