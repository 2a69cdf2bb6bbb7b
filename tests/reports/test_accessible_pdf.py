"""The book as a screen reader meets it: its tree of tags, by hand and by a validator."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest

from connectindex.reports import pdf

pypdf = pytest.importorskip("pypdf")
pdfua = pytest.importorskip("pdfua.validator")
pikepdf = pytest.importorskip("pikepdf")

# a rule that stumbles over our tables, in this version of the validator
NOT_EVALUATED = {"UA-14-001"}


@pytest.fixture(scope="module")
def part(document):
    """The pages of one unit, cut from a short book."""
    pytest.importorskip("weasyprint")
    short = dataclasses.replace(document, map=None, pillars=(), groups=())
    unit = document.profiles[3].file
    return pdf.books(short, units=[unit])[f"countries/{unit}.pdf"]


@pytest.fixture(scope="module", params=["book", "part"])
def made(request):
    return request.getfixturevalue(request.param)


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
    assert untried <= NOT_EVALUATED


@pytest.mark.parametrize("lost", ["/Lang", "/MarkInfo", "/Metadata"])
def test_it_would_find_what_is_lost(part, lost, tmp_path):
    with pikepdf.open(io.BytesIO(part)) as opened:
        del opened.Root[lost]
        changed = io.BytesIO()
        opened.save(changed)
    assert found(changed.getvalue(), tmp_path)[0] != {}


def test_headings_begin_with_the_first_order(made):
    orders = [int(e["/S"][2:]) for e, _ in walked(made)[0] if e["/S"][1] == "H" and e["/S"][2:].isdigit()]
    assert orders[0] == 1


def test_lists_hold_items_and_items_labels_and_bodies(made):
    elements, _ = walked(made)
    assert {e["/S"] for e, above in elements if above == "/L"} == {"/LI"}
    assert {above for e, above in elements if e["/S"] == "/LI"} == {"/L"}
    assert {e["/S"] for e, above in elements if above == "/LI"} <= {"/Lbl", "/LBody"}
    assert any(e["/S"] == "/Lbl" for e, _ in elements)


def test_no_element_is_empty(made):
    elements, _ = walked(made)
    assert [e["/S"] for e, _ in elements if e["/S"] in ("/Span", "/NonStruct", "/Div", "/P") and not e["/K"]] == []


def test_running_heads_and_page_numbers_are_no_content(made):
    elements, reader = walked(made)
    reached = {id(e) for e, _ in elements}
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"].get_object()["/Nums"]
    pages = [e.get_object() for e in numbers[1::2]][: len(reader.pages)]
    assert [e["/S"] for page in pages for e in (k.get_object() for k in page) if id(e) not in reached] == []
    assert all(re.search(rb"/Artifact\s+BMC", page.get_contents().get_data()) for page in reader.pages[-2:])
