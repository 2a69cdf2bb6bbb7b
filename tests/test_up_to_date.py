"""Up to date: an output is made again when anything it is made of has changed, and only then."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import connectindex as ci
from connectindex.up_to_date import up_to_date

DAY = dt.date(2026, 11, 22)
PLAIN = {"pdf": False}


def build(edition: Path, out: Path, date: dt.date | None = DAY) -> None:
    ci.report(ci.build(ci.read_edition(edition)), out, date=date, pdf=False)


def test_an_output_is_fresh_until_anything_changes(starter, tmp_path, monkeypatch):
    out = tmp_path / "out"
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    build(starter, out, date=None)

    def is_fresh(date: dt.date | None = None, language: str | None = None, options: dict[str, object] = PLAIN) -> bool:
        return up_to_date(starter, out, date, language, options) is not None

    assert is_fresh()
    assert is_fresh(dt.date(2026, 1, 31))  # the day the sources were retrieved, as it was
    assert is_fresh(language="en")
    assert not is_fresh(DAY)
    assert not is_fresh(language="fr")
    assert not is_fresh(options={"pdf": True})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert not is_fresh()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    with monkeypatch.context() as patch:
        patch.setattr("connectindex.up_to_date.code", lambda: "other")
        assert not is_fresh()
    assert is_fresh()

    files = [p for p in starter.rglob("*") if p.is_file()]
    assert len(files) > 6
    for path in files:
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert not is_fresh(), path.name
        path.write_bytes(before)
    (starter / "values/more.csv").write_text("unit,year,variable,value\n", "utf-8")
    assert not is_fresh()
    (starter / "values/more.csv").unlink()
    (starter / "LICENSES-DATA.md").write_text("CC BY", "utf-8")
    assert not is_fresh()
    (starter / "LICENSES-DATA.md").unlink()
    assert is_fresh()

    for path in (out / "index.html", out / "tables/scores.csv"):
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        assert not is_fresh(), path.name
        path.write_bytes(before)
    (out / "stray.txt").write_text("the user's, which stays", "utf-8")
    assert is_fresh()
    (out / "manifest.json").write_text("[]", "utf-8")
    assert not is_fresh()


def test_links_elsewhere_are_never_fresh(starter, tmp_path):
    build(starter, tmp_path / "out", date=None)
    settings = starter / "index.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[[links]]\npostgres = "DB"\ntable = "t"\n', "utf-8")
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    manifest["inputs"] = {}
    (tmp_path / "out/manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert up_to_date(starter, tmp_path / "out", None, None, PLAIN) is None


def test_the_command_says_up_to_date_and_loads_nothing(starter, tmp_path, command):
    out = tmp_path / "out"
    asked = ["build", starter, "-o", out, "--no-pdf"]
    assert command(*asked).returncode == 0
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    program = (
        "import sys; sys.argv = ['connectindex', *sys.argv[1:]]\n"
        "from connectindex.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print([m for m in ('pandas', 'numpy', 'jinja2', 'weasyprint', 'duckdb') if m in sys.modules])"
    )
    started = [sys.executable, "-W", "error", "-c", program, *map(str, asked)]
    again = subprocess.run(started, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert "Starter Connectivity Index 2026: up to date" in again.stderr
    assert again.stdout == "[]\n"
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == before
    forced = command(*asked, "--force")
    assert "8 ranked" in forced.stderr
    assert command(*asked, "-q").stderr == ""
