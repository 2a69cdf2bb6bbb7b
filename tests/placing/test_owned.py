"""What is ours in a folder and what is the user's: by the manifest and by hashes, whatever the manifest says."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from connectindex.errors import InputError
from connectindex.placing import check_target, overlaps, reserved
from connectindex.placing.owned import (
    COMPARISON,
    MANIFEST,
    REPORT,
    WHAT_IF,
    changed,
    earlier,
    in_the_way,
    manifest_of,
    state,
    strangers,
)

KINDS = (REPORT, COMPARISON, WHAT_IF)
FIRST = {"index.html": b"one", "tables/a.csv": b"a1", "tables/b.csv": b"b1"}
SECOND = {"index.html": b"two", "tables/a.csv": b"a1", "countries/c.html": b"c1"}


def sha(content):
    return hashlib.sha256(content).hexdigest()


def put(out, files, kind=REPORT):
    with reserved(out) as place:
        place({**files, MANIFEST: manifest_of(kind, files)})


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def listed(folder):
    """Everything but the manifest."""
    return {name: content for name, content in tree(folder).items() if name != MANIFEST}


def problems(out, kind=REPORT, inputs=()):
    with pytest.raises(InputError) as refused:
        check_target(out, kind, inputs)
    return [str(p) for p in refused.value.problems]


@pytest.fixture
def out(tmp_path):
    put(tmp_path / "out", FIRST)
    return tmp_path / "out"


THEIRS = {
    ".git/HEAD": b"ref: refs/heads/main\n",
    "CNAME": b"index.example.org\n",
    "tables/thesis.docx": b"ten years",
    "countries/photos/a.jpg": b"jpg",
}


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_the_users_stay_whatever_is_written_beside_them(tmp_path, kind):
    out = tmp_path / "out"
    put(out, FIRST, kind)
    for name, content in THEIRS.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    check_target(out, kind)
    put(out, SECOND, kind)
    assert listed(out) == {**SECOND, **THEIRS}
    put(out, {}, kind)
    assert listed(out) == THEIRS
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_holds_only_ours_has_nothing_left_of_the_last_output(out):
    put(out, SECOND)
    assert listed(out) == SECOND
    assert sorted(p.name for p in out.iterdir()) == ["countries", "index.html", MANIFEST, "tables"]


def test_a_file_changed_by_hand_is_named_and_all_stays(out):
    (out / "index.html").write_bytes(b"one and mine")
    (out / "tables/b.csv").write_bytes(b"mine")
    before = tree(out)
    rule = "must be as it was written: it was changed since; move it away, or delete it to have it made anew"
    expected = [f"{out}/index.html: {rule}", f"{out}/tables/b.csv: {rule}"]
    assert problems(out) == expected
    with pytest.raises(InputError) as refused:
        put(out, SECOND)
    assert [str(p) for p in refused.value.problems] == expected
    assert tree(out) == before


def test_many_files_changed_are_counted(tmp_path):
    put(tmp_path / "out", {f"{k:03}.html": b"" for k in range(300)})
    for path in (tmp_path / "out").glob("*.html"):
        path.write_bytes(b"\r\n")
    said = problems(tmp_path / "out")
    assert len(said) == 21
    assert "280 more files" in said[-1]


def test_a_file_that_was_deleted_is_made_anew(out):
    (out / "index.html").unlink()
    check_target(out, REPORT)
    put(out, SECOND)
    assert listed(out) == SECOND


@pytest.mark.parametrize("name", ["countries", "countries/c.html", "Countries", "countries/C.html", "COUNTRIES/x.txt"])
def test_the_users_file_where_one_of_ours_is_to_be_is_named(out, name):
    """Names that differ by capitals alone, too: on many disks they are one file."""
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_bytes(b"mine")
    before = tree(out)
    with pytest.raises(InputError, match="must not be there, as a file of this name is to be written") as refused:
        put(out, SECOND)
    assert len(refused.value.problems) == 1
    assert tree(out) == before


def test_accents_coded_in_another_way(tmp_path):
    (tmp_path / "cafe\u0301.html").write_bytes(b"mine")
    assert in_the_way(tmp_path, ["caf\u00e9.html"], ()) == ["cafe\u0301.html"]


def test_our_own_name_in_other_capitals_gives_way(tmp_path):
    out = tmp_path / "out"
    put(out, {"countries/ald.html": b"1"})
    (out / "CNAME").write_bytes(b"mine")
    put(out, {"countries/ALD.html": b"1"})
    assert listed(out) == {"countries/ALD.html": b"1", "CNAME": b"mine"}


LIES = {
    "above": {"../thesis.txt": sha(b"thesis")},
    "deep above": {"tables/../../thesis.txt": sha(b"thesis")},
    "a checkout's own": {".git/HEAD": sha(b"ref: refs/heads/main\n")},
    "no hash": {"index.html": None},
    "a drive": {"C:thesis.txt": sha(b"thesis")},
    "backslashes": {"..\\thesis.txt": sha(b"thesis")},
    "empty": {"": sha(b"thesis")},
    "a list": [],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lie", [*LIES, "absolute"])
def test_a_manifest_that_lists_what_lies_elsewhere_is_none_of_ours(tmp_path, lie, kind):
    thesis, out = tmp_path / "thesis.txt", tmp_path / "out"
    thesis.write_bytes(b"thesis")
    (out / ".git").mkdir(parents=True)
    (out / ".git/HEAD").write_bytes(b"ref: refs/heads/main\n")
    (out / "index.html").write_bytes(b"mine")
    outputs = {str(thesis): sha(b"thesis")} if lie == "absolute" else LIES[lie]
    (out / MANIFEST).write_text(json.dumps({"kind": kind, "connectindex": "0", "outputs": outputs}), "utf-8")
    before = tree(tmp_path)
    assert earlier(out) is None
    (said,) = problems(out, kind)
    assert said.startswith(f"{out}/{MANIFEST}: must not be there, as a file of this name is to be written; it is none")
    with pytest.raises(InputError, match="must not be there"):
        put(out, SECOND, kind)
    assert tree(tmp_path) == before


def test_a_manifest_with_wrong_hashes_removes_nothing(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_bytes(b"thesis")
    (out / "index.html").mkdir()
    (out / MANIFEST).write_bytes(manifest_of(REPORT, {"thesis.txt": b"another", "index.html": b""}))
    before = tree(out)
    assert [p.split(":")[0] for p in problems(out)] == [f"{out}/index.html", f"{out}/thesis.txt"]
    with pytest.raises(InputError):
        put(out, SECOND)
    assert tree(out) == before


def test_links_in_a_folder_are_never_followed(tmp_path, out):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("a.csv", "b.csv"):
        (elsewhere / name).write_bytes((out / "tables" / name).read_bytes())
        (out / "tables" / name).unlink()
    (out / "tables").rmdir()
    (out / "tables").symlink_to(elsewhere)
    (out / "index.html").rename(tmp_path / "page.html")
    (out / "index.html").symlink_to(tmp_path / "page.html")
    assert changed(out, json.loads((out / MANIFEST).read_bytes())["outputs"]) == list(FIRST)
    with pytest.raises(InputError, match="it was changed since"):
        put(out, SECOND)
    (out / "index.html").unlink()
    (out / MANIFEST).unlink()
    (out / ".git").mkdir()
    with pytest.raises(InputError, match="tables: must not be there"):
        put(out, SECOND)
    assert tree(elsewhere) == {"a.csv": b"a1", "b.csv": b"b1"}
    assert (tmp_path / "page.html").read_bytes() == b"one"


def test_a_manifest_behind_a_link_or_a_pipe_is_none_of_ours(tmp_path, out):
    (out / MANIFEST).rename(tmp_path / "manifest")
    (out / MANIFEST).symlink_to(tmp_path / "manifest")
    assert earlier(out) is None
    (out / MANIFEST).unlink()
    os.mkfifo(out / MANIFEST)
    assert earlier(out) is None
    assert problems(out)[0].startswith(f"{out}: must be empty, new, or an earlier output; it holds files, but no")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["whatif.csv", "targets.csv", "comparison.csv", "manifest.json", "thesis.docx"])
def test_no_file_by_its_name_alone_makes_a_folder_replaceable(tmp_path, name, kind):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_bytes(b"{}")
    (said,) = problems(tmp_path / "out", kind)
    assert "must be empty, new, or " in said
    assert listed(tmp_path) == {f"out/{name}": b"{}"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_holds_another_kind_of_output_is_refused(tmp_path, kind):
    for other in KINDS:
        out = tmp_path / other
        put(out, FIRST, other)
        if other == kind:
            check_target(out, kind)
        else:
            assert "it holds " in problems(out, kind)[0]


def test_a_checkout_and_a_folder_of_hidden_files_may_be_written_to(tmp_path):
    for name, files in {"site": [".git/HEAD", "CNAME", "README.md"], "plain": [".DS_Store"], "empty": []}.items():
        (tmp_path / name).mkdir()
        for file in files:
            (tmp_path / name / file).parent.mkdir(exist_ok=True)
            (tmp_path / name / file).write_bytes(b"theirs")
        check_target(tmp_path / name, REPORT)
        put(tmp_path / name, FIRST)
        put(tmp_path / name, SECOND)
        assert listed(tmp_path / name) == {**SECOND, **dict.fromkeys(files, b"theirs")}


@pytest.mark.parametrize(
    ("out", "read", "how"),
    [
        ("ed", "ed/index.toml", "hold"),
        (".", "ed/index.toml", "hold"),
        ("ed/values", "ed/values", "be"),
        ("ed/values/out", "ed/values", "lie in"),
        ("ed/Values/out", "ed/values", "lie in"),
        ("link/values/out", "ed/values", "lie in"),
        ("old", "link2", "be"),
        ("plans", "plans/whatif.csv", "hold"),
    ],
)
def test_a_target_is_no_input_holds_none_and_lies_in_none(tmp_path, monkeypatch, out, read, how):
    for folder in ("ed/values", "plans", "old"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "link").symlink_to("ed")
    (tmp_path / "link2").symlink_to("old")
    monkeypatch.chdir(tmp_path)
    (found,) = overlaps(Path(out), [Path(read)])
    assert str(found) == f"{out}: must not {how} what it is made from, got {read}; name another folder"
    assert problems(Path(out), REPORT, [tmp_path.parent / "elsewhere", Path(read)]) == [str(found)]


def test_a_target_beside_its_inputs_is_fine(tmp_path):
    (tmp_path / "ed/values").mkdir(parents=True)
    assert overlaps(tmp_path / "ed/build", [tmp_path / "ed/index.toml", tmp_path / "ed/values"]) == []
    assert overlaps(tmp_path / "ed/values2", [tmp_path / "ed/values"]) == []


def test_state_and_strangers(out):
    assert state(out, "tables/a.csv") == sha(b"a1")
    assert state(out, "tables/none.csv") is None
    assert state(out, "tables") == state(out, "index.html/x") == "no plain file"
    (out / "tables/x").mkdir()
    (out / "more").mkdir()
    (out / "more/y").write_bytes(b"")
    assert sorted(strangers(out, [*FIRST, MANIFEST])) == ["more", "tables/x"]
