"""Files replaced one by one: all of them or none, whatever fails and whenever the process is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connectindex import placing
from connectindex.errors import InputError
from connectindex.placing import aside_of, check_target, reserved
from connectindex.placing.owned import MANIFEST, REPORT, manifest_of
from connectindex.placing.steps import Step, planned

FIRST = {"index.html": b"one", "tables/a.csv": b"a1", "tables/b.csv": b"b1", "same.txt": b"same"}
SECOND = {"index.html": b"two", "countries/c.html": b"c1", "tables/a.csv": b"a2", "same.txt": b"same"}


def ours(files):
    return {**files, MANIFEST: manifest_of(REPORT, files)}


def put(out, files):
    with reserved(out) as place:
        place(ours(files))


def listing(folder):
    return sorted(p.name for p in folder.iterdir())


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def site(tmp_path):
    """An output with a file of the user's, which is why its folder stays the same."""
    put(tmp_path / "site", FIRST)
    (tmp_path / "site/CNAME").write_bytes(b"mine")
    return tmp_path / "site"


def test_removals_come_first_and_the_manifest_last():
    before = {"ald.html": "1", MANIFEST: "x", "same": "s"}
    after = {"ALD.html": "1", MANIFEST: "y", "same": "s", "zeta": "z"}
    assert planned(before, after) == [
        Step("ald.html", "1", None),
        Step("ALD.html", None, "1"),
        Step("zeta", None, "z"),
        Step(MANIFEST, "x", "y"),
    ]


def test_the_folder_stays_the_same_and_what_is_unchanged_is_not_written(site):
    folder, same, changed = ((site / name).stat().st_ino for name in ("", "same.txt", "index.html"))
    put(site, SECOND)
    assert (site.stat().st_ino, (site / "same.txt").stat().st_ino) == (folder, same)
    assert (site / "index.html").stat().st_ino != changed
    assert tree(site) == {**ours(SECOND), "CNAME": b"mine"}
    assert not (site / "tables/b.csv").exists()


def killed(site, last):
    """A fork that puts the second output and dies at that request to the disk; whether it died."""
    child = os.fork()
    if not child:
        left = [last]

        def watch(event, _args):
            if event in {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link"}:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(watch)
            put(site, SECOND)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="kills by fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_killed_at_every_moment_the_next_build_finds_the_former_output(tmp_path, monkeypatch):
    """Or the new one; never some of both, and the user's file at any moment."""
    monkeypatch.chdir(tmp_path)
    found = {"before": 0, "after": 0, "half": 0}
    for moment in range(1000):
        site = tmp_path / str(moment) / "site"
        put(site, FIRST)
        (site / "CNAME").write_bytes(b"mine")
        died = killed(site, moment)
        assert (site / "CNAME").read_bytes() == b"mine"
        half = tree(site) not in ({**ours(FIRST), "CNAME": b"mine"}, {**ours(SECOND), "CNAME": b"mine"})
        check_target(site, REPORT)
        whole = tree(site)
        found["half"] += half
        found["before"] += whole == {**ours(FIRST), "CNAME": b"mine"}
        found["after"] += whole == {**ours(SECOND), "CNAME": b"mine"}
        assert sum(found.values()) - found["half"] == moment + 1, f"neither of both after {moment}: {sorted(whole)}"
        assert listing(site.parent) == ["site"]
        if not died:
            break
    assert not died
    assert min(found.values()) >= 3, found


@pytest.mark.parametrize("fails", range(1, 5))
def test_after_an_error_all_is_as_it_was(site, tmp_path, monkeypatch, fails):
    before = tree(site)
    replace, calls = Path.replace, []

    def failing(self, to):
        if not str(to).endswith("journal.json"):
            calls.append(to)
        if len(calls) == fails:
            calls.append(None)  # and once only
            raise OSError(5, "Input/output error")
        return replace(self, to)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(
        InputError, match="could not be written: Input/output error; what was there before is as it was"
    ):
        put(site, SECOND)
    assert tree(site) == before
    assert listing(tmp_path) == ["site"]


def test_an_interrupt_is_undone_too(site, monkeypatch):
    before, unlink = tree(site), Path.unlink

    def interrupted(self, **more):
        unlink(self, **more)
        if self.name == "b.csv":
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "unlink", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(site, SECOND)
    assert tree(site) == before


def test_what_cannot_be_put_back_waits_for_the_next_build(site, tmp_path, monkeypatch):
    before, replace = tree(site), Path.replace

    def failing(self, to):
        if to.name == MANIFEST or "old" in self.parts:
            raise OSError(5, "Input/output error")
        return replace(self, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        with pytest.raises(InputError, match="could not be put back as it was: Input/output error; the next build"):
            put(site, SECOND)
    assert listing(tmp_path) == [".site-building", "site"]
    check_target(site, REPORT)
    assert tree(site) == before
    assert listing(tmp_path) == ["site"]


def test_a_file_that_is_saved_while_ours_are_replaced_stays(site, monkeypatch):
    """The last look at a file is right before it goes."""
    take = placing.steps._take

    def meanwhile(step, target, aside):
        if step.name == "index.html":
            (site / "index.html").unlink()
            (site / "index.html").write_bytes(b"saved just now")
        take(step, target, aside)

    monkeypatch.setattr(placing.steps, "_take", meanwhile)
    with pytest.raises(InputError, match=r"index.html: must be as it was written"):
        put(site, SECOND)
    assert (site / "index.html").read_bytes() == b"saved just now"
    assert (site / "tables/b.csv").read_bytes() == b"b1"


@pytest.mark.parametrize("rows", [[["../thesis.txt", None, "SHA"]], [[".git/x", None, "SHA"]], [["a"]], {}, 1, None])
def test_a_journal_that_lies_undoes_nothing(site, tmp_path, rows):
    import hashlib

    (tmp_path / "thesis.txt").write_bytes(b"thesis")
    aside = aside_of(site)
    aside.mkdir()
    (aside / placing.MARK).touch()
    text = json.dumps(rows).replace("SHA", hashlib.sha256(b"thesis").hexdigest())
    (aside / "journal.json").write_text("{" if rows is None else text, "utf-8")
    put(site, SECOND)
    assert (tmp_path / "thesis.txt").read_bytes() == b"thesis"
    assert tree(site) == {**ours(SECOND), "CNAME": b"mine"}


def test_a_disk_without_hard_links(site, monkeypatch):
    def refuse(*_args, **_more):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    put(site, SECOND)
    assert tree(site) == {**ours(SECOND), "CNAME": b"mine"}


def test_without_an_exchange_in_one_step(tmp_path, monkeypatch):
    """As on all systems but Linux."""
    monkeypatch.setattr(placing, "_exchanged", lambda _a, _b: False)
    put(tmp_path / "out", FIRST)
    put(tmp_path / "out", SECOND)
    assert tree(tmp_path / "out") == ours(SECOND)
    assert listing(tmp_path) == ["out"]


def test_on_linux_a_folder_of_ours_alone_is_exchanged_and_keeps_its_permissions(tmp_path):
    out = tmp_path / "out"
    put(out, FIRST)
    out.chmod(0o750)
    before = out.stat().st_ino
    put(out, SECOND)
    if placing._exchanged(out, out):
        assert out.stat().st_ino != before
    assert oct(out.stat().st_mode & 0o777) == "0o750"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_folder_that_a_shell_works_in_stays_the_same(tmp_path):
    put(tmp_path / "out", FIRST)
    script = "read line; ls"
    shell = subprocess.Popen(
        ["sh", "-c", script], cwd=tmp_path / "out", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    while Path(f"/proc/{shell.pid}/cwd").readlink() != tmp_path / "out":
        time.sleep(0.01)
    put(tmp_path / "out", SECOND)
    seen, _ = shell.communicate("go\n", timeout=60)
    assert "index.html" in seen.split()
    assert "countries" in seen.split()


def test_a_file_that_comes_in_the_moment_of_the_exchange_is_brought_back(tmp_path, monkeypatch):
    out = tmp_path / "out"
    put(out, FIRST)
    exchanged = placing._exchanged

    def meanwhile(a, b):
        (out / "thesis.txt").write_bytes(b"thesis")
        return exchanged(a, b)

    monkeypatch.setattr(placing, "_exchanged", meanwhile)
    put(out, SECOND)
    assert tree(out) == {**ours(SECOND), "thesis.txt": b"thesis"}


def test_a_file_in_use_on_windows_is_named(site, monkeypatch):
    def in_use(*_):
        error = PermissionError(13, "The process cannot access the file", "tables.xlsx")
        error.winerror = 32
        raise error

    monkeypatch.setattr(placing, "_swap", in_use)
    with pytest.raises(InputError, match=r"site: must not be open in another program: tables.xlsx; what was there"):
        put(site, SECOND)
