from __future__ import annotations

import builtins
import dataclasses
import datetime as dt
import gc
import io
import logging
import re
import shutil

import pytest
from markupsafe import Markup

from connectindex.edition.texts import Texts
from connectindex.reports import assets, pdf
from connectindex.reports.compose import compose
from connectindex.reports.outline import Section

pypdf = pytest.importorskip("pypdf")
DATE = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def read(book):
    return pypdf.PdfReader(io.BytesIO(book))


def squeezed(text):
    return re.sub(r"[\s-]+", "", text)


@pytest.fixture(scope="module")
def texts(read):
    return [page.extract_text() for page in read.pages]


@pytest.fixture(scope="module")
def text(texts):
    return squeezed("".join(texts))


def body(document, name):
    return next(s.body for s in document.sections if s.id == name)


def test_book_says_what_the_document_says(text, document):
    for finding in body(document, "findings"):
        assert squeezed(finding.text) in text
    for step in (*body(document, "method").steps, *body(document, "glossary")):
        assert squeezed(step.text) in text
    assert all(squeezed(reference) in text for reference in body(document, "references"))
    for profile in document.profiles:
        for sentence in profile.sentences:
            assert squeezed(sentence) in text
    assert squeezed(document.caution) in text


def test_all_letters_come_from_the_shipped_font(read):
    fonts = set()
    for page in read.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            fonts.add(str(font.get_object()["/BaseFont"]))
    assert fonts
    assert {f.split("+")[-1].split("-")[0] for f in fonts} == {"Inter"}


def test_fonts_of_the_book_and_the_charts_are_not_compressed():
    """Compressed ones take the book seconds to unpack, and the charts cannot measure their labels with them."""
    assert {name: content[:4] for name, (content, _) in assets.print_fonts().items()} == {
        f"asset:{name}": b"\0\1\0\0" for name, _, _ in assets.FACES
    }


def test_book_is_tagged_titled_and_dated(read, document):
    catalog = read.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] is True or catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/Lang"] == "en"
    assert read.metadata.title == f"{document.title} {document.edition}"
    assert read.metadata.creation_date.date() == DATE


def test_bookmarks_reach_every_profile(read, document):
    def titles(items):
        for item in items:
            if isinstance(item, list):
                yield from titles(item)
            else:
                yield item.title

    found = set(titles(read.outline))
    assert {p.name for p in document.profiles} <= found
    assert {"Key findings", "Ranking", "Methodology"} <= found


def test_a_profile_takes_two_pages(texts, document):
    for profile in document.profiles[:5]:
        start = next(k for k, t in enumerate(texts) if f"{profile.name} " in t and "Scores and peers" in t)
        assert "Indicators" in texts[start + 1]


def test_two_builds_are_equal(book, document):
    assert pdf.book(document) == book


def test_the_collector_is_left_as_it_was(book):
    del book
    assert gc.get_threshold() != pdf.THRESHOLD


@pytest.mark.usefixtures("needs_pango")
def test_notes_fetch_nothing(document):
    notes = '<p>x</p><img alt="x" src="file:///etc/passwd"><img alt="y" src="https://example.org/y.png">'
    with pytest.raises(pdf.BookError, match="blocked address"):
        pdf.book(_short(document, notes=notes))


@pytest.mark.usefixtures("needs_pango")
def test_notes_of_an_edition_cannot_ask_for_files(result):
    edition = dataclasses.replace(
        result.edition, texts=Texts({("notes", ""): "![x](file:///etc/passwd) <img src=file:///etc/passwd>"})
    )
    made = compose(dataclasses.replace(result, edition=edition), DATE)
    (notes,) = (s for s in made.sections if s.kind == "notes")
    assert "passwd" in notes.body
    assert pdf.book(_short(made, notes.body)).startswith(b"%PDF")


@pytest.mark.usefixtures("needs_pango")
def test_a_sign_without_a_glyph_in_the_font_is_a_fault_or_drawn(document):
    whole = document.profiles[0]
    assert pdf.book(_short(document, profiles=[whole])).startswith(b"%PDF")
    with pytest.raises(pdf.BookError, match=r"(?i)glyph|U\+10FFFD"):
        pdf.book(_short(document, profiles=[dataclasses.replace(whole, name="\U0010fffd")]))


def test_without_pango_the_message_says_what_to_install(document, monkeypatch):
    real = builtins.__import__

    def refusing(name, *rest, **more):
        if name == "weasyprint":
            raise OSError("cannot load library")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refusing)
    with pytest.raises(pdf.PdfUnavailable, match="apt install libpango"):
        pdf.book(document)


def elements(read):
    """Every element of the tree of tags."""
    waiting = [read.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        thing = waiting.pop().get_object()
        if isinstance(thing, list):
            waiting += thing
        elif isinstance(thing, dict):
            if "/S" in thing:
                yield thing
            if "/K" in thing and not isinstance(thing["/K"], int):
                waiting.append(thing["/K"])


def test_every_figure_is_told_and_every_heading_of_a_table_has_a_scope(read):
    found = list(elements(read))
    figures = [e for e in found if e["/S"] == "/Figure"]
    assert len(figures) > 20
    assert [e for e in figures if not str(e.get("/Alt", "")).strip()] == []
    heads = [e for e in found if e["/S"] == "/TH"]
    assert {str(e["/A"].get_object()["/Scope"]) for e in heads} == {"/Column", "/Row"}
    assert {"/H1", "/H2", "/Table", "/L", "/Link", "/P"} <= {str(e["/S"]) for e in found}


def test_it_claims_to_be_accessible_and_shows_its_title(read):
    catalog = read.trailer["/Root"]
    assert b"pdfuaid:part" in catalog["/Metadata"].get_object().get_data()
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True


@pytest.mark.usefixtures("needs_pango")
def test_data_travel_inside_the_book(document):
    data = {"tables/scores.csv": "unit,index\nÉ,1\n".encode()}
    made = pdf.book(_short(document), data=data)
    read = pypdf.PdfReader(io.BytesIO(made))
    assert dict(read.attachments) == {"scores.csv": [data["tables/scores.csv"]]}
    assert pdf.book(_short(document), data=data) == made


@pytest.mark.usefixtures("needs_pango")
def test_units_are_cut_from_the_book(document):
    whole = _short(document, profiles=document.profiles[2:6])
    units = [p.file for p in document.profiles[3:6]]
    files = pdf.books(whole, units=units)
    assert sorted(files) == sorted(["report.pdf", *(f"countries/{u}.pdf" for u in units)])
    lengths = []
    for profile in document.profiles[3:6]:
        content = files[f"countries/{profile.file}.pdf"]
        read = pypdf.PdfReader(io.BytesIO(content))
        lengths.append(len(read.pages))
        assert profile.name in read.pages[0].extract_text()
        assert read.metadata.title == f"{profile.name}: {document.title} {document.edition}"
        assert read.trailer["/Root"]["/Lang"] == "en"
        assert any(e["/S"] == "/Table" for e in elements(read))
    assert lengths == [2, 2, 1]
    # alone or among others: the same bytes; and the book does not hang on them
    alone = pdf.books(whole, units=units[:1])
    assert alone[f"countries/{units[0]}.pdf"] == files[f"countries/{units[0]}.pdf"]
    assert alone["report.pdf"] == files["report.pdf"] == pdf.book(whole)


@pytest.mark.usefixtures("needs_pango")
def test_a_blocked_address_in_a_book_with_units_is_a_fault(document):
    notes = '<p>x</p><img alt="x" src="file:///etc/passwd">'
    with pytest.raises(pdf.BookError, match="blocked address"):
        pdf.books(_short(document, notes, document.profiles[:2]), units=[p.file for p in document.profiles[:2]])


@pytest.mark.usefixtures("needs_pango")
def test_a_drawing_without_words_is_a_fault(document):
    with pytest.raises(pdf.BookError, match="alt"):
        pdf.book(
            _short(document, notes='<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">')
        )


@pytest.mark.usefixtures("needs_pango")
def test_a_link_that_leads_nowhere_is_a_fault_even_where_the_log_is_silenced(document):
    logger = logging.getLogger("weasyprint")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with pytest.raises(pdf.BookError, match="No anchor"):
            pdf.book(_short(document, notes='<p><a href="#nowhere">x</a></p>'))
        assert logger.level == logging.CRITICAL
    finally:
        logger.setLevel(before)


def _short(document, notes="<p>x</p>", profiles=()):
    """The notes and these profiles: what else is in a book takes its time. Notes are HTML that was made safe."""
    sections = [s for s in document.sections if profiles and s.id in {"profiles", "reading", "sources"}]  # linked
    # what a reader of notes might let through
    sections.append(Section("notes", "Notes", "", "notes", Markup(notes)))  # noqa: S704
    return dataclasses.replace(document, map=None, sections=tuple(sections), profiles=tuple(profiles))


@pytest.mark.usefixtures("needs_pango")
def test_the_private_names_of_the_writer_are_those_of_the_version_they_were_read_from():
    import weasyprint

    from connectindex.reports import weasyprint_patches as patches

    assert weasyprint.__version__.split(".")[0] == patches.READ_FROM.split(".")[0]
    assert [name for owner, name in patches.PRIVATE if not hasattr(owner, name)] == []


def _laid_out(text: str, rules: str, fitted=(), *, patched: bool = True):
    import weasyprint

    from connectindex.reports import weasyprint_patches as patches
    from connectindex.reports.fetch import asset_fetcher

    fetcher, shapes = asset_fetcher(dict(fitted)), weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(string=rules, url_fetcher=fetcher, font_config=shapes, base_url=None)
    source = patches.page_source(text, rules, fetcher) if patched else weasyprint.HTML(string=text, url_fetcher=fetcher)
    return source.render(stylesheets=[sheet], font_config=shapes, pdf_variant=pdf.VARIANT)


def _drawings(content: bytes) -> list[bytes]:
    return [page.get_contents().get_data() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def _tags(content: bytes) -> list[object]:
    """The tree of tags: kinds, alternative texts, marks and pages; each element names the one above it."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    pages = {page.indirect_reference.idnum: k for k, page in enumerate(reader.pages)}

    def tree(element, above):
        if not hasattr(element, "get_object") or isinstance(element, int):
            return element
        found, reference = element.get_object(), getattr(element, "idnum", None)
        if isinstance(found, int) or "/S" not in found:
            return found if isinstance(found, int) else str(found.get("/Type"))
        assert found.raw_get("/P").idnum == above
        kids = found.get("/K", [])
        page = pages[found.raw_get("/Pg").idnum] if "/Pg" in found else None
        return [str(found["/S"]), found.get("/Alt"), page, [tree(kid, reference) for kid in kids]]

    root = reader.trailer["/Root"]["/StructTreeRoot"]
    marks = root["/ParentTree"]["/Nums"]
    lengths = [len(m.get_object()) for m in marks if isinstance(m.get_object(), list)]
    return [*(tree(kid, root.indirect_reference.idnum) for kid in root["/K"]), lengths]


@pytest.mark.usefixtures("needs_pango")
def test_pages_let_go_of_when_drawn_have_the_same_drawings_and_tags(document):
    from weasyprint.formatting_structure import boxes

    from connectindex.reports import weasyprint_patches as patches

    source = pdf.source(_short(document, profiles=document.profiles[:2]))
    layout = _laid_out(source.text, source.rules, source.fitted)

    def written(**how):
        with patches.writing(**how):
            return bytes(layout.write_pdf(pdf_variant=pdf.VARIANT))

    kept = written()
    assert all(isinstance(page._page_box, boxes.Box) for page in layout.pages)
    last = written(last=True)
    assert not any(isinstance(page._page_box, boxes.Box) for page in layout.pages)
    assert len(_drawings(kept)) > 4
    assert _drawings(kept) == _drawings(last)
    assert _tags(kept) == _tags(last)


@pytest.mark.usefixtures("needs_pango")
@pytest.mark.parametrize("rules", ["", "p { display: list-item; list-style: lower-alpha; text-transform: uppercase }"])
def test_styles_that_are_left_out_change_no_page(rules):
    text = "<html lang=en><ol><li>one<li>two</ol><ul><li>three</ul><p>four</p>"
    ours, usual = (bytes(_laid_out(text, rules, patched=p).write_pdf(pdf_variant=pdf.VARIANT)) for p in (True, False))
    assert _drawings(ours) == _drawings(usual)
    assert _tags(ours) == _tags(usual)


@pytest.mark.usefixtures("needs_pango")
def test_a_long_path_is_drawn_the_same_each_time():
    from connectindex.reports import weasyprint_patches as patches

    path = "".join(f"M{k / 8} 0V1" for k in range(100))
    assert len(path) > patches.LONG
    marked = f'<marker id="m"><circle r="1"/></marker><path d="{path}" marker-mid="url(#m)"/>'
    drawing = f'<svg viewBox="0 0 20 2"><path d="{path}" stroke="red"/><path d="{path}"/>{marked}</svg>'
    layout = _laid_out(f"<html lang=en><div>{drawing}</div>", "")
    usual = bytes(layout.write_pdf())
    with patches.paths_kept():
        kept = bytes(layout.write_pdf())
    assert _drawings(kept) == _drawings(usual)
    assert _drawings(kept)[0].count(b" l\n") > 200


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not on this machine")
def test_no_page_is_nearly_empty(book, page_fill, tmp_path):
    (tmp_path / "report.pdf").write_bytes(book)
    assert len(page_fill.fill(tmp_path / "report.pdf")) > 50
    assert page_fill.sparse(tmp_path / "report.pdf", 0.2) == []
