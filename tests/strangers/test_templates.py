"""Templates of a stranger's edition, which are programs; and its style sheets, which bound what a layout takes."""

import time

import pytest

import connectindex as ci
from connectindex.edition.read import parse, read_without_code
from connectindex.edition.user_code import Code
from connectindex.reports.assets import TEMPLATES
from connectindex.style.style_sheets import css_problems
from connectindex.style.templates import template_problems

SHEET = "templates/css/book.css"
# what a stranger could put into a constant, which a compiler would work out
ENDLESS = ["{{ 9**9**9 }}", "{{ 'a' * 10**10 }}", "{{ '%09999999999d' % 1 }}", "{{ range(10**12)|list }}"]


def with_file(folder, name, text):
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_templates_are_refused_until_they_are_allowed(starter, tmp_path, command):
    with_file(starter, "country.jinja", "{{ profile.name }}")
    with_file(starter, "shell.jinja", "{{ profile.name }}")
    (problem,) = parse(starter)[1]
    assert str(problem) == (
        "templates/: templates must be allowed: they are programs and run with your rights, "
        "got 'country.jinja, shell.jinja'; read it, then build with --allow-code "
        "(in Python: read_edition(..., allow_code=True))"
    )
    run = command("build", starter, "-o", tmp_path / "out", "--no-pdf")
    assert run.returncode == 1
    assert "templates/: templates must be allowed" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "out").exists()


def test_a_check_reads_templates_and_keeps_none(starter):
    with_file(starter, "country.jinja", "{{ profile.name }}")
    with_file(starter, "css/page.css", "a{}")
    assert parse(starter, code=Code.LEAVE)[1] == []
    edition, unrun = read_without_code(starter)
    assert unrun == ()
    assert set(edition.report.style.templates) == {"css/page.css"}
    with_file(starter, "country.jinja", "{% if %}")
    (problem,) = parse(starter, code=Code.LEAVE)[1]
    assert problem.place == "templates/country.jinja line 1"


def test_style_sheets_need_no_leave(starter):
    with_file(starter, "css/page.css", "a{color:red}")
    assert parse(starter)[1] == []
    assert ci.read_edition(starter).report.style.templates == {"css/page.css": "a{color:red}"}


@pytest.mark.parametrize("text", ENDLESS)
def test_nothing_of_a_template_is_worked_out_while_it_is_looked_at(text):
    began = time.process_time()
    assert template_problems(text, "templates/country.jinja") == []
    assert time.process_time() - began < 2


def test_style_sheets_of_the_package_are_taken():
    for sheet in TEMPLATES.glob("css/*.css"):
        assert css_problems(sheet.read_text("utf-8"), sheet.name) == []


@pytest.mark.parametrize("text", ["*{top:0}\n" * 1_001, "*," * 1_000 + "b{top:0}"])
def test_a_style_sheet_of_thousands_of_selectors_is_refused(text):
    (problem,) = css_problems(text, SHEET)
    assert str(problem).startswith(f"{SHEET}: must have 1,000 rules and commas or fewer, as each selector")
    assert problem.got == "1,001"


BOMBS = {
    "columns without end": ("*{columns:100000}", "numbers of columns and rows must be 12 or fewer"),
    "columns in columns": ("*{columns:2}", "must stand in rules for a class or an id"),
    "boxes in boxes": (".a *{display:inline-grid}", "must stand in rules for a class or an id"),
    "columns of no width": ("body{column-width:.001px}", "lengths must be 0 or from 0.1 to 5,000 px"),
    "tracks without end": ("div{grid-template-columns:repeat(1000,1px)}", "must repeat 100 times or fewer"),
    "a row far away": ("p{grid-row:999}", "numbers of columns and rows must be 100 or fewer"),
    "a long text for every element": ("*::before{content:'" + "x" * 201 + "'}", "texts must have 200 characters or fewer"),
    "a text in parts": ("*::before{content:" + "'x' " * 500 + "}", "a value must have 300 parts or fewer"),
    "the text of the book on every page": ("body{string-set:work content(text)}", "content() must stand in a rule for headings"),
    "a counter that counts in strokes": ("@counter-style a{system:symbolic;symbols:'x'}", "at-rules that a style sheet may have"),
    "strokes without a rule": ("*::before{content:counter(a,symbols(symbolic 'x'))}", "functions that a style sheet may have"),
    "a large counter": ("*{counter-increment:a 1000000000}", "numbers must be 1,000 or less"),
    "gradients without end": ("*{background:repeating-linear-gradient(red,blue 1px)}", "functions that a style sheet may have"),
    "dashes without end": ("*{border:.001px dotted}", "lengths must be 0 or from 0.1 to 5,000 px"),
    "huge lengths": ("*{padding:1e300mm}", "lengths must be 0 or from 0.1 to 5,000 px"),
    "huge relative lengths": ("*{font-size:1e9em}", "numbers must be 1,000 or less"),
    "lengths made large": ("*{width:calc(1px*var(--a))}", "must not multiply or divide lengths"),
    "selectors in selectors": ("*:has(*:has(*:has(b))){top:0}", "one ~ and one :has() or fewer"),
    "siblings of siblings": ("*~*~*~*{top:0}", "one ~ and one :has() or fewer"),
    "a long chain": ("* " * 10 + "b{top:0}", "8 combinators and blanks or fewer"),
    "rules in rules": ("a{b{c{d{e{f{}}}}}}", "rules must not stand inside rules"),
    "a font": ("@font-face{font-family:a;src:url(data:font/ttf;base64,AAAA)}", "at-rules that a style sheet may have"),
    "no picture": ("*{background:url(data:image/png;base64,iVBORw0KGgo=)}", "must be a whole PNG picture"),
    "a drawing that draws itself": (
        "*{background:url(data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxnIGlkPSJhIj48dXNlIGhyZWY9IiNhIi8+PC9nPjwvc3ZnPg==)}",
        "none within itself",
    ),
    "nested without end": ("a{b:" + "(" * 100_000, "must be nested 12 deep or less"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_style_sheet_bounds_what_a_layout_takes(name):
    text, rule = BOMBS[name]
    found = css_problems(f"a{{color:red}}\n{text}", SHEET)
    assert any(rule in str(p) and p.place == f"{SHEET} line 2" for p in found), found
