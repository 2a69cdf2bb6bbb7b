"""Problems: rows with the same value are one, texts are cut, and all together are no longer than anyone reads."""

import pytest

from connectindex.errors import LONGEST, LONGEST_RULE, MOST_CHARACTERS, InputError, Problem, cut, limited, lines


def rows(values, column="source"):
    return [Problem(f"a.csv row {n}, column {column}", "must be known", repr(v)) for n, v in enumerate(values, 2)]


def test_rows_with_the_same_value_are_one_problem_with_their_count():
    found = [str(p) for p in limited(rows(["wdi", "imf", "wdi", "wdi"]))]
    assert found == [
        "a.csv row 2, column source: must be known, got 'wdi' (3 rows, this is the first)",
        "a.csv row 3, column source: must be known, got 'imf'",
    ]


def test_the_same_value_in_other_files_is_counted_with_the_first_but_in_other_columns_it_is_not():
    other = Problem("b.csv row 9, column source", "must be known", "'wdi'")
    elsewhere = Problem("b.csv row 9, column unit", "must be known", "'wdi'")
    assert [p.count for p in limited([*rows(["wdi"]), other, elsewhere])] == [2, 1]


def test_after_twenty_values_the_rows_of_all_others_are_counted():
    found = limited(rows([f"v{k % 25}" for k in range(100)]))
    assert len(found) == 21
    assert [p.count for p in found[:20]] == [4] * 20
    assert str(found[-1]) == "a.csv: must be known: 20 more rows break this rule"


def test_units_that_break_the_same_rule_stay_apart():
    units = [Problem(f"indicator x: unit {u}", "must be a finite number", "inf") for u in ("ALD", "BOR")]
    assert limited(units) == units


@pytest.mark.parametrize("part", ["place", "rule", "got", "hint"])
def test_no_part_of_a_problem_runs_on_for_pages(part):
    problem = Problem(**({"place": "p", "rule": "r", "got": "g", "hint": "h"} | {part: "x" * 90_000}))
    assert len(str(problem)) < 20 + (LONGEST if part in ("place", "got") else LONGEST_RULE)


def test_a_cut_text_keeps_its_beginning_and_its_end():
    assert cut("index.toml [tree." + "n" * 500 + "] weight", 39) == "index.toml [tree.n...nnnnnnnnnn] weight"


@pytest.mark.parametrize("part", ["place", "rule", "got", "hint"])
def test_what_a_terminal_obeys_is_not_printed(part):
    text = str(Problem(**({"place": "p", "rule": "r"} | {part: "a\x1b]0;owned\x07\udce9b"})))
    assert "a?]0;owned??b" in text


def test_all_problems_together_end_where_nobody_reads_on():
    problems = [Problem(f"unit {k}", "must be " + "x" * 90) for k in range(1000)]
    *said, last = lines(problems, "warning: ")
    assert sum(map(len, said)) <= MOST_CHARACTERS
    assert sum(map(len, said)) > MOST_CHARACTERS - 200
    assert last == f"warning: and {1000 - len(said)} more"
    assert InputError(problems).problems == tuple(problems)
    assert len(str(InputError(problems))) < MOST_CHARACTERS + 500
