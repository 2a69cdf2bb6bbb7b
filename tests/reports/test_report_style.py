"""Style of a report: what an edition sets is seen in page and book; what it must not do is a problem with its place."""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

import connectindex as ci
from connectindex.edition.read import parse, starter_folder
from connectindex.edition.user_code import Code
from connectindex.errors import InputError
from connectindex.reports import assets, html, layout_limit, palette, pdf
from connectindex.reports.compose import compose
from connectindex.reports.environment import Address, Medium, rendered
from connectindex.reports.styling import printed_colours, templates, without_dead_links
from connectindex.style.fontfile import font_file
from connectindex.style.pictures import picture
from connectindex.style.report_style import SECTIONS
from connectindex.style.style_sheets import css_problems
from connectindex.style.templates import replaceable, template_problems

FONT = assets.FONTS / "Inter-Regular.ttf"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">{}</svg>'
DIGEST = re.compile(r"begins with [0-9a-f]{12}")


def png(width: int = 2, height: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x7a\x1f\x3d" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def styled(folder: Path, report: str = "", **files: str | bytes) -> list[str]:
    """Problems of an edition with more settings and files."""
    settings = folder / "index.toml"
    settings.write_text(settings.read_text("utf-8").replace("[report]\n", f"[report]\n{report}\n", 1), "utf-8")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [str(p) for p in parse(folder, code=Code.RUN)[1]]


@pytest.fixture(scope="module")
def plain() -> ci.Result:
    """The starter edition; no style changes its numbers."""
    return ci.build(ci.read_edition(starter_folder()))


def pages(folder: Path, result: ci.Result | None = None) -> dict[str, str]:
    import datetime as dt

    edition = ci.read_edition(folder, allow_code=True)
    result = replace(result, edition=edition) if result else ci.build(edition)
    made = html.pages(compose(result, dt.date(2026, 11, 22), ["tables.xlsx"]))
    return {name: content.decode() for name, content in made.items()}


def own(name: str, old: str, new: str) -> str:
    """A template of the package, changed."""
    text = assets.text(name)
    assert old in text
    return text.replace(old, new, 1)


# --- what is set is seen ---------------------------------------------------------------------------------------------


def test_a_style_is_seen_on_every_page(starter):
    problems = styled(
        starter,
        'logo = "logo.png"\ncolours = { accent = "#7A1F3D" }\nsections = ["method", "ranking"]\n'
        'fonts = { regular = "edition.ttf", bold = "edition.ttf" }',
        **{
            "logo.png": png(),
            "edition.ttf": FONT.read_bytes(),
            "templates/country.jinja": own("country.jinja", "<h1>", "<h1>Portrait of "),
            "templates/css/page.css": assets.text("css/page.css") + "\n.profile h1 { letter-spacing: .1em; }\n",
        },
    )
    assert problems == []
    made = pages(starter)
    index, country = made["index.html"], made["countries/ALD.html"]
    assert f"data:image/png;base64,{base64.b64encode(png()).decode()}" in index
    assert "--accent:#7a1f3d" in index
    assert "--accent:#16607a" not in index
    assert "font-family:EditionFont" in index
    assert "400 16px/1.6 EditionFont, Inter" in index
    assert re.findall(r'<section id="(\w+)"', index) == ["method", "ranking", "about"]
    assert "Portrait of Aldenia" in country
    assert ".profile h1 { letter-spacing: .1em; }" in country
    assert "Content-Security-Policy" in country
    anchors = set(re.findall(r'\bid="([^"]+)"', index))
    links = set(re.findall(r'<a [^>]*href="#([^"]*)"', index))
    assert {a for a in links if "=" not in a} <= anchors


def test_a_style_gives_the_same_bytes_again(starter):
    styled(
        starter,
        'fonts = { regular = "edition.ttf" }',
        **{"edition.ttf": FONT.read_bytes(), "templates/country.jinja": assets.text("country.jinja")},
    )
    assert pages(starter) == pages(starter)


def test_templates_of_the_package_give_the_same_as_those_of_an_edition(starter):
    plain = pages(starter)
    own_files = {f"templates/{n}": assets.text(n) for n in sorted(replaceable())}
    assert len(own_files) > 6
    assert styled(starter, **own_files) == []
    made = pages(starter)
    # the files that were read are told by a digest of theirs
    made["index.html"], plain["index.html"] = (DIGEST.sub("", m["index.html"]) for m in (made, plain))
    assert made == plain


@pytest.mark.usefixtures("needs_pango")
def test_the_book_has_the_style(starter, tmp_path):
    problems = styled(
        starter,
        'logo = "logo.svg"\nsections = ["ranking", "findings"]\nfonts = { regular = "edition.ttf" }\n'
        'colours = { accent = "#7a1f3d" }',
        **{
            "logo.svg": SVG.format('<rect width="90" height="30" fill="#7a1f3d"/>'),
            "edition.ttf": FONT.read_bytes(),
            "templates/sections/findings.jinja": own(
                "sections/findings.jinja", "{{ findings(", "<h2>What we found</h2>{{ findings("
            ),
        },
    )
    assert problems == []
    ci.report(ci.build(ci.read_edition(starter, allow_code=True)), tmp_path / "out")
    from pypdf import PdfReader

    book = PdfReader(tmp_path / "out/report.pdf")
    text = "\n".join(page.extract_text() for page in book.pages)
    assert "What we found" in text
    assert text.index("Ranking") < text.index("What we found")
    assert "Methodology" not in text
    assert len(book.pages) < 8
    fonts = {
        str(f["/BaseFont"]) for p in book.pages for f in (r.get_object() for r in p["/Resources"]["/Font"].values())
    }
    assert any("EditionFont" in f for f in fonts)


@pytest.mark.parametrize(
    "section", [s for s in SECTIONS if s not in ("unranked", "change", "outcomes", "since", "what_if")]
)
def test_every_section_can_stand_alone(starter, plain, section):
    styled(starter, f'sections = ["{section}"]')
    index = pages(starter, plain)["index.html"]
    found = re.findall(r'<section id="([\w-]+)"', index)
    assert found[-1] == "about"
    assert len(found) <= 4


def test_dead_links_become_text():
    assert without_dead_links('<a class="x" href="#no">a</a>') == '<a class="x">a</a>'
    assert without_dead_links('<i id="yes"><a href="#yes">&quot; href=&quot;#no&quot;</a>').count("href") == 2


# --- colours ---------------------------------------------------------------------------------------------------------


def test_weak_colours_are_problems_with_their_ratio(starter):
    ramp = '["#ffffff", "#dddddd", "#eeeeee", "#888888", "#222222"]'
    problems = styled(
        starter,
        f'colours = {{ accent = "#ffcc00", accent_dark = "#16607a", warm = "red", ramp = {ramp}, acent = "#000000" }}',
    )
    assert problems == ["index.toml [report] colours.acent: unknown key, got '#000000'; did you mean 'accent'?"]
    text = (starter / "index.toml").read_text("utf-8")
    (starter / "index.toml").write_text(text.replace(', acent = "#000000"', ""), "utf-8")
    said = [str(p) for p in parse(starter)[1]]
    assert len(said) == 4
    assert "colours.accent: must have a contrast of 4.5 or more with #ffffff (WCAG AA), got #ffcc00 with 1.5" in said[0]
    assert "colours.accent_dark: must have a contrast of 4.5 or more with #10181c" in said[1]
    assert said[2] == "index.toml [report] colours.warm: must be like #16607a, got 'red'"
    assert "colours.ramp: must go from light to dark" in said[3]


def test_drawings_take_the_colours_of_the_edition(starter):
    styled(starter, 'colours = { accent = "#7a1f3d" }')
    style = ci.read_edition(starter).report.style
    colours = printed_colours(style)
    drawn = palette.recoloured('<path fill="#16607a"/><path stroke="#15242b"/><path fill="#123456"/>', colours)
    assert drawn == '<path fill="#7a1f3d"/><path stroke="#15242b"/><path fill="#123456"/>'


# --- pictures and fonts ----------------------------------------------------------------------------------------------

OUTSIDE = {
    "script": "<script>alert(1)</script>",
    "event": '<rect onload="alert(1)" width="1" height="1"/>',
    "foreign": "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>a</p></foreignObject>",
    "link": '<a href="https://example.org"><rect/></a>',
    "image": '<image href="https://example.org/a.png"/>',
    "file": '<image href="file:///etc/passwd"/>',
    "old link": '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="a.png"/>',
    "nested": '<image href="data:image/svg+xml;base64,PHN2Zz4="/>',
    "fill": '<rect fill="url(https://example.org/a.svg#b)"/>',
    "style": "<style>@import 'https://example.org/a.css';</style>",
    "escape": "<style>rect{fill:u\\72l(https://example.org)}</style>",
    "no picture": '<image href="data:image/png;base64,iVBORw0KGgo="/>',
    "animate": '<set attributeName="href" to="javascript:alert(1)"/>',
    "letters": '<text x="1" y="1">Logo</text>',
    "itself": '<g id="a"><use href="#a"/></g>',
    "many": "".join(f'<g id="a{k}">' + f'<use href="#a{k + 1}"/>' * 10 + "</g>" for k in range(9))
    + '<g id="a9"><rect/></g><use href="#a0"/>',
    "pattern": '<pattern id="p"><rect fill="url(#p)"/></pattern><rect fill="url(#p)"/>',
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_drawing_holds_a_drawing_only(tmp_path, name):
    (tmp_path / "logo.svg").write_text(SVG.format(OUTSIDE[name]), "utf-8")
    found, problems = picture(tmp_path / "logo.svg", "logo.svg")
    assert found is None
    assert problems
    assert all(p.place == "logo.svg" and p.rule.startswith("must") for p in problems)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "must have no document type"),
        (b'<?xml version="1.0" encoding="utf-16"?><svg xmlns="http://www.w3.org/2000/svg">', "must be an SVG picture"),
        (b"<svg>", "must be an SVG picture"),
        (b"GIF89a", "must be a PNG, JPEG or SVG picture"),
        (png()[:30], "must be a whole PNG picture"),
        (png(5000, 1), "must be 4096 pixels or less on each side"),
        (b"\xff\xd8\xff\xe0", "must be a whole JPEG picture"),
        (b" " * 300_000, "must be 200 kB or less"),
        (b"", "must be a PNG, JPEG or SVG picture"),
    ],
)
def test_what_is_no_picture_is_a_problem(tmp_path, content, rule):
    (tmp_path / "logo").write_bytes(content)
    found, problems = picture(tmp_path / "logo", "logo")
    assert found is None
    assert rule in problems[0].rule


def test_fair_pictures_are_taken(tmp_path):
    drawing = (
        '<defs><linearGradient id="g"><stop offset="0"/></linearGradient><g id="a"><path d="M0 0h9v9z"/></g></defs>'
    )
    drawing += '<use href="#a" fill="url(#g)"/><image href="data:image/png;base64,'
    drawing += base64.b64encode(png()).decode() + '"/><!-- made by hand -->'
    (tmp_path / "logo.svg").write_text(SVG.format(drawing), "utf-8")
    found, problems = picture(tmp_path / "logo.svg", "logo.svg")
    assert problems == []
    assert (found.kind, found.ratio) == ("image/svg+xml", 3.0)
    (tmp_path / "logo.png").write_bytes(png(4, 2))
    assert picture(tmp_path / "logo.png", "logo.png")[0].ratio == 2.0
    from PIL import Image

    Image.new("RGB", (6, 2), "#7a1f3d").save(tmp_path / "logo.jpg")
    assert picture(tmp_path / "logo.jpg", "logo.jpg")[0].ratio == 3.0


def changed_font(**tables: bytes) -> bytes:
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.tables.DefaultTable import DefaultTable

    made = io.BytesIO()
    with TTFont(FONT, recalcTimestamp=False) as font:
        font.flavor = None
        for name, content in tables.items():
            table = DefaultTable(name.ljust(4))
            table.data = content
            font[table.tableTag] = table
        font.save(made)
    return made.getvalue()


def cmap12(*groups: tuple[int, int]) -> bytes:
    body = b"".join(struct.pack(">III", a, b, 1) for a, b in groups)
    head = struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(groups))
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + head + body


def test_a_font_says_which_signs_it_has(tmp_path):
    from fontTools.ttLib import TTFont

    with TTFont(FONT) as font:
        wanted = set(map(chr, font.getBestCmap()))
    path = tmp_path / "a.ttf"
    path.write_bytes(changed_font())
    found, problems = font_file(path, "a.ttf")
    assert problems == []
    assert found.kind == "truetype"
    assert found.signs == wanted
    packed = assets.FONTS / "Inter-Regular.woff2"
    found, problems = font_file(packed, "a.woff2")
    assert (found.kind, problems) == ("woff2", [])
    with TTFont(packed) as font:
        assert found.signs == set(map(chr, font.getBestCmap()))


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "must be a font in TTF, OTF or WOFF2"),
        (b"\x00\x01\x00\x00", "must be a whole font"),
        (b"wOF2" + bytes(60), "must be a whole font"),
        (FONT.read_bytes()[:2000], "must be a whole font"),
        (changed_font(cmap=cmap12((0, 0xFFFFFFFF))), "must be a whole font"),
        (changed_font(cmap=cmap12(*[(0, 0x10FFFF)] * 50)), "must be a whole font"),
        (changed_font(**{"OS/2": struct.pack(">HhHHH", 4, 500, 400, 5, 2) + bytes(90)}), "that may be embedded"),
    ],
)
def test_what_is_no_font_is_a_problem(tmp_path, content, rule):
    (tmp_path / "a.ttf").write_bytes(content)
    found, problems = font_file(tmp_path / "a.ttf", "a.ttf")
    assert found is None
    assert rule in problems[0].rule


def test_a_font_that_unpacks_without_end_is_refused_in_time(tmp_path):
    import brotli

    packed = brotli.compress(bytes(60_000_000), quality=9)
    head = struct.pack(">4sIIHHIIHHIIIII", b"wOF2", 0x00010000, 48 + 2 + len(packed), 1, 0, 100, len(packed), *[0] * 7)
    (tmp_path / "a.woff2").write_bytes(head + b"\x00\x10" + packed)
    found, problems = font_file(tmp_path / "a.woff2", "a.woff2")
    assert found is None
    assert "unpacks to more than 40 MB" in str(problems[0])


@pytest.mark.parametrize("name", ["../logo.png", "/etc/passwd", "no.png", "a\\b.png", "c:logo.png", "fonts"])
def test_files_lie_inside_the_edition(starter, name):
    (starter / "fonts").mkdir()
    (starter.parent / "logo.png").write_bytes(png())
    (problem,) = styled(starter, f"logo = {json.dumps(name)}")
    assert problem.startswith("index.toml [report] logo: must be a file")


def test_a_link_out_of_the_edition_is_refused(starter):
    (starter.parent / "logo.png").write_bytes(png())
    (starter / "logo.png").symlink_to(starter.parent / "logo.png")
    (starter / "templates").mkdir()
    (starter / "templates/book.jinja").symlink_to("/etc/passwd")
    problems = styled(starter, 'logo = "logo.png"')
    assert any(p.startswith("index.toml [report] logo: must be a file inside the edition") for p in problems)
    assert any(p.startswith("templates/book.jinja: must lie inside the edition") for p in problems)


def test_all_problems_of_a_style_at_once(starter):
    problems = styled(
        starter,
        'logo = "no.png"\nsections = ["rankings", "method", "method"]\nfonts = { regular = "f.ttf", bold = "no.ttf" }',
        **{
            "f.ttf": b"none",
            "templates/bok.jinja": "",
            "templates/js/page.js": "alert(1)",
            "templates/country.jinja": "{% if %}",
            "templates/css/book.css": "@import url(//example.org/a.css);",
        },
    )
    assert [p.split(":")[0] for p in problems] == [
        "index.toml [report] logo",
        "f.ttf",
        "index.toml [report] fonts.bold",
        "templates/bok.jinja",
        "templates/country.jinja line 1",
        "templates/css/book.css line 1",
        "templates/css/book.css line 1",
        "templates/js/page.js",
        "index.toml [report] sections",
        "index.toml [report] sections",
    ]
    assert "did you mean 'book.jinja'?" in problems[3]
    assert "must name a section, got 'rankings'; did you mean 'ranking'?" in problems[-2]


# --- templates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n{% autoescape false %}{{ document.title }}{% endautoescape %}", "line 2: must not turn escaping off"),
        ("a\n\n{{ document.title|safe }}", "line 3: must be a filter that templates may use, got 'safe'"),
        ("{{ document|uper }}", "got 'uper'; did you mean 'upper'?"),
        ("{{ 1 if document is odder }}", "must be a test that templates may use, got 'odder'"),
        ("{% for %}", "must be a Jinja template"),
        ("{{ " + "(" * 5000 + ")" * 5000 + " }}", "must be"),
    ],
)
def test_what_a_template_must_not_hold_is_found_before_it_runs(text, said):
    (problem, *_) = template_problems(text, "templates/parts.jinja")
    assert str(problem).startswith("templates/parts.jinja")
    assert said in str(problem)


@pytest.mark.parametrize(
    "text",
    [
        "@import 'https://example.org/a.css';",
        "a{background:url(https://example.org/a.png)}",
        "a{background:URL( '//example.org/a.png' )}",
        "a{background:u\\72l(https://example.org/a.png)}",
        "a{background:image-set('https://example.org/a.png' 1x)}",
        "</style><script>alert(1)</script>",
        "<!-- a",
    ],
)
def test_a_style_sheet_refers_to_nothing_outside(text):
    assert css_problems(f"a{{color:red}}\n{text}", "templates/css/page.css")[0].place == "templates/css/page.css line 2"
    picture = base64.b64encode(png()).decode()
    assert css_problems(f"a{{background:url('data:image/png;base64,{picture}')}} @media (width < 600px){{}}", "x") == []


PAGES = {"small pages": "@page{size:1px}", "a page for every element": "*{break-before:page}"}


@pytest.mark.usefixtures("needs_pango")
@pytest.mark.parametrize("name", PAGES)
def test_a_style_sheet_cannot_make_pages_without_end(document, monkeypatch, name):
    monkeypatch.setattr(layout_limit, "PAGES", 20)
    monkeypatch.setattr(layout_limit, "PAGES_A_UNIT", 0)
    sheet = f"{assets.text('css/book.css')}\n{PAGES[name]}"
    assert css_problems(sheet, "templates/css/book.css") == []
    changed = replace(document, style=replace(document.style, templates={"css/book.css": sheet}))
    with pytest.raises(InputError, match=r"templates/css/book\.css: must let the book have 20 pages or fewer"):
        pdf.book(changed)


FAULTS = {
    "class": ("{{ document.__class__.__mro__ }}", "unsafe"),
    "subclasses": ("{{ ''.__class__.__base__.__subclasses__() }}", "unsafe"),
    "format": ("{{ '{0.__class__}'.format(document) }}", "unsafe"),
    "file": ("{% include '/etc/passwd' %}", "TemplateNotFound"),
    "up": ("{% include '../../pyproject.toml' %}", "TemplateNotFound"),
    "mutation": ("{% set x = [] %}{% do x.append(1) %}", "must be a Jinja template"),
    "append": ("{{ [1].append(2) }}", "unsafe"),
    "unknown": ("{{ document.titel }}", "titel"),
    "undefined": ("{{ lipsum() }}", "undefined"),
    "recursion": ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "without end"),
    "include itself": ("{% include 'country.jinja' %}", "without end"),
    "division": ("{{ 1 / 0 }}", "ZeroDivisionError"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_template_fails_at_is_a_problem_with_its_line(document, name):
    text, said = FAULTS[name]
    found = template_problems(f"a\n{text}\nb", "templates/country.jinja")
    if not found:
        with pytest.raises(InputError) as refused:
            render(document, f"a\n{text}\nb")
        found = list(refused.value.problems)
    assert said in str(found[0])
    assert "country.jinja line 2" in found[0].place
    assert len(str(found[0])) < 400


def render(document, text: str, *, printed: bool = True) -> str:
    medium = Medium(printed, palette.LIGHT, Address("#c-"), templates={"country.jinja": text})
    context = {"document": document, "profile": document.profiles[0]}
    return next(rendered(medium, "country.jinja", [context]))


def test_values_are_escaped_whatever_a_template_does_with_them(document):
    hostile = replace(document, title='<script>alert("1")</script>')
    ways = [
        "{{ document.title }}",
        "{{ document.title|upper }}",
        "{% set x %}{{ document.title }}{% endset %}{{ x }}",
        "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(document.title) }}",
        "{{ link('#', document.title) }}",
        "{{ [document.title]|join('<br>') }}",
        "{{ ('' ~ document.title)|replace('a', 'b') }}",
        "{{ link('#', '@')|replace('@', document.title) }}",
        "{{ _('{a}', a=document.title) }}",
        "{{ together(document.title, link('#', 'x')) }}",
        "{{ '%s'|format(document.title) }}",
        "{{ document.title|truncate(20) }}",
        "{{ medium.figure(document.title, document.title) }}",
    ]
    for way in ways:
        assert "<script" not in render(hostile, way).lower(), way
        assert "<script" not in render(hostile, way, printed=False).lower(), way


def test_a_fault_in_a_template_ends_the_build_with_its_place(starter, tmp_path, command):
    styled(starter, **{"templates/country.jinja": own("country.jinja", "{{ profile.name }}</h1>", "{{ profile.nam }}")})
    asked = ["build", starter, "-o", tmp_path / "out", "--no-pdf", "-q", "--allow-code"]
    run = command(*asked)
    assert run.returncode == 1
    line = assets.text("country.jinja").split("{{ profile.name }}</h1>")[0].count("\n") + 1
    assert f"templates/country.jinja line {line}: must render" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "out").exists()


def test_style_sheets_are_no_templates(starter):
    styled(starter, **{"templates/css/page.css": "a{}", "templates/parts.jinja": "b"})
    assert set(templates(ci.read_edition(starter, allow_code=True).report.style)) == {"parts.jinja"}
