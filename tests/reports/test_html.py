from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from connectindex.reports import html, palette
from connectindex.reports.compose import compose
from connectindex.reports.markdown import rendered

DATE = dt.date(2026, 11, 22)
VOID = {"meta", "link", "br", "img", "input", "hr", "col"}
HOSTILE = {
    "AAA": "<script>alert(1)</script>",
    "BBB": '"><img src=x onerror=alert(1)>',
    "CCC": "]]></svg><script>1</script>",
    "DDD": "a\u202eb\x00c' onload='x",
    "EEE": "{{ 7*7 }}{% raw %}",
}


class Page(HTMLParser):
    """Elements, attributes and text; complains when tags do not nest."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.words, self.svg = [], [], [], 0
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"attribute twice in {tag}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] not in ("script", "style"):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def parsed(pages):
    return {name: Page(text.decode()) for name, text in pages.items()}


def test_templates_are_compiled_once(pages, document, monkeypatch):
    def never(*_args, **_more):
        pytest.fail("compiled again")

    made = dict(pages)
    monkeypatch.setattr("jinja2.Environment.compile", never)
    assert dict(html.pages(document)) == made


def test_there_is_an_index_and_a_page_for_each_unit(pages, document):
    pages_alone = {"index.html", "find.html", "explore.html"}
    countries = {f"countries/{u.code}.html" for u in (*document.ranking, *document.unranked)}
    assert len(countries) == 21
    assert {p for p in pages if not p.startswith("embed/")} == pages_alone | countries


def test_ids_are_unique(parsed):
    for page in parsed.values():
        ids = [a["id"] for _, a in page.elements if "id" in a]
        assert len(ids) == len(set(ids))


def test_links_inside_the_report_lead_somewhere(parsed):
    for name, page in parsed.items():
        for tag, attributes in page.elements:
            if tag != "a":
                continue
            target, _, anchor = attributes["href"].partition("#")
            if target.startswith("https://example.org") or target in ("report.pdf", "tables.xlsx", "tables/scores.csv"):
                continue
            folder, slash, _ = name.rpartition("/")
            full = f"{folder}{slash}{target}".replace(f"{folder}/../", "") if target else name
            assert full in parsed
            if anchor and "=" not in anchor:  # what a reader chose: tests of the browser look at it
                assert anchor in {a.get("id") for _, a in parsed[full].elements}


def test_nothing_is_fetched(parsed):
    for page in parsed.values():
        for tag, attributes in page.elements:
            assert tag not in ("iframe", "object", "embed", "base")
            assert tag != "link" or (
                attributes["rel"] == "icon" and attributes["href"].startswith("data:image/svg+xml,")
            )
            source = attributes.get("src", "")
            assert source == "" or source.startswith("data:")
            assert "style" not in attributes
            assert not [a for a in attributes if a.startswith("on")]
            if tag == "a" and re.match(r"[a-z]+:", attributes["href"]):
                assert attributes["href"] == "https://example.org/values"


def test_the_style_sheet_names_no_address():
    assert not re.search(r"url\((?!\"data:font/woff2)", html.style())
    assert "@import" not in html.style()


def test_the_policy_allows_these_scripts_and_styles_and_no_others(pages):
    for name, content in pages.items():
        text = content.decode()
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text).group(1).replace("&#39;", "'")
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        kinds = (("style", "style-src"), ("script", "script-src"))
        for kind, directive in kinds[:1] if name.startswith("embed/") else kinds:
            allowed = re.search(rf"{directive} ([^;]*);", policy).group(1).split()
            parts = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
            digests = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts]
            assert allowed == [f"'sha256-{digest}'" for digest in digests]
            assert digests


def test_hostile_names_stay_text(synthetic, result, parsed):
    hostile = compose(synthetic.renamed(result, HOSTILE), DATE, ["report.pdf"])
    for name, content in html.pages(hostile).items():
        page = Page(content.decode())
        assert [t for t, _ in page.elements].count("script") == [t for t, _ in parsed[name].elements].count("script")
        assert not [a for _, attributes in page.elements for a in attributes if a.startswith("on")]
        assert "\u202e" not in content.decode()
        assert "\x00" not in content.decode()
    assert "<script>alert(1)</script>" in Page(html.pages(hostile)["index.html"].decode()).text


def test_data_of_search_engines_is_json_that_cannot_end_its_element(pages):
    text = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', pages["index.html"].decode(), re.DOTALL
    ).group(1)
    assert "<" not in text
    assert json.loads(text)["@type"] == "Dataset"


def body(document, name):
    return next(s.body for s in document.sections if s.id == name)


def test_pages_say_what_the_document_says(parsed, document):
    text = parsed["index.html"].text
    method = body(document, "method")
    for finding in body(document, "findings"):
        assert finding.text in text
    for step in (*method.steps, *method.conventions, *body(document, "glossary")):
        assert step.text in text
    assert all(reference in text for reference in body(document, "references"))
    assert document.caution in text
    for profile in document.profiles:
        page = parsed[f"countries/{profile.file}.html"].text
        for sentence in profile.sentences:
            assert sentence in page


def test_drawings_have_words(parsed):
    for page in parsed.values():
        for tag, attributes in page.elements:
            if tag == "svg" and attributes.get("aria-hidden") != "true":
                assert attributes["aria-label"]
                assert attributes["role"] in ("img", "group")


def test_the_map_links_to_the_pages(parsed, document):
    linked = {a["href"] for t, a in parsed["index.html"].elements if t == "a" and "aria-label" in a}
    assert linked == {f"countries/{u.file}.html" for u in (*document.profiles, *document.unranked)}


def test_two_builds_are_equal(pages, document):
    assert html.pages(document) == pages


def test_progress_reaches_its_end(document):
    seen = []
    made = html.pages(document, lambda *step: seen.append(step))
    assert seen[-1] == ("pages", 1, 22)
    assert len(dict(made)) > 22
    assert seen[-1] == ("pages", 22, 22)


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_text_can_be_read(colours):
    for name in ("ink", "soft", "accent", "warm"):
        for ground in ("paper", "wash"):
            assert palette.contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    for k in range(1, 6):
        assert palette.contrast(colours[f"on{k}"], colours[f"f{k}"]) >= 4.5, k


def test_light_colours_can_be_told_apart_in_a_drawing():
    assert len(set(palette.LIGHT.values())) == len(palette.LIGHT)


@pytest.mark.parametrize(
    "text",
    [
        "<script>1</script>",
        "![x](file:///etc/passwd)",
        "[x](javascript:alert(1))",
        "<img src=file:///etc/passwd>",
        "[x](data:text/html,1)",
        "|a|\n|:-|\n|b|",
    ],
)
def test_notes_can_only_be_read(text):
    page = Page(rendered(text))
    assert {t for t, _ in page.elements} <= {"p", "a", "table", "thead", "tbody", "tr", "th", "td"}
    assert not [a for _, attributes in page.elements for a in attributes]


def data_of(pages):
    text = pages["index.html"].decode()
    return json.loads(re.search(r'<script type="application/json" id="page-data">(.*?)</script>', text, re.DOTALL)[1])


def test_what_the_scripts_work_with_keeps_every_digit(pages, result, document):
    data = data_of(pages)
    normalised, ranked = result.stage("normalised"), [r.code for r in document.ranking]
    for indicator, scores in data["weights"]["scores"].items():
        wanted = [None if v != v else v for v in normalised[indicator].reindex(ranked).tolist()]  # noqa: PLR0124
        assert scores == wanted
    assert [u[2] for u in data["units"]] == result.scores["index"].reindex(ranked).tolist()


def test_weights_start_from_those_of_the_engine(pages, result):
    def walk(branch):
        for child in branch.get("children", []):
            yield child["id"], child["weight"]
            yield from walk(child)

    found = dict(walk(data_of(pages)["weights"]["tree"]))
    assert found == result.weights["within"].drop("index", errors="ignore").to_dict()


def test_what_does_not_apply_is_told_apart_from_what_is_missing(pages, result, document):
    data = data_of(pages)["weights"]
    ranked = [r.code for r in document.ranking]
    landlocked = {u for u in ranked if result.edition.units.table.loc[u, "landlocked"] == "yes"}
    assert {ranked[k] for k in data["off"]["ports"]} == landlocked
    assert "users" not in data["off"]


def test_links_of_the_page_are_those_of_the_records(pages, document):
    links = data_of(pages)["links"]
    for k, row in enumerate(document.ranking):
        network = document.networks.get(row.code)
        flat = links["ties"]["air"].get(str(k), [])
        partners = {links["places"][a][0]: n for a, n in zip(flat[::2], flat[1::2], strict=True)}
        assert partners == ({p.name: p.count for p in network.modes[0].partners} if network else {})


def test_every_profile_hides_all_kinds_of_links_but_one(pages, document):
    most = max(len(n.modes) for n in document.networks.values())
    assert pages["countries/AAA.html"].decode().count('.net:has([value="') == most
