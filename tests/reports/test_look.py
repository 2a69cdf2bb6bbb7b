"""How pages and book look: figures of tables, minus signs, heads of columns, breaks."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from connectindex.edition.trees import TreeReader
from connectindex.model.figures import Figure
from connectindex.pipeline.build import build
from connectindex.reports import assets, html
from connectindex.reports.compose import compose
from connectindex.reports.document import AuditTable, text_columns
from connectindex.reports.language import language

DATE = dt.date(2026, 11, 22)


@pytest.mark.parametrize("sheet", ["css/book.css", "css/page.css"])
def test_figures_of_one_width_are_for_columns_of_numbers_alone(sheet):
    # in Inter they widen the hyphen, too: "Sub - Saharan"
    rules = re.findall(r"([^{}]+)\{[^{}]*tabular-nums[^{}]*\}", assets.text(sheet))
    assert rules
    selectors = {part.strip().split()[-1] for rule in rules for part in rule.split(",")}
    assert not selectors & {"html", "body", "table", "td", "th", "*", ":root"}


@pytest.mark.parametrize("sheet", ["css/book.css", "css/page.css"])
def test_no_word_of_a_column_head_is_hyphenated(sheet):
    assert "hyphens: auto" not in assets.text(sheet).replace("hyphens:auto", "hyphens: auto")


@pytest.mark.parametrize("tag", ["en", "fr", "zh"])
def test_a_minus_in_a_sentence_is_the_sign(tag):
    said = language(tag)("alpha {value}", value=Figure(-1.52, 2))
    assert "−1" in said
    assert "-" not in said
    assert str(Figure(-1.52, 2)) == "−1.52"


def test_counts_have_a_thousands_separator_and_years_have_none():
    english = language("en")
    assert english("{count} in {year}", count=12880, year=2026) == "12,880 in 2026"
    assert english.plural("{number} pair", "{number} pairs", 6060) == "6,060 pairs"


def test_a_node_has_a_short_name_for_narrow_columns(result):
    reader = TreeReader({"a"}, None)
    node = reader.read({"short": "Tel", "name": "Telecommunications", "indicators": ["a"]}, "T")
    assert (reader.problems, node.short) == ([], "Tel")
    wrong = TreeReader({"a"}, None)
    wrong.read({"short": 3, "indicators": ["a"]}, "T")
    assert [p.place for p in wrong.problems] == ["index.toml [tree] short"]
    tree = result.edition.tree
    first = replace(tree.children[0], short="Tr.", name="Transportation")
    edition = replace(result.edition, tree=replace(tree, children=(first, *tree.children[1:])))
    document = compose(build(edition), DATE)
    assert document.columns[0].name == "Tr."
    assert document.profiles[0].nodes[1].name == "Transportation"


def test_a_long_word_at_the_head_of_a_column_is_set_smaller(result):
    tree = result.edition.tree
    first = replace(tree.children[0], name="Telecommunications")
    edition = replace(result.edition, tree=replace(tree, children=(first, *tree.children[1:])))
    page = html.pages(compose(build(edition), DATE))["index.html"].decode()
    assert re.search(r'class="heat tighter">Telecommunications</th>', page)


def test_a_column_that_says_the_same_in_every_row_is_said_once():
    rows = (("a", "x", "1", ""), ("b", "x", "2", ""), ("c", "x", "3", ""))
    table = AuditTable("T", "", text_columns("Name", "Kind", "Number", "Empty"), rows)
    assert table.varying == (0, 2)
    assert table.constant == (("Kind", "x"),)
    assert AuditTable("T", "", text_columns("Name", "Kind"), rows[:2]).varying == (0, 1)


def test_the_tree_leaves_out_what_is_alike_in_all_rows(pages):
    page = pages["index.html"].decode()
    tree = page[page.index('<table class="tree"') :]
    tree = tree[: tree.index("</table>")]
    nominal = set(re.findall(r'<td class="num few">([^<]*)</td>', tree))
    assert nominal
    assert ("Nominal weight" in tree) == ("All nominal weights are equal." not in page)
