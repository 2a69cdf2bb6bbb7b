"""The book as a screen reader meets it: its tree of tags, by hand and by a validator."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import itertools
import re
import shutil
import subprocess

import pytest
from markupsafe import Markup

from connectindex.reports import pdf
from connectindex.reports.compose import compose
from connectindex.reports.language import language
from connectindex.reports.outline import Section

pypdf = pytest.importorskip("pypdf")
pdfua = pytest.importorskip("pdfua.validator")
pikepdf = pytest.importorskip("pikepdf")
DATE = dt.date(2026, 11, 22)

# rules that this version of the validator cannot try, and where else that is looked at
NOT_EVALUATED = {"UA-14-001": "it stumbles over attributes of tables; test_pdf.py looks at the scope of every heading"}
# orders as authors write them: skipped ones, and a way back up
NOTES = Markup("<h3>a</h3><p>b</p><h6>c</h6><p>d</p><h4>e</h4><p>f</p>")
SKIPPED = [1, 2, 3, 3]


@pytest.fixture(scope="module")
def cut(document):
    """A short book, and the pages of one unit cut from it."""
    pytest.importorskip("weasyprint")
    sections = [s for s in document.sections if s.kind not in ("pillar", "groups", "notes")]
    sections.append(Section("notes", "Notes", "", "notes", NOTES))
    short = of_few_units(dataclasses.replace(document, map=None, sections=tuple(sections)))
    return pdf.books(short, units=[document.profiles[3].file])


def of_few_units(document):
    """With all its sections and four profiles; links to the others are left out, as where an edition selects sections."""
    style = dataclasses.replace(document.style, sections=tuple(s.id for s in document.sections))
    return dataclasses.replace(document, profiles=document.profiles[:4], style=style)


@pytest.fixture(scope="module")
def whole(document):
    """Every kind of section, table and drawing."""
    pytest.importorskip("weasyprint")
    return pdf.book(of_few_units(document))


@pytest.fixture(scope="module")
def short(cut):
    return cut[pdf.BOOK]


@pytest.fixture(scope="module")
def part(cut):
    return next(content for name, content in cut.items() if name != pdf.BOOK)


@pytest.fixture(scope="module")
def chinese(result):
    pytest.importorskip("weasyprint")
    made = compose(result, DATE, language=language("zh"))
    sections = ("findings", "ranking", "reading", "method", "sources", "glossary")
    shown = tuple(s for s in made.sections if s.id in sections)
    style = dataclasses.replace(made.style, sections=sections)
    return pdf.book(dataclasses.replace(made, map=None, sections=shown, style=style))


@pytest.fixture(scope="module", params=["whole", "part", "chinese", pytest.param("book", marks=pytest.mark.slow)])
def made(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def tree(made):
    return walked(made)


def found(content, folder):
    """Rules broken, and rules that could not be tried."""
    path = folder / "made.pdf"
    path.write_bytes(content)
    report = pdfua.Validator().validate(str(path))
    broken = {o.rule_id: [str(f) for f in o.findings] for o in report.outcomes if o.findings}
    return broken, {o.rule_id for o in report.outcomes if o.skipped_reason}


def walked(content):
    """Elements of the tree in reading order, with the kind of the one above; and the reader."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    elements = []

    def walk(thing, above):
        thing = thing.get_object()
        if not isinstance(thing, dict):
            return
        if "/S" in thing:
            elements.append((thing, above))
        below = thing.get("/K")
        below = below.get_object() if below is not None else []
        for kid in below if isinstance(below, list) else [below]:
            if not isinstance(kid, int):
                walk(kid, thing.get("/S"))

    walk(reader.trailer["/Root"]["/StructTreeRoot"], None)
    return elements, reader


def test_a_validator_finds_nothing(made, tmp_path):
    broken, untried = found(made, tmp_path)
    assert broken == {}
    assert untried <= set(NOT_EVALUATED)


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not on PATH")
def test_verapdf_passes_it(made, tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(made)
    command = ["verapdf", "--flavour", "ua1", "--format", "text", "-v", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("PASS"), done.stdout + done.stderr


def figure(opened):
    return next(o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure")


@pytest.mark.parametrize(
    ("lost", "rule"),
    [
        ("/Lang", "UA-06-001"),
        ("/MarkInfo", "UA-01-002"),
        ("/Metadata", "UA-28-004"),
        ("/StructTreeRoot", "UA-01-005"),
        ("/ViewerPreferences", "UA-07-002"),
        ("/Alt", "UA-13-004"),
    ],
)
def test_it_would_find_what_is_lost(part, lost, rule, tmp_path):
    with pikepdf.open(io.BytesIO(part)) as opened:
        holder = figure(opened) if lost == "/Alt" else opened.Root
        del holder[lost]
        changed = io.BytesIO()
        opened.save(changed)
    assert set(found(changed.getvalue(), tmp_path)[0]) == {rule}


def orders(elements):
    """Orders of the headings as they follow each other."""
    kinds = [e["/S"] for e, _ in elements]
    return [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]


def test_headings_begin_with_the_first_order_and_skip_none(tree, request):
    found_orders = orders(tree[0])
    assert found_orders[0] == 1
    if "part" in request.node.callspec.id:
        assert found_orders == [1, 2]  # the profile of one unit
    else:
        assert len(found_orders) > 2
    assert [(a, b) for a, b in itertools.pairwise(found_orders) if b > a + 1] == []


def test_headings_of_notes_skip_none(short):
    told = "".join(map(str, orders(walked(short)[0])))
    assert "".join(map(str, SKIPPED)) in told
    assert not re.search("13|14|15|16|24|25|26|35|36|46", told)


def test_links_are_reached_in_the_order_of_the_tags(tree):
    assert {page.get("/Tabs") for page in tree[1].pages} == {"/S"}


def test_lists_hold_items_and_items_labels_and_bodies(tree):
    elements, _ = tree
    assert {e["/S"] for e, above in elements if above == "/L"} == {"/LI"}
    assert {above for e, above in elements if e["/S"] == "/LI"} == {"/L"}
    assert {e["/S"] for e, above in elements if above == "/LI"} <= {"/Lbl", "/LBody"}
    assert any(e["/S"] == "/Lbl" for e, _ in elements)


def test_no_element_is_empty(tree):
    elements, _ = tree
    assert [e["/S"] for e, _ in elements if e["/S"] in ("/Span", "/NonStruct", "/Div", "/P") and not e["/K"]] == []


def test_running_heads_and_page_numbers_are_no_content(tree):
    elements, reader = tree
    reached = {id(e) for e, _ in elements}
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"].get_object()["/Nums"]
    pages = [e.get_object() for e in numbers[1::2]][: len(reader.pages)]
    assert [e["/S"] for page in pages for e in (k.get_object() for k in page) if id(e) not in reached] == []
    assert all(re.search(rb"/Artifact\s+BMC", page.get_contents().get_data()) for page in reader.pages[-2:])
