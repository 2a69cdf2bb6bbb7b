"""Formulas: every method has one, or a reason for having none."""

from __future__ import annotations

import dataclasses
import re
import string

import pytest

from connectindex.stages.formulas import FORMULAS
from connectindex.stages.registries import REGISTRIES

ENTRIES = sorted(FORMULAS)


def test_every_method_has_a_formula_or_a_reason():
    assert set(FORMULAS) == {(step, kind) for step, registry in REGISTRIES.items() for kind in registry}
    assert [key for key, formula in FORMULAS.items() if not formula.tex and not formula.where] == []
    assert [key for key, formula in FORMULAS.items() if not formula.tex and key[1] != "none"] == []


@pytest.mark.parametrize(("step", "kind"), ENTRIES)
def test_settings_in_a_formula_are_those_of_its_method(step, kind):
    names = {f.name for f in dataclasses.fields(REGISTRIES[step][kind])}
    assert {name for _, name, _, _ in string.Formatter().parse(FORMULAS[step, kind].where) if name} - {
        "one",
        "many",
    } <= names


@pytest.mark.parametrize(("step", "kind"), ENTRIES)
def test_formulas_hold_no_words_of_a_language(step, kind):
    tex = re.sub(r"\\operatorname\{\w+\}|\\[a-zA-Z]+", "", FORMULAS[step, kind].tex)
    assert re.findall(r"[A-Za-z]{3,}", tex) == []
