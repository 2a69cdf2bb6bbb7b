"""Commands that list what there is, and answers of a check for programs."""

import json
import tomllib
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
from pydantic import BaseModel

from connectindex.checking import place_in_files
from connectindex.edition.key_descriptions import DESCRIPTIONS
from connectindex.edition.schema import MODELS, schema
from connectindex.edition.settings import File
from connectindex.edition.trees import KEYS
from connectindex.indicators import CATALOGUE
from connectindex.indicators.needs import UNITS
from connectindex.stages.described import methods
from connectindex.stages.registries import REGISTRIES

ROOT = Path(__file__).parents[1]
EDITIONS = sorted((ROOT / "connectindex" / "editions").rglob("index.toml"))


@pytest.fixture(scope="module")
def validator():
    written = schema()
    jsonschema.Draft7Validator.check_schema(written)
    return jsonschema.Draft7Validator(written)


def models_below(model):
    """The models that are sections of another, by the name of the class."""
    found = {}
    for field in model.model_fields.values():
        kinds = [field.annotation]
        while kinds:
            kind = kinds.pop()
            kinds += get_args(kind)
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found |= {kind.__name__: kind} | models_below(kind)
    return found


def test_every_key_of_index_toml_is_described_and_no_other():
    sections = models_below(File)
    assert set(sections) == set(MODELS)
    named = {"": set(File.model_fields), "tree": set(KEYS)}
    for name, model in sections.items():
        named[MODELS[name]] = {field.alias or key for key, field in model.model_fields.items()}
    assert {section: set(keys) for section, keys in DESCRIPTIONS.items()} == named
    assert not [k for keys in DESCRIPTIONS.values() for k, text in keys.items() if not text.endswith(".")]


@pytest.mark.parametrize("path", EDITIONS, ids=lambda p: p.parent.name)
def test_settings_of_the_package_fit_the_schema(path, validator):
    assert list(validator.iter_errors(tomllib.loads(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Starter', 'titel = "Starter'),
        ("year = 2026 ", 'year = "2026" '),
        ('kind = "winsorise"', 'kind = "winsorize"'),
        ("max_points = 2", "max_point = 2"),
        ('then = "log"', 'then = "exp"'),
        ("weight = 2", "weight = -2"),
        ('what = "weights"', 'what = "weight"'),
        ('absent = "zero"', 'absent = "nought"'),
        ("[report]", "[reports]"),
    ],
)
def test_the_schema_finds_what_a_check_finds(old, new, starter, validator, command):
    index = starter / "index.toml"
    changed = index.read_text("utf-8").replace(old, new, 1)
    assert changed != index.read_text("utf-8")
    index.write_text(changed, "utf-8")
    assert list(validator.iter_errors(tomllib.loads(changed)))
    assert command("check", starter).returncode == 1


def test_kinds_of_a_python_file_fit_the_schema_where_one_is_named(validator):
    document = {"index": {"title": "A", "edition": "1", "python": "mine.py"}, "tree": {"indicators": ["a"]}}
    document["method"] = {"normalise": {"kind": "square_root", "high": 10}}
    assert list(validator.iter_errors(document)) == []
    del document["index"]["python"]
    assert list(validator.iter_errors(document))


def test_methods_lists_every_kind_with_its_settings(command):
    shown = command("methods").stdout.splitlines()
    rows = [line.split("\t") for line in shown]
    assert rows[0] == ["step", "kind", "settings", "summary"]
    assert [(r[0], r[1]) for r in rows[1:]] == [(s, k) for s, registry in REGISTRIES.items() for k in registry]
    assert all(r[3].endswith(".") for r in rows[1:])
    assert "low = 0, high = 100" in next(r[2] for r in rows if r[1] == "minmax")
    assert "order (required)" in next(r[2] for r in rows if r[1] == "power")
    assert not [(m.kind, s.name) for m in methods() for s in m.settings if not s.text]
    refused = command("methods", "normalize")
    assert refused.returncode == 1
    assert "did you mean 'normalise'?" in refused.stderr


def test_every_need_of_the_catalogue_has_a_unit(command):
    needs = {name for i in CATALOGUE.values() for name in i.inputs}
    assert set(UNITS) == needs
    assert "population (people)" in command("indicators").stdout


def test_check_answers_in_json(starter, command):
    good = command("check", starter, "--json")
    assert good.returncode == 0
    assert json.loads(good.stdout)["ranked"] == "8 ranked, 0 not"
    units = starter / "units.csv"
    units.write_text(units.read_text("utf-8") + "ALD,Again,North,no\n", "utf-8")
    bad = command("check", starter, "--json")
    found = json.loads(bad.stdout)
    assert (bad.returncode, found["ok"]) == (1, False)
    assert found["problems"][0]["place"].startswith("units.csv row 10")
    assert bad.stderr == ""


def test_check_annotates_files_and_lines(starter, command):
    links = starter / "links/links.csv"
    links.write_text(links.read_text("utf-8").replace("ALD,BOR,2025", "ALD,BOP,2025", 1), "utf-8")
    index = starter / "index.toml"
    index.write_text(index.read_text("utf-8").replace("max_points = 2", "max_points = -2"), "utf-8")
    shown = command("check", starter, "--github")
    assert shown.returncode == 1
    lines = shown.stdout.splitlines()
    assert any(line.startswith(f"::error file={links.as_posix()},line=2,title=connectindex::") for line in lines)
    number = index.read_text("utf-8").splitlines().index("[method.treat]") + 1
    assert any(f"file={index.as_posix()},line={number}," in line for line in lines)
    assert command("check", starter, "--json", "--github").returncode == 2


def test_places_are_looked_up_in_files(starter):
    assert place_in_files("indicator internet_users", starter) == ("", 0)
    assert place_in_files("index.toml [[robustness.vary]] 1 spread", starter)[1] > 100
    assert place_in_files("index.toml [method.aggregate.nothing] x", starter)[1] > 10


def test_an_edition_without_data_says_what_it_lacks(tmp_path, command):
    made = command("new", tmp_path / "mine", "--blank")
    assert made.returncode == 0
    assert (tmp_path / "mine/units.csv").read_text("utf-8") == "unit,name\n"
    lacking = command("check", tmp_path / "mine")
    assert lacking.returncode == 1
    assert "units.csv: must have a unit" in lacking.stderr
    (tmp_path / "mine/units.csv").write_text("unit,name\nFRA,France\nDEU,Germany\n", "utf-8")
    rows = "FRA,2025,first,3,,\nDEU,2025,first,4,,\n"
    with (tmp_path / "mine/values/values.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    filled = command("check", tmp_path / "mine")
    assert filled.stderr.splitlines()[-1] == "no problems: 2 units, 1 indicators, 2 ranked, 0 not"
    assert command("new", tmp_path / "other", "--blank", "--preset", "lsci").returncode == 2


def test_a_new_edition_names_its_schema(tmp_path, command):
    command("new", tmp_path / "mine")
    first, rest = (tmp_path / "mine/index.toml").read_text("utf-8").split("\n", 1)
    assert first == "#:schema .index.schema.json"
    assert rest.startswith("# A starter edition")
    assert json.loads((tmp_path / "mine/.index.schema.json").read_text("utf-8")) == schema()
    assert command("schema").stdout == (tmp_path / "mine/.index.schema.json").read_text("utf-8")


def test_strict_fails_without_the_book(starter, tmp_path, command, monkeypatch):
    from connectindex.reports import pdf

    def absent():
        raise pdf.PdfUnavailable("no Pango here")

    monkeypatch.setattr(pdf, "writer", absent)
    lax = command("build", starter, "-o", tmp_path / "out")
    assert lax.returncode == 0
    strict = command("build", starter, "-o", tmp_path / "out", "--strict")
    assert strict.returncode == 3
    assert "report.pdf: not made" in strict.stderr
    assert command("build", starter, "-o", tmp_path / "out", "--no-pdf", "--strict").returncode == 0


def test_the_world_s_outlines_can_be_borrowed(tmp_path, command):
    command("new", tmp_path / "mine", "--blank")
    (tmp_path / "mine/units.csv").write_text("unit,name\nFRA,France\nDEU,Germany\nMLT,Malta\n", "utf-8")
    with (tmp_path / "mine/values/values.csv").open("a", encoding="utf-8") as file:
        file.write("FRA,2025,first,3,,\nDEU,2025,first,4,,\nMLT,2025,first,6,,\n")
    with (tmp_path / "mine/index.toml").open("a", encoding="utf-8") as file:
        file.write('\n[report]\nmap = "world"\n')
    built = command("build", tmp_path / "mine", "-o", tmp_path / "out", "--no-pdf")
    assert built.returncode == 0, built.stderr
    assert "warning" not in built.stderr
    page = (tmp_path / "out/index.html").read_text("utf-8")
    assert "Natural Earth" in page
    index = (tmp_path / "mine/index.toml").read_text("utf-8")
    (tmp_path / "mine/index.toml").write_text(index + 'map_id = "ISO3"\n', "utf-8")
    assert "must not stand beside the map of the package" in command("check", tmp_path / "mine").stderr
