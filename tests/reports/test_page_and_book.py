"""One document, two drawings: all that it says stands on the pages and in the book, in the same words."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import html as markup
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence

import pytest
from markupsafe import Markup

import connectindex as ci
from connectindex.edition.presets import copy_preset
from connectindex.edition.read import read_edition, world_folder
from connectindex.reports import html, pdf, styling
from connectindex.reports.compose import compose
from connectindex.reports.document import AuditTable
from connectindex.reports.environment import Address, Medium, rendered
from connectindex.reports.interactive import Ties
from connectindex.reports.language import language

DATE = dt.date(2026, 11, 22)
MOVES = """from,to,year,mode,count,capacity,status,source,project
ELM,BOR,2026,rail_crossings,2,,planned,timetable,New crossing
GUL,HAV,2026,air_routes,3,,planned,timetable,Air bridge
"""
# by the end of a path: what is no text for readers, or only a drawing's
NO_TEXT = {
    "heads": "the first parts of the profiles",
    "in_profiles": "what the profiles are made from",
    "code": "a key",
    "file": "part of an address",
    "id": "a key",
    "url": "an address; tested with the links",
    "language": "a tag for machines",
    "date_iso": "a date for machines",
    "d": "an outline",
    "sphere": "an outline",
    "land": "an outline",
    "line": "a drawing",
    "strips": "a drawing",
    "strip": "a drawing",
    "kind": "names a style",
    "descriptions": "what a point of a chart says when it is pointed at",
    "mean_description": "as `descriptions`",
    "median_description": "as `descriptions`",
    "style": "how it looks",
    "section": "a key",
    "see": "keys of figures and tables; their labels are tested by themselves",
    "based_on": "printed below each figure and table as its source",
    "tex": "drawn as a formula; tested in test_formulas.py",
    "method": "of the script that computes with own weights",
}
# by the beginning of a path: what only the page can do, or only it has room for
PAGE_ALONE = {
    "profiles.explained": "one click leads from a score to what it is made of; the book has tables of the same figures",
    "profiles.peer_sets": "a reader of the page chooses the peers; the book has those of the edition",
    "unranked.missing": "the reason counts them; the tables of the annex mark them",
    "unranked.partners": "the book has room for those of ranked units",
    "unranked.figures.flags": "as in the half profiles of the book, which have no column for it",
    "unranked.figures.sources": "likewise",
    "networks": "partners one by one belong to the map of links; the book names the first ones in a table",
    "filters": "a printed table is not filtered; profiles name the groups",
    "ranking.groups": "profiles name the groups",
    "map.shapes.name": "a printed map has no tips; ranking and profiles name all that are ranked",
    "map.dots.name": "as the names of shapes",
    "sections.nav": "the menu of the page",
    "exploration": "own weights need a script; the tree with its weights is in the methodology",
    "downloads": "files beside the page",
}
# neither: said in another place
NEITHER = {
    "explorer": "a page of its own, on which readers choose what is drawn; tested in the browser",
    "profiles.peer_sets.quartiles": "drawn; the table of ranks among peers has the medians",
    "profiles.peer_members": "files of pages, for the script that computes the numbers of peers",
    "profiles.peer_sets.members": "likewise",
    "specimen.peers": "the drawing shows the median, the profile its score",
    "finder": "what a reader types into the search; tested in the browser",
    "profiles.book": "a file of its own, listed among the downloads",
    "ranking.pillars.rank": "tables of tones show scores; profiles have the ranks",
    "sections.body.top.parts.rank": "likewise",
    "sections.body.bottom.parts.rank": "likewise",
}
# sections that only the book has, by id
BOOK_ALONE = {"values": "too wide for the page, whose profiles and files have them"}


def as_drawn(value):
    """A part of a document without what is drawn only under a condition."""
    if isinstance(value, AuditTable):  # a column that says the same in every row is left out, and said once
        rows = tuple(tuple(row[k] for k in value.varying) for row in value.rows)
        return dataclasses.replace(value, rows=rows, columns=tuple(value.columns[k] for k in value.varying))
    if type(value).__name__ == "LinkNotes" and not value.missing:
        return dataclasses.replace(value, neighbours="")  # counts those of whom some lack a link
    return value


def texts(value, path=""):
    """(path, text) of every text inside a document; of a table each row as a whole."""
    if isinstance(value, str):
        yield path, value
    elif dataclasses.is_dataclass(value):
        if isinstance(value, AuditTable):
            yield from ((f"{path}.constant", text) for _, text in value.constant)
        value = as_drawn(value)
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))
    elif isinstance(value, Sequence):
        if path.endswith(".rows") and all(isinstance(part, str) for part in value):
            yield path, " ".join(value)
        else:
            for part in value:
                yield from texts(part, path)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts(part, path)


def pieces(text):
    """A text, or the blocks of one that is markup."""
    if not isinstance(text, Markup):
        return [text]
    return [
        markup.unescape(re.sub("<[^>]+>", "", block)) for block in re.split(r"</?(?:p|h\d|li|t[dh]|pre)\b[^>]*>", text)
    ]


def bare(text):
    """Without spaces and hyphens, which differ with the width of lines."""
    return re.sub(r"[\s\u00ad\u200b‐-]+", "", unicodedata.normalize("NFKC", text))


def read(source):
    """What a page says: its text, and the alternative texts of its drawings."""
    source = re.sub(r"<(script|style)\b.*?</\1>", "", source, flags=re.DOTALL)
    alternatives = re.findall(r'(?:aria-label|alt)="([^"]*)"', source)
    return (
        bare(markup.unescape(re.sub("<[^>]+>", "", source)))
        + "\n"
        + "\n".join(bare(markup.unescape(a)) for a in alternatives)
    )


def pages_of(document):
    """What the pages say, by the file name of the unit; "" for the first page."""
    units = (*document.profiles, *document.unranked)
    names = {f"countries/{u.file}.html": u.file for u in units} | {"index.html": ""}
    return {names[name]: read(page.decode()) for name, page in html.pages(document).items() if name in names}


def markup_of_book(document):
    """The book before it is laid out."""
    medium = Medium(
        printed=True,
        colours=styling.printed_colours(document.style),
        href=Address("#c-"),
        language=language(document.language),
    )
    return next(rendered(medium, "book.jinja", [{"document": document}]))


def unprinted_book_of(document):
    """What the book says before it is laid out, drawings included, by the file name of the unit; "" for the rest."""
    text = markup_of_book(document)
    text = re.sub(r'data:image/svg\+xml;base64,([^"]*)">', lambda m: f'">{base64.b64decode(m[1]).decode()}', text)
    profiles = dict(re.findall(r'<article class="profile" id="c-([^"]*)">(.*?)</article>', text, flags=re.DOTALL))
    assert len(profiles) == len(document.profiles)
    whole = read(text)
    return (
        {u.file: whole for u in document.unranked} | {file: read(own) for file, own in profiles.items()} | {"": whole}
    )


def printed_book_of(document):
    """The PDF: the text of its pages without their heads and numbers, and the alternative texts of its drawings."""
    pypdf = pytest.importorskip("pypdf")
    found = pypdf.PdfReader(io.BytesIO(pdf.book(document)))
    said = "".join(
        bare(re.sub(rf"\n?{re.escape(document.title)}[^\n]*\n\d+\s*$", "", page.extract_text())) for page in found.pages
    )
    said += "\n" + "\n".join(bare(a) for a in alternatives_of(found.trailer["/Root"]["/StructTreeRoot"]))
    return dict.fromkeys([u.file for u in (*document.profiles, *document.unranked)], said) | {"": said}


def alternatives_of(node):
    below = [node]
    while below:
        one = below.pop().get_object()
        if isinstance(one, list):
            below += one
        elif isinstance(one, dict):
            if "/Alt" in one:
                yield str(one["/Alt"])
            if "/K" in one:
                below.append(one["/K"])


def unsaid(document, said, alone=()):
    """Texts of a document that are not said where they belong, with their paths."""
    found = {}
    named = [(f"profiles.{path}", text, p.file) for p in document.profiles for path, text in texts(p)]
    named += [(f"unranked.{path}", text, u.file) for u in document.unranked for path, text in texts(u)]
    files = {u.code: u.file for u in (*document.profiles, *document.unranked)}
    for code, links in document.networks.items():
        named += [(f"networks.{path}", text, files[code]) for path, text in texts(links)]
    named += [
        (path, text, "")
        for path, text in texts(dataclasses.replace(document, profiles=(), unranked=(), networks={}, ties=Ties()))
    ]
    # the list of those not ranked says of each no more than this
    named += [("unranked", text, "") for u in document.unranked for text in (u.name, u.coverage.text, u.reason)]
    for path, text, place in named:
        parts = path.split(".")
        if parts[-1] in NO_TEXT or parts[0] in NO_TEXT or path.startswith((*NEITHER, *alone)):
            continue
        for piece in pieces(text):
            if bare(piece) not in said[place]:
                found.setdefault(path, []).append(piece)
    return found


def of_page(document):
    """A document without what only the book has."""
    sections = tuple(s for s in document.sections if s.id not in BOOK_ALONE)
    exhibits = {key: x for key, x in document.exhibits.items() if key.partition(".")[0] not in BOOK_ALONE}
    return dataclasses.replace(document, sections=sections, exhibits=exhibits)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The starter edition with intervals, a change since an earlier edition, and links as they might be."""
    home = tmp_path_factory.mktemp("asked")
    for name in ("old", "new"):
        copy_preset("starter", home / name)
    for name, changes in {
        "old/index.toml": [('edition = "2026"', 'edition = "2025"'), ("weight = 2\n", "weight = 1\n")],
        "old/values/statistics.csv": [("BOR,2024,internet_users,88", "BOR,2023,internet_users,80")],
    }.items():
        text = (home / name).read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (home / name).write_text(text, "utf-8")
    (home / "moves.csv").write_text(MOVES, "utf-8")
    result = ci.build(read_edition(home / "new"))
    since = ci.compare(home / "old", result, draws=50)
    return compose(
        result,
        DATE,
        ["report.pdf", "tables.xlsx"],
        ci.robustness(result.edition, draws=200),
        compared=since,
        what_if=ci.what_if(result.edition, home / "moves.csv", draws=50),
    )


@pytest.fixture(scope="module")
def linked(twenty):
    """Twenty countries: maps, gravity models, corridors, income, projects."""
    result = ci.build(read_edition(twenty))
    return compose(result, DATE, what_if=ci.what_if(result.edition, draws=0))


@pytest.fixture(scope="module")
def panel():
    """Two years, with intervals: changes, movers, convergence."""
    result = ci.build(read_edition(world_folder().parent / "panel"))
    return compose(result, DATE, [], ci.robustness(result.edition, draws=20, seed=1))


CHAPTERS = {
    "asked": {"since", "what_if", "links"},
    "linked": {"links", "what_if", "outcomes"},
    "panel": {"change"},
}


@pytest.mark.parametrize("name", CHAPTERS)
def test_all_that_a_document_says_is_on_the_pages(name, request):
    document = request.getfixturevalue(name)
    assert {s.id for s in document.sections} >= CHAPTERS[name]
    assert unsaid(of_page(document), pages_of(document)) == {}


@pytest.mark.parametrize("name", CHAPTERS)
def test_all_that_a_document_says_is_in_the_book_before_it_is_laid_out(name, request):
    document = request.getfixturevalue(name)
    assert unsaid(document, unprinted_book_of(document), PAGE_ALONE) == {}


@pytest.mark.usefixtures("needs_pango")
def test_all_that_a_document_says_is_in_the_printed_book(asked):
    assert unsaid(asked, printed_book_of(asked), PAGE_ALONE) == {}


def test_what_is_not_said_is_found(asked):
    first, *others = asked.profiles
    told = dataclasses.replace(first.what_if, sentences=("Said nowhere.",))
    changed = dataclasses.replace(
        asked, caution="Nor this.", profiles=(dataclasses.replace(first, what_if=told), *others)
    )
    expected = {"profiles.what_if.sentences": ["Said nowhere."], "caution": ["Nor this."]}
    assert unsaid(of_page(changed), pages_of(asked)) == expected
    assert unsaid(changed, unprinted_book_of(asked), PAGE_ALONE) == expected


def test_every_exception_is_of_something(asked, linked, panel):
    paths = {path for document in (asked, linked, panel) for path, _ in texts(document)} | {
        *("profiles.book", "style", "unranked.partners")
    }
    for names in (NEITHER, PAGE_ALONE):
        assert [n for n in names if not any(p.startswith(n) for p in paths)] == []
    known = {part for p in paths for part in p.split(".")}
    assert [n for n in NO_TEXT if n not in known] == []


def headings(*sources):
    """Headings of sections and of tables with their columns."""
    found = (re.findall(r"<(h[1234]|caption|th)\b[^>]*>(.*?)</\1>", source, flags=re.DOTALL) for source in sources)
    return {bare(markup.unescape(re.sub("<[^>]+>", "", text))) for each in found for _, text in each}


# what only the page can do: maps of links, files, own weights and comparison; and the names of its own sections
ON_THE_PAGE = {
    *("Links with others", "Files", "About this edition", "Data", "All economies", "How the score is calculated"),
    *("Numbers of the figure", "Part of the index", "Median of peers", "Interquartile range"),
}
# its lists of chapters, figures, tables and profiles; the pages link to each other
IN_THE_BOOK = {"Profiles", "Contents", "Figures", "Tables"}


def test_headings_and_columns_are_the_same(asked):
    # what is embedded is taken from the index
    made = [p.decode() for n, p in html.pages(asked).items() if not n.startswith(("embed/", "explore"))]
    own = {asked.title, f"{asked.title} {asked.edition}"} | {p.name for p in asked.profiles}
    own |= {m.name for n in asked.networks.values() for m in n.modes}
    page, book = headings(*made), headings(markup_of_book(of_page(asked)))
    pillars = [s.body for s in asked.sections if s.kind == "pillar"]
    numbered = {bare(f"Pillar {p.number}{p.name}"): bare(p.name) for p in pillars}
    page = {numbered.get(h, h) for h in page}
    assert page - book - set(map(bare, own)) == set(map(bare, ON_THE_PAGE))
    assert book - page - set(map(bare, own)) == set(map(bare, IN_THE_BOOK))


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_name_of_a_place_stands_twice_on_a_page(name, request):
    for page in html.pages(request.getfixturevalue(name)).values():
        ids = re.findall(r'\sid="([^"]+)"', page.decode())
        assert sorted(ids) == sorted(set(ids))


# --- numbers of figures and tables ----------------------------------------------------------------------------------

# tables without a number: of single units, told apart by the unit's name; one that the reader fills
UNNUMBERED = ('class="half"', 'id="pair-table"')


def exhibits_in(source):
    """(label, caption, source) of each figure and table outside profiles, in the order in which they stand."""
    source = re.sub(r'<article class="profile".*?</article>', "", source, flags=re.DOTALL)
    made = []
    for kind, attributes, inside in re.findall(r"<(figure|table)\b([^>]*)>(.*?)</\1>", source, flags=re.DOTALL):
        by_author = kind == "table" and "class=" not in attributes  # in a text of the authors, from Markdown
        if by_author or any(name in attributes for name in UNNUMBERED):
            continue
        head = re.search(r"<(caption|figcaption|p)\b[^>]*\bid=\"x-[^>]*>(.*?)</\1>", inside, flags=re.DOTALL)
        assert head, f"a {kind} without a number: {attributes} {inside[:300]}"
        label, caption = re.fullmatch(
            r'<span class="no">(.*?)</span>\s*(.*)', head[2].strip(), flags=re.DOTALL
        ).groups()
        made.append((kind, markup.unescape(label), markup.unescape(caption)))
    return made


@pytest.mark.parametrize("name", CHAPTERS)
def test_figures_and_tables_of_page_and_book_have_the_same_numbers(name, request):
    document = request.getfixturevalue(name)
    book = exhibits_in(markup_of_book(document))
    page = exhibits_in(html.pages(document)["index.html"].decode())
    known = [(x.kind, x.label, x.title) for x in document.exhibits.values()]
    for kind in ("figure", "table"):
        # tables and figures have series of their own, each in the order of the book
        assert [x for x in book if x[0] == kind] == [x for x in known if x[0] == kind]
    alone = {x.label for key, x in document.exhibits.items() if key.partition(".")[0] in BOOK_ALONE}
    assert sorted(page) == sorted(x for x in known if x[1] not in alone)


@pytest.mark.parametrize("name", CHAPTERS)
def test_numbers_of_figures_and_tables_have_no_gap(name, request):
    document = request.getfixturevalue(name)
    numbers = {}
    for exhibit in document.exhibits.values():
        chapter, _, count = exhibit.label.rpartition(" ")[2].partition(".")
        numbers.setdefault((exhibit.kind, chapter), []).append(int(count))
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    of_sections = [s.number for s in document.sections if s.book and s.number]
    chapters, annexes = ([n for n in of_sections if n.isdigit() == digits] for digits in (True, False))
    assert chapters == [str(k) for k in range(1, len(chapters) + 1)]
    assert annexes == [chr(ord("A") + k) for k in range(len(annexes))]
    assert {chapter for _, chapter in numbers} <= set(of_sections)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_figure_and_table_has_a_source(name, request):
    document = request.getfixturevalue(name)
    assert [key for key, x in document.exhibits.items() if not x.source] == ["sources.table"]  # it lists the sources
    listed = {s.number for s in document.sources}
    for exhibit in document.exhibits.values():
        assert numbers_of(exhibit.source) <= listed


def numbers_of(text):
    """Numbers of sources in a source line."""
    found = re.search(r" sources? ([\d–, ]+)\.$", text)
    spans = [tuple(map(int, span.split("–"))) for span in found[1].split(", ")] if found else []
    return {n for span in spans for n in range(span[0], span[-1] + 1)}


def test_sources_of_a_pillar_are_those_of_its_indicators(linked, twenty):
    edition = read_edition(twenty)
    origins = ci.build(edition).origins
    number_of = {s.id: s.number for s in linked.sources}
    for pillar in edition.tree.children:
        leaves = [leaf.id for leaf in pillar.leaves()]
        cells = origins[origins.index.get_level_values("indicator").isin(leaves) & (origins["source"] != "")]
        observed = cells[cells["origin"].isin(["reported", "estimated", "incomplete"])]["source"]
        expected = {number_of[s] for cell in observed for s in cell.split("; ")}
        assert numbers_of(linked.exhibits[f"p-{pillar.id}.map"].source) == expected
    assert len({x.source for x in linked.exhibits.values()}) > 5


@pytest.mark.parametrize("name", CHAPTERS)
def test_findings_refer_to_figures_and_tables_that_are_there(name, request):
    document = request.getfixturevalue(name)
    findings = next(s.body for s in document.sections if s.id == "findings")
    seen = [key for f in findings for key in f.see if key in document.exhibits]  # of few units there is no histogram
    assert "ranking.table" in seen
    assert {key for f in findings for key in f.see} - set(seen) <= {"ranking.histogram", "groups.table0"}
    page = html.pages(document)["index.html"].decode()
    assert all(f'<a href="#{document.exhibits[k].id}">{document.exhibits[k].label}</a>' in page for k in seen)
