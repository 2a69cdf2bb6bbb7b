"""Disks that are full, read-only or not ours: one line says so, exit 1, and what was there before stays."""

import ctypes
import hashlib
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINUX = sys.platform == "linux"
MEBIBYTE = 2**20


NEW = [sys.executable, "-m", "connectindex"]


@pytest.fixture(scope="module")
def build(program):
    def built(edition, out, program=program, **more):
        command = [*program, "build", str(edition), "-o", str(out), "--no-pdf", "--force"]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, **more)

    return built


def tree(folder):
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.fixture(scope="module")
def made(build, tmp_path_factory):
    """An output to be kept, and its edition."""
    from connectindex.edition.read import starter_folder

    home = tmp_path_factory.mktemp("made")
    shutil.copytree(starter_folder(), home / "edition", ignore=shutil.ignore_patterns("__*"))
    done = build(home / "edition", home / "out")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def disk(tmp_path, made):
    """A disk of its own in memory, with an output on it; only root can mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    size = sum(p.stat().st_size for p in (made / "out").rglob("*") if p.is_file())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size + MEBIBYTE}", "none", str(place)]
    if not LINUX or os.getuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    shutil.copytree(made / "out", place / "out")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def refused(done, said):
    assert done.returncode == 1, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
def test_a_full_disk(build, made, disk):
    before = tree(disk / "out")
    refused(
        build(made / "edition", disk / "out"),
        f"{disk}/out: no space left on its disk; what was there before is as it was",
    )
    assert tree(disk / "out") == before
    assert [p.name for p in disk.iterdir()] == ["out"]
    subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
    assert build(made / "edition", disk / "out").returncode == 0
    assert [p.name for p in disk.iterdir()] == ["out"]


def test_a_disk_that_can_only_be_read(build, made, disk):
    before = tree(disk / "out")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    refused(build(made / "edition", disk / "out"), f"{disk}/out: must lie in a folder that you may write to")
    assert tree(disk / "out") == before


def test_a_place_where_a_disk_is_mounted(build, made, disk):
    shutil.rmtree(disk / "out")
    refused(build(made / "edition", disk), f"{disk}: must not be a place where a disk is mounted; name a folder in it")
    assert list(disk.iterdir()) == []


def unprivileged():
    """Root that must ask: without the right to pass over permissions (PR_CAPBSET_DROP of two capabilities)."""
    if not os.getuid():
        for capability in (1, 2):
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


@pytest.mark.skipif(not LINUX, reason="drops a right that only Linux knows")
def test_a_folder_of_others(build, made, tmp_path):
    place = tmp_path / "theirs"
    shutil.copytree(made / "out", place / "out")
    before = tree(place / "out")
    place.chmod(0o555)
    done = build(made / "edition", place / "out", program=NEW, preexec_fn=unprivileged)
    place.chmod(0o755)
    refused(done, f"{place}/out: must lie in a folder that you may write to")
    assert tree(place / "out") == before
    assert [p.name for p in place.iterdir()] == ["out"]


def test_files_larger_than_allowed(build, made, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(made / "out", out)
    before = tree(out)

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = build(made / "edition", out, preexec_fn=limited)
    refused(done, f"{out}: a file is larger than its disk or your limits allow; what was there before is as it was")
    assert tree(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.slow
def test_an_output_behind_a_link_is_replaced_where_it_lies(build, made, tmp_path):
    shutil.copytree(made / "out", tmp_path / "disk" / "out")
    (tmp_path / "disk" / "out" / "mine.txt").write_text("mine", "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "disk" / "out")
    assert build(made / "edition", tmp_path / "link").returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert set(tree(tmp_path / "disk" / "out")) == {*tree(made / "out"), "mine.txt"}


@pytest.mark.parametrize("content", ['{"name": "an extension of a browser"}', "[]", "", "{" * 3000])
def test_a_manifest_of_something_else_protects_its_folder(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content, "utf-8")
    from connectindex.errors import InputError
    from connectindex.placing import check_target

    with pytest.raises(InputError, match="must be empty, new, or an earlier output"):
        check_target(tmp_path, "report")
    assert (tmp_path / "manifest.json").read_text("utf-8") == content


def test_a_name_that_is_too_long(build, made, tmp_path):
    refused(build(made / "edition", tmp_path / ("x" * 300)), "must have a shorter name")
    assert list(tmp_path.iterdir()) == []


def test_parents_made_for_nothing_are_taken_back(tmp_path):
    (tmp_path / "edition").mkdir()
    from connectindex.placing import reserved

    with pytest.raises(ZeroDivisionError), reserved(Path(tmp_path, "a", "b", "out")):
        raise ZeroDivisionError
    assert [p.name for p in tmp_path.iterdir()] == ["edition"]
