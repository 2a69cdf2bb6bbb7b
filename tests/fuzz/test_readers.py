"""Fuzzing of what a report reads besides tables: maps, pictures, fonts, templates, style sheets, catalogues, databases."""

import base64
import datetime as dt
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fuzz_search import answered, deadline, edited, named, searched
from hypothesis import given
from hypothesis import strategies as st

from connectindex.edition.languages import read_catalogue
from connectindex.edition.read import starter_folder
from connectindex.errors import InputError
from connectindex.reports import assets, styling
from connectindex.reports.compose import compose
from connectindex.reports.language import Language
from connectindex.style.fontfile import font_file
from connectindex.style.pictures import picture
from connectindex.style.style_sheets import css_problems
from connectindex.style.templates import replaceable, template_problems

DAY = dt.date(2026, 11, 22)
CODES = ["ALD", "BOR", "CAL", "DRE", "ELM", "FAR", "GUL", "HAV"]
EDITS = st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10) | st.sampled_from([10**30, -(2**63)]),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=5) | st.sampled_from(["\ud800", "M0 0", '"/><script>', "M1e400 0z", "ALD", "M0 0h9v9h-9z"]),
    st.just([]) | st.just({}) | st.just([[1, 2], [3, 4]]),
)


def report(setting):
    """Put a setting under [report]."""

    def change(folder):
        path = folder / "index.toml"
        path.write_text(path.read_text("utf-8").replace("[report]\n", f"[report]\n{setting}\n", 1), "utf-8")

    return change


def drawn(result, _out):
    """The map of a report holds only finite places and path data."""
    document = compose(result, DAY)
    document.map.land.encode()
    for shape in document.map.shapes:
        assert not set(shape.d) - set("MmLlHhVvCcSsQqTtAaZz0123456789eE+-., \n")
        shape.name.encode()
    for dot in document.map.dots:
        assert abs(dot.x) < 1e7
        assert abs(dot.y) < 1e7


# --- maps ------------------------------------------------------------------------------------------------------------

DEGREES = st.one_of(
    st.floats(-180, 180), st.sampled_from([0, 1, -1, 90, -90, 180, -180, 179.9999999, 1e-300, 5e-324, -0.0, 89.9999999])
)
PLACES = st.tuples(DEGREES, DEGREES.map(lambda v: v / 2)).map(list)
RINGS = st.one_of(
    st.lists(PLACES, min_size=3, max_size=8).map(lambda ring: [*ring, ring[0]]),
    st.tuples(PLACES, st.floats(1e-9, 60)).map(
        lambda made: [[made[0][0] * 0.6 + x * made[1], made[0][1] * 0.3 + y * made[1] * 0.7]
                      for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    ),
    st.lists(PLACES | ODD, max_size=4),
)  # fmt: skip
GEOMETRIES = st.one_of(
    st.fixed_dictionaries({"type": st.just("Polygon"), "coordinates": st.lists(RINGS, min_size=1, max_size=3)}),
    st.fixed_dictionaries(
        {"type": st.just("MultiPolygon"), "coordinates": st.lists(st.lists(RINGS, max_size=2), max_size=3)}
    ),
    st.fixed_dictionaries({"type": st.just("Point"), "coordinates": PLACES | ODD}),
    ODD,
)
FEATURES = st.fixed_dictionaries(
    {
        "type": st.just("Feature"),
        "properties": st.fixed_dictionaries(
            {"ISO3": st.sampled_from(CODES) | ODD}, optional={"name": ODD | st.text(max_size=9)}
        ),
        "geometry": GEOMETRIES,
    }
)


@searched(15)
@given(st.lists(FEATURES, min_size=1, max_size=8), EDITS | st.just([]))
def test_maps_of_any_outlines(features, edits):
    deadline()
    raw = json.dumps({"type": "FeatureCollection", "features": features}).encode()

    def change(folder):
        (folder / "m.geojson").write_bytes(edited(raw, edits))
        report('map = "m.geojson"\nmap_id = "ISO3"')(folder)

    answered(change, drawn)


DRAWN = {
    "width": 700, "height": 440, "projection": "none", "source": "made up", "licence": "public domain",
    "disclaimer": "Made up.", "sphere": "M0 0h700v440h-700z",
    "shapes": [{"id": c, "name": c, "d": f"M{60 * k} 10h50v80h-50z"} for k, c in enumerate(CODES[:6])],
    "points": {c: [60 * k + 30, 50] for k, c in enumerate(CODES)}, "small": ["GUL"],
}  # fmt: skip
WHERE = st.sampled_from(
    [*((k,) for k in DRAWN), *(("shapes", 2, k) for k in ("id", "name", "d")), ("shapes", 3), ("points", "BOR"), ("points", "GUL", 0), ("small", 0)]
)  # fmt: skip


@searched(15)
@given(st.lists(st.tuples(WHERE, ODD), max_size=3), EDITS | st.just([]))
def test_drawn_maps_with_other_values(changes, edits):
    deadline()
    made = json.loads(json.dumps(DRAWN))
    for where, value in changes:
        at = made
        for key in where[:-1]:
            at = at[key] if isinstance(at, dict) or (isinstance(at, list) and len(at) > 3) else {}
        if isinstance(at, dict) or (isinstance(at, list) and where[-1] == 0 and at):
            at[where[-1]] = value
    answered(lambda folder: (folder / "map.json").write_bytes(edited(json.dumps(made).encode(), edits)), drawn)


# --- pictures and fonts ----------------------------------------------------------------------------------------------


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 7)) + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\0\x01\0\x02\x03\x01\x22\0\x02\x11\1\x03\x11\1\xff\xd9"
ELEMENTS = st.sampled_from(
    ["g", "rect", "use", "image", "style", "script", "pattern", "a", "foreignObject", "x:y", "set"]
)


def attributes(given):
    """As they stand in a tag."""
    return " ".join(f"{key}='{value}'" for key, value in given.items())


ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "href", "xlink:href", "fill", "style", "viewBox", "width", "height", "onload", "mask", "d"]),
    st.sampled_from(["a", "b", "#a", "#b", "url(#a)", "url(#b)", "url(http://x)", "data:image/png;base64,AA==", "1e999", "-1", "0", "0 0 0 0", "0 0 1e308 1e-308", "1 . . .", "ü", "javascript:1"]),
    max_size=4,
)  # fmt: skip
TREES = st.recursive(
    st.just(""),
    lambda inner: st.tuples(ELEMENTS, ATTRIBUTES, st.lists(inner, max_size=3)).map(
        lambda made: f"<{made[0]} {attributes(made[1])}>{''.join(made[2])}</{made[0]}>"
    ),
    max_leaves=12,
)
SVGS = st.tuples(ATTRIBUTES, st.lists(TREES, max_size=3)).map(
    lambda made: (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:x="urn:x" '
        f"{attributes(made[0])}>{''.join(made[1])}</svg>".encode()
    )
)


def looked_at(reader, raw):
    """What a reader of files makes of these bytes; None where it names problems."""
    with TemporaryDirectory() as home:
        path = Path(home) / "file"
        path.write_bytes(raw)
        found, problems = reader(path, "file")
    assert (found is None) == bool(problems)
    if problems:
        named(problems)
    return found


@searched(150)
@given(
    st.one_of(
        st.tuples(st.just(png()) | st.just(JPEG) | SVGS, EDITS).map(lambda made: edited(*made)),
        SVGS,
        st.binary(max_size=80),
    )
)
def test_pictures_of_any_bytes(raw):
    deadline()
    found = looked_at(picture, raw)
    if found is not None:
        assert 0 < found.ratio < 1e6
        base64.b64decode(styling.logo(replace(styling.PLAIN, logo=found)).partition(",")[2], validate=True)


@cache
def font(kind):
    """A font of forty signs, so that edits meet what is read."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    made = io.BytesIO()
    with TTFont(assets.FONTS / "Inter-Regular.ttf") as whole:
        cutter = subset.Subsetter(subset.Options())
        cutter.populate(unicodes=range(65, 105))
        cutter.subset(whole)
        whole.flavor = kind
        whole.save(made)
    return made.getvalue()


@searched(60)
@given(st.sampled_from([None, "woff2"]), EDITS, st.sampled_from([200, 1000, 1_000_000]))
def test_fonts_with_other_bytes(kind, edits, head):
    deadline()
    raw = font(kind)
    found = looked_at(font_file, edited(raw[:head], edits) + raw[head:])
    if found is not None:
        try:
            styling.page_faces(replace(styling.PLAIN, fonts={"regular": found}), "ABCabc")
        except InputError as error:
            named(error.problems)


# --- templates, style sheets, catalogues -----------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "{{ ", " }}", "{% ", " %}", "{# ", " #}", "for a in ", "range(9) ", "endfor ", "if ", "endif ", "macro m(a)", "endmacro",
        "block b", "endblock", "set a = ", "include 'parts.jinja'", "extends 'shell.jinja'", "import 'x' as y", "document", ".title",
        ".__class__", "['a']", "()", "|safe", "|e", "|map(attribute='a')", "|tojson", " ~ ", " ** ", " * ", "9", "999999999", "'a'",
        "\n", "autoescape false", "call m(1)", "filter upper", "self", "loop", "_('x')", "\ud800", "é", "- ", "raw", "endraw", "trans", "with a=1",
    ]
)  # fmt: skip
TEMPLATES = st.lists(PIECES, max_size=14).map("".join)


@searched(250)
@given(TEMPLATES)
def test_templates_are_looked_at(text):
    deadline()
    for problem in template_problems(text, "templates/country.jinja"):
        named([problem])


@searched(150)
@given(st.lists(st.sampled_from(["a{", "}", "@import ", "url(", ")", "\\75 rl(", "'", "data:x", "http://x", "</style>", "<!--", "/*", "*/", "\\", "\\110000", "\\d800", "\n", "\x0c", "\ud800"]) | st.text(max_size=3), max_size=10).map("".join))  # fmt: skip
def test_style_sheets_are_looked_at(text):
    deadline()
    found = css_problems(text, "templates/css/page.css")
    if found:
        named(found)
    else:
        assert "</style" not in text.lower()


@searched(6)
@given(
    st.sampled_from(sorted(replaceable())),
    st.binary(max_size=60) | st.text(max_size=30).map(lambda t: t.encode("utf-8", "replace")),
)
def test_files_of_templates(name, raw):
    deadline()

    def change(folder):
        (folder / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "templates" / name).write_bytes(raw)

    answered(change)


PLURALS = st.lists(
    st.sampled_from(["n", "1", "0", "2", "%10", "%", "/", "==", ">", "&&", "||", "?", ":", "(", ")", "!", " ", "-", "*n"]), max_size=9
).map("".join)  # fmt: skip
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["{number} unit", "Ranking", "{a} of {b}", "{number} {noun}"]) | st.text(max_size=5),
        st.sampled_from(["{number} x", "{", "{}", "{a.b}", "{a!r}", "{b}", "", "%s"]) | st.text(max_size=5),
    ),
    max_size=4,
)


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


@searched(150)
@given(
    st.sampled_from(["2", "1", "6", "0", "-1", "99999999", "x", "2.5"]),
    PLURALS | st.just("n != 1"),
    ENTRIES,
    EDITS | st.just([]),
)
def test_catalogues_of_any_words(count, rule, entries, edits):
    deadline()
    head = quoted(f"Content-Type: text/plain; charset=utf-8\nPlural-Forms: nplurals={count}; plural={rule};\n")
    two = 'msgid "{number} unit"\nmsgid_plural "{number} units"\nmsgstr[0] "{number} x"\nmsgstr[1] "{number} y"\n\n'
    text = f'msgid ""\nmsgstr {head}\n\n{two}' + "".join(
        f"msgid {quoted(a)}\nmsgstr {quoted(b)}\n\n" for a, b in entries
    )
    with TemporaryDirectory() as home:
        path = Path(home) / "locale" / "de.po"
        path.parent.mkdir()
        path.write_bytes(edited(text.encode("utf-8", "surrogatepass"), edits))
        catalogue, problems = read_catalogue(path, "locale/de.po")
    if problems:
        named(problems)
        return
    for language in (Language("de", catalogue), Language("fr", replace(catalogue, form=lambda n: n % 7))):
        for number in (0, 1, 2, 5, 11, 1_000_000):
            assert isinstance(language.plural("{number} unit", "{number} units", number), str)
        for message in ("Ranking", "{a} of {b}"):
            assert isinstance(language(message, a="1", b="2"), str)


# --- databases -------------------------------------------------------------------------------------------------------


@cache
def database():
    """The links of the starter edition in a file of DuckDB."""
    import duckdb
    import pandas as pd

    with TemporaryDirectory() as home:
        links = pd.read_csv(starter_folder() / "links" / "links.csv")
        path = Path(home) / "r.duckdb"
        with duckdb.connect(path) as con:
            con.register("f", links)
            con.execute("create table routes as select * from f")
        return path.read_bytes()


@pytest.fixture(scope="module")
def apart():
    """A process that builds editions, each in a fork of its own: a database is read by compiled code."""
    script = Path(__file__).with_name("apart.py")
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def build(folder):
            process.stdin.write(f"{folder}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield build
        process.stdin.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@searched(10)
@given(edits=EDITS, whole=st.booleans(), piece=st.floats(0, 1))
def test_databases_with_other_bytes(apart, edits, whole, piece):
    deadline()
    raw = edited(database(), edits)
    with TemporaryDirectory() as home:
        folder = Path(home) / "edition"
        shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*"))
        (folder / "links" / "links.csv").unlink()
        (folder / "r.duckdb").write_bytes(raw if whole else raw[: int(piece * len(raw))])
        with (folder / "index.toml").open("a", encoding="utf-8") as file:
            file.write('\n[[links]]\nduckdb = "r.duckdb"\ntable = "routes"\n')
        assert apart(folder) in {"a result", "problems"}
