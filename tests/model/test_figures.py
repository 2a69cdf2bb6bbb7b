"""Figures of sentences: printed by the language that prints the sentence, never read back from English."""

from __future__ import annotations

import copy
import math
import pickle

import pytest

from connectindex.model.figures import Figure, change, percentage, rounded
from connectindex.model.words import Commas, phrase, probability
from connectindex.reports.language import language


@pytest.mark.parametrize(
    ("figure", "english", "french", "chinese"),
    [
        (Figure(1234.5, 1), "1,234.5", "1\u202f234,5", "1,234.5"),
        (Figure(-0.004, 2), "0.00", "0,00", "0.00"),
        (Figure(0.004, 2, signed=True), "0.00", "0,00", "0.00"),
        (percentage(0.295), "30%", "30\u00a0%", "30%"),
        (percentage(0.9996), "100%", "100\u00a0%", "100%"),
        (percentage(0.975, None), "97.5%", "97,5\u00a0%", "97.5%"),
        (percentage(12.345, 0), "1,234%", "1\u202f234\u00a0%", "1,234%"),
        (Figure(0.0123456, digits=3), "0.0123", "0,0123", "0.0123"),
        (Figure(1234.56, digits=3), "1,235", "1\u202f235", "1,235"),
        (Figure(99.96, digits=3), "100", "100", "100"),
        (Figure(2.5), "2.5", "2,5", "2.5"),
        (Figure(0.0), "0", "0", "0"),
        (change(0.214, 2, 5), "+0.21", "+0,21", "+0.21"),
        (rounded(0.9204, 0.92), "0.9204", "0,9204", "0.9204"),
    ],
)
def test_figures_in_text_and_in_languages(figure, english, french, chinese):
    assert str(figure) == english
    assert (language("en").part(figure), language("fr").part(figure), language("zh").part(figure)) == (
        english,
        french,
        chinese,
    )


def test_a_sentence_has_the_same_minus_in_text_and_reports():
    figure = change(-1.25, 1, 4)
    assert [str(figure), *(language(tag).part(figure) for tag in ("en", "fr"))] == ["−1.2", "−1.2", "−1,2"]


def test_numbers_inside_names_of_users_are_left_alone():
    """Text with digits is no figure: only what carries a value is printed by the language."""
    words = phrase("{name}: {share}", name="Route 1.5, 25%", share=percentage(0.25))
    assert language("fr").translated(words) == "Route 1.5, 25%: 25\u00a0%"


def test_a_probability_is_written_as_in_papers():
    assert [str(probability(p)) for p in (0.0009, 0.001, 0.0312)] == ["p < 0.001", "p = 0.001", "p = 0.031"]
    assert language("fr").part(probability(0.0312)) == "p = 0,031"


def test_a_number_that_is_none_is_no_trap():
    assert str(Figure(math.nan, 2)) == "nan"
    assert language("fr").part(Figure(math.nan, 2)) == "–"


def test_floats_without_a_format_have_six_digits():
    assert phrase("{x}", x=0.1 + 0.2) == "0.3"
    assert phrase("{x}", x=Commas((1.0, 2.5, 1e-7))) == "1, 2.5, 0.0000001"
    assert language("fr").translated(phrase("{x}", x=0.1 + 0.2)) == "0,3"


def test_figures_survive_a_copy():
    words = phrase("{x}", x=percentage(0.5))
    for made in (copy.deepcopy(words), pickle.loads(pickle.dumps(words))):  # noqa: S301 - our own
        assert made.values["x"] == percentage(0.5)
        assert language("fr").translated(made) == "50\u00a0%"
