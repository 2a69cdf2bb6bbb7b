"""Chapters of an edition's Python file: text, tables and charts in page and book, and what is wrong with them."""

import datetime as dt
import re

import pytest
import tomlkit

import connectindex as ci
from connectindex.edition.read import read_without_code
from connectindex.reports import html, pdf
from connectindex.reports.compose import compose

DATE = dt.date(2026, 11, 22)
FILE = """
from connectindex import ReportChapter, VegaChart


def leaders(result):
    first = result.scores["index"].idxmax()
    table = result.scores[["index"]].rename_axis("Code").rename(columns={"index": "Score"}).head(2)
    bars = {
        "data": {"values": [{"unit": u, "score": s} for u, s in result.scores["index"].items()]},
        "mark": {"type": "bar", "color": "#123456"},
        "encoding": {"x": {"field": "score", "type": "quantitative"}, "y": {"field": "unit", "type": "nominal"}},
    }
    return [f"**{first}** leads <b>here</b>.", table, VegaChart(bars, alt="Scores as bars.", title="All scores")]


def told(result):
    return {"names": list(result.scores.index[:2])}


CHAPTERS = [
    ReportChapter("leaders", "Leaders & others", leaders, nav="Leaders"),
    ReportChapter("names", "Names", told, template="names.jinja", page=False),
    ReportChapter("empty", "Nothing to show", compose=lambda result: None),
]
"""
TEMPLATE = """{% from "parts.jinja" import framed with context %}
{% call framed(section) %}<ul class="mine">{% for n in section.body.names %}<li>{{ n }}</li>{% endfor %}</ul>{% endcall %}
"""


def with_file(folder, text, sections=None, template=TEMPLATE):
    (folder / "code.py").write_text(text, "utf-8")
    document = tomlkit.parse((folder / "index.toml").read_text("utf-8"))
    document["index"]["python"] = "code.py"
    if sections:
        document.setdefault("report", tomlkit.table())["sections"] = sections
    (folder / "index.toml").write_text(tomlkit.dumps(document), "utf-8")
    if template:
        (folder / "templates/sections").mkdir(parents=True)
        (folder / "templates/sections/names.jinja").write_text(template, "utf-8")


def drawn(folder):
    document = compose(ci.build(ci.read_edition(folder, allow_code=True)), DATE)
    return html.pages(document)["index.html"].decode(), pdf.source(document).text


def section(text, name):
    start = text.index(f'id="{name}"')
    return text[start : text.index("</section>", start)]


def test_text_table_and_chart_stand_in_page_and_book_before_the_methodology(starter):
    with_file(starter, FILE)
    page, book = drawn(starter)
    for text in (page, book):
        assert text.index('id="leaders"') < text.index('id="method"')
        own = section(text, "leaders")
        assert "Leaders &amp; others" in own
        assert "<strong>ALD</strong> leads &lt;b&gt;here&lt;/b&gt;." in own
        assert re.findall(r"<th[^>]*>([^<]*)</th>", own) == ["Code", "Score"]
        assert re.findall(r"<td>([^<]*)</td>", own) == ["ALD", "BOR"]
        assert "All scores" in own
        assert "Scores as bars." in own
        assert 'id="empty"' not in text
    assert "#123456" in section(page, "leaders")  # of the drawing
    assert re.search(r'<a href="[^"]*#leaders">Leaders</a>', page)
    assert 'id="names"' not in page
    assert '<ul class="mine"><li>ALD</li><li>BOR</li></ul>' in section(book, "names")


def test_the_settings_put_a_chapter_where_they_name_it(starter):
    with_file(starter, FILE, ["leaders", "ranking", "method"])
    for text in drawn(starter):
        assert text.index('id="leaders"') < text.index('id="ranking"') < text.index('id="method"')
        assert 'id="names"' not in text


def test_a_check_runs_nothing_and_knows_the_chapters_by_name(starter):
    with_file(starter, FILE + "\nraise SystemExit('ran')\n", ["leaders", "ranking"])
    edition, _ = read_without_code(starter)
    assert edition.report.chapters == ()
    assert edition.report.style.sections == ("leaders", "ranking")


ONE = "from connectindex import ReportChapter, VegaChart\nimport pandas as pd\n\n\ndef f(result):\n    {body}\n\n\nCHAPTERS = [{call}]\n"
WRONG = {
    "no list": ("CHAPTERS = {}\n", "code.py CHAPTERS: must be a list of connectindex.ReportChapter, got dict"),
    "no chapter": ("CHAPTERS = [1]\n", "code.py CHAPTERS 1: must be a connectindex.ReportChapter, got int"),
    "id": (ONE.format(body="return ''", call="ReportChapter('No id', 'T', f)"), "code.py CHAPTERS 1 id: must be lower-case letters, digits and '_', got 'No id'"),
    "id of the package": (ONE.format(body="return ''", call="ReportChapter('audit', 'T', f)"), "code.py CHAPTERS 1 id: must be that of no other section, got 'audit'"),
    "twice": (ONE.format(body="return ''", call="ReportChapter('a', 'T', f), ReportChapter('a', 'T', f)"), "code.py CHAPTERS 2 id: must be that of no other section, got 'a'"),
    "title": (ONE.format(body="return ''", call="ReportChapter('a', ' ', f)"), "code.py CHAPTERS 1 title: must be text that is not empty, got ' '"),
    "compose": (ONE.format(body="return ''", call="ReportChapter('a', 'T', 3)"), "code.py CHAPTERS 1 compose: must be a function of one argument, the Result, got int"),
    "template outside": (ONE.format(body="return ''", call="ReportChapter('a', 'T', f, template='../x.jinja')"), "code.py CHAPTERS 1 template: must be the name of a file in templates/sections/, like my_chapter.jinja, got '../x.jinja'"),
    "template missing": (ONE.format(body="return ''", call="ReportChapter('a', 'T', f, template='x.jinja')"), "templates/sections/x.jinja: must be there; chapter a is drawn by it"),
    "template of the package": (ONE.format(body="return ''", call="ReportChapter('a', 'T', f, template='audit.jinja')"), "templates/sections/audit.jinja: must have a name that no template of the package has"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_chapter_is_a_problem(starter, case):
    text, expected = WRONG[case]
    with_file(starter, text, template=None)
    with pytest.raises(ci.InputError) as refused:
        ci.read_edition(starter, allow_code=True)
    assert any(str(p).startswith(expected) for p in refused.value.problems), str(refused.value)


FAILING = {
    "an error": ("return 1 / 0", "code.py line 6: must run without errors, got 'ZeroDivisionError: division by zero'"),
    "a number": ("return 3", "chapter a: must return Markdown, a pandas DataFrame, a connectindex.VegaChart, or a list of these, got int"),
    "no chart": ("return VegaChart({'mark': 'nonsense', 'data': {'values': []}}, '')", "chapter a: must have charts that Vega-Lite can draw"),
    "a file": ("return VegaChart({'mark': 'bar', 'data': {'url': 'file:///etc/passwd'}, 'encoding': {'x': {'field': 'a'}}}, '')", "chapter a: must have charts with their data inside, got an address under 'url'"),
    "a number that JSON has not": ("return VegaChart({'mark': 'bar', 'data': {'values': [{'a': float('nan')}]}}, '')", "chapter a: must have charts that Vega-Lite can draw"),
    "a long table": ("return pd.DataFrame({'a': range(3000)})", "chapter a: must have tables of 2,000 rows or fewer, got 3,000"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILING)
def test_what_a_chapter_cannot_show_is_a_problem(starter, case):
    body, expected = FAILING[case]
    with_file(starter, ONE.format(body=body, call="ReportChapter('a', 'T', f)"), template=None)
    result = ci.build(ci.read_edition(starter, allow_code=True))
    with pytest.raises(ci.InputError) as refused:
        compose(result, DATE)
    assert str(refused.value.problems[0]).startswith(expected)
