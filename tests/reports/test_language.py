"""Words in any language: every fixed word is in the catalogues, and every catalogue says all of it."""

from __future__ import annotations

import ast
import base64
import dataclasses
import datetime as dt
import io
import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from connectindex.assumptions import methods as assumptions
from connectindex.assumptions import noise
from connectindex.audit.robustness import robustness
from connectindex.edition.languages import (
    Catalogue,
    language_problems,
    package_catalogues,
    places_of,
    read_catalogue,
)
from connectindex.edition.read import read_edition
from connectindex.errors import InputError
from connectindex.model.figures import percentage
from connectindex.model.words import UNITS, Commas, Words, phrase, phrase_n, quoted, sentences
from connectindex.pipeline.build import build
from connectindex.reports import fonts, html, literature, pdf
from connectindex.reports.compose import compose
from connectindex.reports.environment import Medium, environment
from connectindex.reports.language import Language, language
from connectindex.reports.styling import PLAIN, printed_colours
from connectindex.stages.registries import REGISTRIES
from tests import catalogues

DATE = dt.date(2026, 11, 22)
FILES = ["tables/scores.csv", "tables.xlsx", "report.pdf"]
TRANSLATED = sorted(package_catalogues())


# --- the catalogues ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template():
    return catalogues.template()


def entries(tag):
    path = package_catalogues()[tag]
    return [m for m in read_po(io.BytesIO(path.read_bytes()), locale=tag) if m.id]


def forms(value):
    return value if isinstance(value, tuple | list) else (value,)


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_catalogue_has_the_messages_of_the_code_and_no_others(tag, template):
    wanted = {(m.context or "", *forms(m.id)) for m in template if m.id}
    there = {(m.context or "", *forms(m.id)) for m in entries(tag)}
    assert sorted(wanted - there) == [], "run: ./run words, then translate"
    assert sorted(there - wanted) == []


@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.release
def test_every_message_is_translated(tag):
    assert [entry.id for entry in entries(tag) if entry.fuzzy or not all(forms(entry.string))] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_has_the_places_of_its_message(tag):
    for entry in (e for e in entries(tag) if all(forms(e.string))):
        wanted = set().union(*(places_of(i) for i in forms(entry.id)))
        for form in forms(entry.string):
            # a form for one thing may say "one" instead of the number
            assert nouns_as_one(places_of(form)) | {"number"} == nouns_as_one(wanted) | {"number"}, (entry.id, form)


NUMBERS_FIRST = re.compile(
    r"(?:^|(?<!et al)(?<=[a-zé)»”%])[.?!] )(?:\{(?:number|count|share|units|draws|percent)\}|[0-9])"
)


def begins_with_a_digit(text):
    return text.endswith(".") and len(text.split()) > 3 and NUMBERS_FIRST.search(text) is not None


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_no_sentence_of_print_begins_with_a_digit(tag, template):
    """Labels and the lines of the page's script, which print what was chosen, are no sentences of print."""
    texts = (
        [f for m in template for f in forms(m.id)]
        if tag == "en"
        else [f for m in entries(tag) for f in forms(m.string)]
    )
    on_screen = {"{count} of {most} selected for comparison."}
    assert begins_with_a_digit("{share} of the weight is old.")
    assert begins_with_a_digit("It is so. 34 figures are too low.")
    assert [t for t in texts if t and begins_with_a_digit(t) and t not in on_screen] == []


def nouns_as_one(places):
    """One language says "each economy" where another says "the economies"."""
    return {place if place not in UNITS else "many" for place in places}


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_catalogue_has_a_form_for_every_number(tag):
    catalogue, problems = read_catalogue(package_catalogues()[tag])
    assert problems == []
    for entry in (e for e in entries(tag) if not e.context):
        count = len(catalogue.messages[forms(entry.id)[0]])
        assert not isinstance(entry.id, tuple) or {catalogue.form(n) for n in range(200)} == set(range(count))


NO_WORDS = re.compile(r"\{[^}]*\}|<[^>]*>")
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_no_catalogue_holds_a_sentence_in_the_language_of_another():
    # names of people, licences and works are the same in all
    named = {e.id for tag in TRANSLATED for e in entries(tag) if e.context and e.id == e.string}
    of_language = {
        tag: [s for e in entries(tag) for s in forms(e.string) if s and s not in named] for tag in TRANSLATED
    }
    latin = [s for s in of_language["zh"] if not HAN.search(s) and re.search("[a-z]{4}", NO_WORDS.sub("", s))]
    assert latin == []
    assert [s for s in of_language["fr"] if HAN.search(s)] == []
    texts = {tag: {s for s in of if len(NO_WORDS.sub("", s)) > 20} for tag, of in of_language.items()}
    assert not texts["fr"] & texts["zh"]


def test_the_files_are_what_the_code_gives(template):
    assert catalogues.written(template) == (catalogues.PACKAGE / "templates/locale/messages.pot").read_bytes()
    for tag, path in package_catalogues().items():
        assert catalogues.updated(path, tag, template) == path.read_bytes()


def test_messages_inside_messages_are_found():
    code = b't("{a} of {b}", a=t("inner"), b=message("x" "y"))\nplural("one", "many", n)\nother("no")'
    found = {m for _, _, m, _ in catalogues.in_python(io.BytesIO(code), catalogues.KEYWORDS, (), {})}
    assert found == {"{a} of {b}", "inner", "xy", ("one", "many")}


def test_french_puts_its_spaces_where_french_has_them():
    wrong = [f for e in entries("fr") for f in forms(e.string) if re.search(r" [:;!?»%]|«[^\u00a0]|\w'\w", f)]
    assert wrong == []


# --- nothing is said outside them ----------------------------------------------------------------------------------

OPEN, CLOSE = "⟦", "⟧"


class Bracketed(dict):
    """Messages whose fixed letters stand in brackets: what a catalogue cannot reach stays bare."""

    def get(self, msgid, default=None):
        del default
        text = "".join(
            part if k % 2 else f"{OPEN}{part}{CLOSE}" if part else ""
            for k, part in enumerate(re.split(r"(\{\w+\})", msgid))
        )
        return (text, text)


class Plural(Bracketed):
    def __init__(self, template):
        super().__init__()
        self.many = {forms(m.id)[0]: forms(m.id)[1] for m in template if isinstance(m.id, tuple)}

    def get(self, msgid, default=None):
        return (super().get(msgid, default)[0], super().get(self.many.get(msgid, msgid))[0])


class Text(HTMLParser):
    """The visible texts of a page, and those that are read out; drawings inside too."""

    SAID = ("aria-label", "alt", "title", "placeholder")

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.inside = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "img", "br", "input", "use", "path", "circle", "rect"):
            self.inside.append(tag)
        for name, value in attrs:
            if name in self.SAID or (name.startswith("data-") and value and OPEN in value):
                self.found.append(value)
            if name == "src" and value.startswith("data:image/svg+xml;base64,"):
                self.found += Text(base64.b64decode(value.partition(",")[2]).decode()).found
            if name == "content" and dict(attrs).get("name") in ("description", "author"):
                self.found.append(value)

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data):
        if "script" not in self.inside and "style" not in self.inside and data.strip():
            self.found.append(data)


def own_texts(result):
    """Every text of the edition itself, the longest first."""
    edition = result.edition
    told = [edition.about, edition.report, *edition.indicators.values(), *edition.tree.nodes(), *edition.modes.values()]
    texts = {t for thing in told for t in fonts.texts(thing)}
    for table in (edition.units.table, edition.sources.table):
        texts |= {str(v) for column in table for v in table[column]} | set(map(str, table.columns))
    texts |= set(map(str, edition.units.table.index)) | set(map(str, edition.sources.table.index))
    texts |= {str(url).partition("://")[2].rstrip("/") for url in edition.sources.table["url"]}  # as print gives them
    if edition.folder and (edition.folder / "map.json").is_file():
        world = json.loads((edition.folder / "map.json").read_text("utf-8"))
        texts |= {w for w in world.values() if isinstance(w, str)} | {s["name"] for s in world["shapes"]}
    texts |= {v.replace("_", " ") for v in edition.values.variables} | {
        n.strip("# ") for n in edition.texts.of("notes", "en").split("\n")
    }
    texts |= {str(w) for text in texts for w in (text.capitalize(), text.lower())}
    # what is cited keeps its own language
    return texts | set(fonts.texts((*literature.ALWAYS, *literature.AUDITED)))


def bare(text, own):
    """The letters of a text that are neither in brackets nor the edition's own."""
    before = None
    while before != text:
        before, text = text, re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "\0", text)
    for word in own:
        text = re.sub(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", "\0", text)
    return re.sub(r"[^A-Za-z]+", " ", text).strip()


def sentences_in(code):
    """Literals with words in them, outside docstrings, messages and problems."""
    tree = ast.parse(code)
    passed = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in catalogues.KEYWORDS:
                passed |= {id(a) for a in node.args}
            elif name in ("Problem", "ValueError"):  # for whoever runs the command, not for readers
                passed |= {id(part) for a in node.args for part in ast.walk(a)}
        elif isinstance(node, ast.Expr):
            passed.add(id(node.value))  # a docstring
        elif isinstance(node, ast.Dict):
            passed |= set(map(id, node.keys))  # data's own words
    found = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return [n.value for n in found if id(n) not in passed and re.search(r"[A-Za-z]{2,},? [A-Za-z]", n.value)]


def test_no_composing_module_holds_a_sentence_outside_a_message():
    root = catalogues.PACKAGE / "reports"
    modules = [root / "sentences.py", root / "labels.py", *sorted((root / "compose").glob("*.py"))]
    found = {m.name: s for m in modules if (s := sentences_in(m.read_text("utf-8")))}
    # hints and rules of problems
    assert found == {
        "maps.py": ["needs width, height, sphere, shapes, points, small, disclaimer, source and licence"],
        "user_chapters.py": ["must return Markdown, a pandas DataFrame, a connectindex.VegaChart, or a list of these"],
    }


def test_a_sentence_outside_a_message_is_seen():
    code = 'def f(x):\n    """A docstring."""\n    t("a message here", x="one more")\n    return f"the {x} rank is"'
    assert set(sentences_in(code)) == {"one more", " rank is"}


def test_no_template_holds_a_word_outside_a_message():
    from jinja2 import nodes

    made = environment(Medium(printed=False, colours={}, href=str))
    wrong = {}
    for path in sorted((catalogues.PACKAGE / "templates").rglob("*.jinja")):
        parsed = made.parse(path.read_text("utf-8"))
        text = "\0".join(d.data for d in parsed.find_all(nodes.TemplateData))
        # a tag is cut by the expressions in it; what is left of it ends in a sign of a tag
        left = re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^<>]*>|<!--.*?-->", " ", text.replace("\0", "")))
        if left:
            wrong[path.name] = left
    assert wrong == {}


FORMULA = re.compile(r'<math\b.*?</math>|<img class="formula"[^>]*>', re.DOTALL)  # symbols, no words
# codes, not words: letters of annexes, flags, file names and their kinds, names of settings, hexadecimal digits, measures
CODES = re.compile(
    r"\b([A-HILWTMN]|scores|tables|report|csv|xlsx|pdf|CSV|PDF|PNG|SVG|SHA|[0-9a-f]{1,12}|x|p|r|low|high|draws?|spread|kind)\b"
)


@pytest.fixture(scope="module")
def bracketed(template):
    # what the locale itself adds to numbers, dates and lists has no Latin letter in Chinese
    return Language("zh", Catalogue(Plural(template), lambda n: int(n != 1)))


@pytest.fixture(scope="module")
def audit(result):
    vary = (
        assumptions.VaryWeights(0.25),
        assumptions.VaryMethod("normalise", tuple(REGISTRIES["normalise"][k]() for k in ("minmax", "zscore"))),
        assumptions.LeaveOut(2),
    )
    return robustness(result.edition, draws=32, vary=vary)


@pytest.fixture(scope="module")
def said_in_brackets(result, audit, bracketed):
    return compose(result, DATE, FILES, audit, bracketed)


def test_no_word_of_the_pages_is_outside_the_catalogues(result, said_in_brackets, bracketed):
    own = sorted({w for w in own_texts(result) if len(w) > 1}, key=len, reverse=True)
    made = html.pages(said_in_brackets, language=bracketed)
    wrong = {}
    for name in ("index.html", f"countries/{said_in_brackets.profiles[0].file}.html"):
        for text in Text(FORMULA.sub("", made[name].decode())).found:
            left = CODES.sub("", bare(text, own)).strip()
            if left:
                wrong.setdefault(left, text)
    assert wrong == {}


def test_no_word_of_the_book_is_outside_the_catalogues(result, said_in_brackets, bracketed):
    own = sorted({w for w in own_texts(result) if len(w) > 1}, key=len, reverse=True)
    medium = Medium(printed=True, colours=printed_colours(PLAIN), href=lambda file: f"#c-{file}", language=bracketed)
    text = environment(medium).get_template("book.jinja").render(document=said_in_brackets)
    wrong = {}
    for part in Text(FORMULA.sub("", text)).found:
        left = CODES.sub("", bare(part, own)).strip()
        if left:
            wrong.setdefault(left, part)
    assert wrong == {}


# --- the words of lower layers ---------------------------------------------------------------------------------------


def methods():
    """One of each method and assumption, with settings where it must have some."""
    needed = {
        "group_mean": {"group": "region"},
        "group_median": {"group": "region"},
        "distance_to_reference": {"unit": "AAA"},
        "categories": {"bounds": (20, 80)},
        "power": {"order": 0.5},
        "optimised": {"targets": {"a": 1.0}},
        "budget": {"nodes": {"index": {"one": {"a": 60.0, "b": 40.0}, "two": {"a": 40.0, "b": 60.0}}}},
        "ahp": {"nodes": {"index": {"a > b": 3.0}}},
    }
    for step, registry in REGISTRIES.items():
        for kind, method in registry.items():
            if kind in needed:
                yield pytest.param(method, needed[kind], id=f"{step}-{kind}")
            else:
                yield pytest.param(method, {}, id=f"{step}-{kind}")
    for assumption, settings in (
        (assumptions.VaryWeights, {"levels": (1, 2)}),
        (assumptions.VaryWeights, {"spread": "dirichlet"}),
        (assumptions.VaryMethod, {"step": "treat", "among": (1, 2), "node": "a"}),
        (assumptions.LeaveOut, {}),
        (noise.VaryCounts, {}),
        (noise.VaryLinks, {"modes": ("air",)}),
    ):
        yield pytest.param(assumption, settings, id=assumption.__name__)


@pytest.mark.parametrize(("method", "settings"), list(methods()))
@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_method_says_what_it_does_in_every_language(method, settings, tag):
    try:
        words = method(**settings).words()
    except (TypeError, ValueError) as error:
        pytest.fail(f"give {method.kind} settings in this test: {error}")
    assert isinstance(words, Words)
    assert "{" not in language(tag).translated(words)


@pytest.mark.release
@pytest.mark.parametrize(("method", "settings"), list(methods()))
@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_method_is_described_in_english_elsewhere(method, settings, tag):
    words = method(**settings).words()
    assert language(tag).translated(words) != words


def test_words_are_english_text_with_their_parts():
    text = phrase_n("{number} of {who}", "{number} of {who}, each", 3, who=quoted(["a", "b"]), share=percentage(0.05))
    assert text == "3 of “a” and “b”, each"
    assert language("fr").translated(phrase("weighted median")) == "médiane pondérée"
    again = sentences(text, "", phrase("x {y}", y=Commas((1, 2.5))))
    assert again == "3 of “a” and “b”, each x 1, 2.5"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_method_that_nobody_has_translated_is_described_in_english(tag):
    words = phrase("Each value is halved {times} times, as its author wished.", times="3")
    assert language(tag).translated(words) == "Each value is halved 3 times, as its author wished."


def test_words_survive_a_copy():
    import copy
    import pickle

    text = phrase_n("{number} unit", "{number} units", 2)
    for made in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):  # noqa: S301 - our own
        assert (made, made.msgid, made.many, made.number) == (text, text.msgid, text.many, 2)


@given(st.text(), st.text())
def test_braces_of_users_are_text(one, other):
    assert phrase("{a} by {b}", a=one, b=other) == f"{one} by {other}"
    assert language("en")("{a} by {b}", a=one, b=other) == f"{one} by {other}"


def test_reasons_of_the_result_are_said_again(result):
    french = compose(result, DATE, language=language("fr"))
    english = compose(result, DATE)
    (one,), (other,) = french.unranked, english.unranked
    assert other.reason == str(result.left_out["reason"].iloc[0])
    assert "observed" not in one.reason
    assert one.reason == "ensemble des indicateurs\u00a0: données observées pour 2 sur 10, 50\u00a0% exigés"


def test_verdicts_are_said_in_the_language_of_the_report(result):
    document = compose(result, DATE, language=language("fr"))
    (checks,) = next(s.body for s in document.sections if s.id == "audit")
    assert checks.kind == "checks"
    assert {row[0] for row in checks.rows} <= {"à examiner", "insuffisant"}
    assert not [row for row in checks.rows if re.search(r"\b(the|members|units)\b|\d\.\d", f"{row[1]} {row[2]}")]


# --- numbers, dates, lists ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "said_as"),
    [
        ("en", ("−12,345.7", "93%", "67.8 million", "22 November 2026", "A, B and C", "1 and 2")),
        ("fr", ("−12\u202f345,7", "93\u00a0%", "67,8 millions", "22 novembre 2026", "A, B et C", "1 et 2")),
        ("zh", ("−12,345.7", "93%", "6,780万", "2026年11月22日", "A、B和C", "1和2")),
    ],
)
def test_numbers_dates_and_lists_follow_the_language(tag, said_as):
    t = language(tag)
    assert (
        t.decimal(-12345.67, 1),
        t.percent(0.934),
        t.large(67_800_000).replace("\u00a0", " "),
        t.date(DATE),
        t.listing(["A", "B", "C"]),
        t.part((1, 2)),
    ) == said_as


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_reads_back_in_french(value, places):
    text = language("fr").decimal(value, places)
    back = float(text.replace("\u202f", "").replace(",", ".").replace("−", "-"))
    assert back == pytest.approx(round(value, places), abs=10**-places)


@pytest.mark.parametrize("tag", ["en", "fr", "zh"])
def test_large_numbers_change_their_word_and_not_their_size(tag):
    t = language(tag)
    sizes = {"million": 1e6, "milliard": 1e9, "billion": 1e12 if tag == "fr" else 1e9, "trillion": 1e12}
    sizes |= {"万": 1e4, "亿": 1e8, "万亿": 1e12}
    for value in (1e6, 2.78e7, 3.14e8, 9.9e9, 1.5e12, 123e12):
        number, word = re.fullmatch(r"([\d.,\u202f]+)\s?(\w+)", t.large(value)).groups()
        point, group = t.signs
        read = float(number.replace(group, "").replace(point, ".")) * sizes[word.removesuffix("s")]
        assert read == pytest.approx(value, rel=0.01)


def test_pages_in_french_have_no_english_number(result):
    made = html.pages(compose(result, DATE, FILES, language=language("fr")))
    own = sorted(own_texts(result), key=len, reverse=True)
    for name in ("index.html", "countries/AAA.html"):
        text = made[name].decode()
        assert '<html lang="fr">' in text
        numbered = re.compile(r"(Figure|Tableau) [0-9A-Z]+\.\d+")  # a number of a figure is no decimal
        shown = [t for t in Text(FORMULA.sub("", text)).found if re.search(r"\d\.\d|\d%", numbered.sub("", t))]
        assert [t for t in shown if not any(w in t for w in own if re.search(r"\d", w))] == []


# --- which languages there are -----------------------------------------------------------------------------------------


def test_an_unknown_language_is_a_problem_that_names_the_known_ones(starter):
    text = (starter / "index.toml").read_text("utf-8")
    (starter / "index.toml").write_text(text.replace("[index]\n", '[index]\nlanguage = "tlh"\n', 1), "utf-8")
    with pytest.raises(InputError, match=r"language: must be one of en, fr, zh, got 'tlh'; .*locale/TAG.po"):
        read_edition(starter)


def test_a_region_takes_the_words_of_its_language():
    assert language_problems("fr-CA") == []
    assert language("fr-CA")("Rank") == "Rang"
    assert language("en-US").date(DATE) == "November 22, 2026"


def brought(folder, name, entry):
    (folder / "locale").mkdir(exist_ok=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "locale" / name).write_text(head + entry, "utf-8")


def test_an_edition_may_bring_its_own_words(starter):
    brought(starter, "de.po", 'msgid "Rank"\nmsgstr "Rang (DE)"\n')
    brought(starter, "fr.po", 'msgid "Rank"\nmsgstr "Place"\n')
    text = (starter / "index.toml").read_text("utf-8")
    (starter / "index.toml").write_text(text.replace("[index]\n", '[index]\nlanguage = "de"\n', 1), "utf-8")
    edition = read_edition(starter)
    assert "locale/de.po" in edition.inputs
    german = language("de", starter)
    assert (german("Rank"), german("Score"), german.decimal(1234.5, 1)) == ("Rang (DE)", "Score", "1.234,5")
    french = language("fr", starter)
    assert (french("Rank"), french("Weighting")) == ("Place", "Pondération")
    page = html.pages(compose(build(edition), DATE), language=german)["index.html"].decode()
    assert "Rang (DE)" in page


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ('msgid "{share} of the index"\nmsgstr "{share.__class__} !"\n', "must use the places of its message"),
        ('msgid "{share} of the index"\nmsgstr "{other}"\n', "must use the places of its message"),
        ('msgid "{share} of the index"\nmsgstr "{share"\n', "must use the places of its message"),
        ("what is this\n", "must be a gettext catalogue"),
    ],
)
def test_words_an_edition_brings_are_checked(starter, entry, rule):
    brought(starter, "de.po", entry)
    with pytest.raises(InputError, match=rule):
        read_edition(starter)


# --- fonts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["en", *TRANSLATED])
def test_the_shipped_fonts_have_every_sign_of_a_catalogue(tag):
    t = language(tag)
    said_in = set().union(*(f for forms_ in t.catalogue.messages.values() for f in forms_), t.date(DATE))
    said_in = said_in.union(*t.catalogue.names.values())
    said_in |= {s for k in range(6, 15) for s in t.large(1.5 * 10**k)} | set(t.decimal(-12345.6, 1) + t.percent(0.5))
    assert fonts.uncovered(said_in) == []
    assert fonts.needs_han(said_in) == (tag == "zh")


def test_bold_and_regular_have_the_same_signs():
    assert len({fonts.signs_of(name) for name, _ in fonts.HAN_FACES}) == 1
    assert set(catalogues.signs()) <= fonts.signs_of("NotoSansSC-Regular")
    size = sum((fonts.FONTS / f"{name}.woff2").stat().st_size for name, _ in fonts.HAN_FACES)
    assert size < 400_000


def test_signs_that_no_font_has_are_named(result, synthetic):
    made = compose(synthetic.renamed(result, {"AAA": "ประเทศ 魑"}), DATE)
    told = fonts.warning(fonts.signs(made))
    assert "魑 U+9B51" in told
    assert "ป U+0E1B" in told
    assert fonts.warning(fonts.signs(compose(result, DATE))) == ""


def test_pages_carry_the_chinese_signs_they_use(result):
    chinese = compose(result, DATE, FILES, language=language("zh"))
    made = html.pages(chinese)
    index = made["index.html"].decode()
    assert '<html lang="zh">' in index
    assert index.count("font-family:&#34;Noto Sans SC") + index.count('font-family:"Noto Sans SC"') == 2
    shown = fonts.han_in("".join(Text(index).found))
    assert shown
    assert shown <= chinese_signs_of(index)
    assert html.pages(chinese) == made


def chinese_signs_of(page):
    from fontTools.ttLib import TTFont

    data = re.search(r'font-family:"Noto Sans SC";font-weight:400[^"]*"data:font/woff2;base64,([^"]+)"', page)
    with TTFont(io.BytesIO(base64.b64decode(data[1]))) as font:
        return set(map(chr, font.getBestCmap()))


def test_the_page_to_explore_carries_the_signs_of_large_numbers_that_its_script_writes(result):
    page = html.pages(compose(result, DATE, FILES, language=language("zh")))["explore.html"].decode()
    assert not {"万", "亿"} <= set("".join(Text(page).found))
    assert {"万", "亿"} <= chinese_signs_of(page)


@pytest.mark.slow
def test_the_chinese_book_is_drawn_with_the_shipped_fonts(result, request):
    request.getfixturevalue("needs_pango")
    pypdf = pytest.importorskip("pypdf")
    chinese = compose(result, DATE, language=language("zh"))
    shown = tuple(s for s in chinese.sections if s.kind not in ("pillar", "groups"))
    numbered = {k: x for k, x in chinese.exhibits.items() if x.section in {s.id for s in shown} and k != "ranking.map"}
    short = dataclasses.replace(chinese, map=None, sections=shown, exhibits=numbered)
    read = pypdf.PdfReader(io.BytesIO(pdf.book(short)))
    names = {
        str(f.get_object()["/BaseFont"]).split("+")[-1]
        for page in read.pages
        for f in page["/Resources"].get("/Font", {}).values()
    }
    assert {n.split("-")[0] for n in names} == {"Inter", "Noto"}
    assert read.trailer["/Root"]["/Lang"] == "zh"
    assert "排名表" in re.sub(r"\s", "", "".join(page.extract_text() for page in read.pages))


def test_english_pages_carry_no_chinese_font(pages):
    assert not [name for name, content in pages.items() if b"Noto Sans SC" in content]


# --- the command ---------------------------------------------------------------------------------------------------


def test_help_needs_neither_babel_nor_fonts():
    code = "import sys, connectindex.cli; print([m for m in ('babel', 'fontTools', 'jinja2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
