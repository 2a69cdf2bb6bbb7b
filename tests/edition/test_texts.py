"""texts/ of an edition: found by name and language, wrong names told with a hint, part of the inputs."""

from __future__ import annotations

import shutil

import pytest

import connectindex as ci
from connectindex.edition.presets import copy_preset
from connectindex.edition.read import parse, starter_folder
from connectindex.edition.texts import LARGEST
from connectindex.up_to_date import up_to_date


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "edition"
    shutil.copytree(starter_folder(), made)
    shutil.rmtree(made / "texts", ignore_errors=True)
    return made


def write(folder, name, text="Words.\n"):
    path = folder / "texts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_every_text_is_read_by_its_name(folder):
    names = (
        "foreword", "findings", "acknowledgements", "chapters/energy", "chapters/index", "units/ALD"
    )  # fmt: skip
    for name in names:
        write(folder, f"{name}.md", f"On {name}.\n")
    texts = ci.read_edition(folder).texts
    assert {name: texts.of(name, "en") for name in names} == {name: f"On {name}.\n" for name in names}


def test_a_language_has_its_own_text_and_others_the_common_one(folder):
    write(folder, "foreword.md", "Welcome.")
    write(folder, "foreword.fr.md", "Bienvenue.")
    write(folder, "units/ALD.zh.md", "您好")
    texts = ci.read_edition(folder).texts
    assert [texts.of("foreword", tag) for tag in ("en", "fr", "fr-CA", "zh")] == [
        "Welcome.", "Bienvenue.", "Bienvenue.", "Welcome."
    ]  # fmt: skip
    assert [texts.of("units/ALD", tag) for tag in ("en", "zh")] == ["", "您好"]


def test_all_wrong_names_are_told_at_once_each_with_its_hint(folder):
    for name in (
        "forword.md", "chapters/telekom.md", "units/ALDD.md", "units/notes.txt", "foreword.xx.md", "more/a.md"
    ):  # fmt: skip
        write(folder, name)
    write(folder, "findings.md", "")
    write(folder, "acknowledgements.md", "x" * (LARGEST + 1))
    assert sorted(map(str, parse(folder)[1])) == [
        "texts/acknowledgements.md: must be 200,000 bytes or less, got 200,001",
        "texts/chapters/telekom.md: must be named by a node of the tree, got 'telekom'; did you mean 'telecom'?",
        "texts/findings.md: must not be empty",
        "texts/foreword.xx.md: must name a language of reports, got 'xx'; one of en, fr, zh",
        "texts/forword.md: must have the name of a text, got 'forword'; did you mean 'foreword'?",
        (
            "texts/more/a.md: must have the name of a text; known: foreword.md, findings.md, acknowledgements.md, "
            "chapters/NODE.md, units/CODE.md"
        ),
        "texts/units/ALDD.md: must be named by a unit, got 'ALDD'; did you mean 'ALD'?",
        "texts/units/notes.txt: must be Markdown, with the ending .md, got '.txt'",
    ]


def test_a_folder_of_texts_with_a_misspelt_name_is_told(folder):
    write(folder, "foreword.md")
    (folder / "texts").rename(folder / "text")
    assert [str(p) for p in parse(folder)[1]] == [
        "text/: must have the name of the folder of texts; did you mean 'texts/'?"
    ]
    (folder / "text").rename(folder / "tests")
    assert parse(folder)[1] == []


def test_texts_outside_of_the_edition_are_not_read(folder, tmp_path):
    (tmp_path / "secret.md").write_text("secret", "utf-8")
    (folder / "texts").mkdir()
    (folder / "texts" / "foreword.md").symlink_to(tmp_path / "secret.md")
    assert [(p.place, p.rule) for p in parse(folder)[1]] == [("texts/foreword.md", "must lie inside the edition")]


def test_a_unit_of_an_index_of_pairs_is_a_pair(tmp_path):
    copy_preset("belt-and-road", tmp_path / "pairs")
    write(tmp_path / "pairs", "units/CHN-KAZ.md")
    write(tmp_path / "pairs", "units/KAZ.md")
    assert [str(p) for p in parse(tmp_path / "pairs")[1]] == [
        "texts/units/KAZ.md: must be named by a unit, got 'KAZ'; did you mean 'CHN-KAZ'?"
    ]


def test_a_unit_that_is_not_compared_has_no_text(folder):
    table = (folder / "units.csv").read_text("utf-8").splitlines()
    lines = [table[0] + ",scored", *(line + (",no" if line.startswith("ALD") else ",yes") for line in table[1:])]
    (folder / "units.csv").write_text("\n".join(lines) + "\n", "utf-8")
    write(folder, "units/ALD.md")
    assert [p.place for p in parse(folder)[1]] == ["texts/units/ALD.md"]


def test_texts_are_inputs_and_a_changed_one_is_a_reason_to_build_again(folder, tmp_path):
    write(folder, "units/ALD.md")
    edition = ci.read_edition(folder)
    assert "texts/units/ALD.md" in edition.inputs
    ci.report(ci.build(edition), tmp_path / "out", pdf=False)
    options = {"pdf": False}
    assert up_to_date(folder, tmp_path / "out", None, None, options)
    write(folder, "units/ALD.md", "Other words.\n")
    assert up_to_date(folder, tmp_path / "out", None, None, options) is None


def test_an_output_is_not_put_among_the_texts(folder):
    write(folder, "foreword.md")
    with pytest.raises(ci.InputError, match="texts"):
        ci.report(ci.build(ci.read_edition(folder)), folder / "texts", pdf=False)


def test_an_edition_with_other_weights_keeps_its_texts(folder):
    write(folder, "foreword.md", "Welcome.")
    assert ci.read_edition(folder).replace(weights={"energy": 3}).texts.of("foreword", "en") == "Welcome."
