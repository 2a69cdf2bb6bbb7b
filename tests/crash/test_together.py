"""Several processes at one output: one builds at a time, readers see whole outputs, leftovers are told from builds."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from connectindex.errors import InputError
from connectindex.placing import MARK, aside_of, reserved
from connectindex.placing.owned import MANIFEST, REPORT, manifest_of

HOLD = """
import sys, time
from pathlib import Path
from connectindex.placing import reserved
with reserved(Path(sys.argv[1])) as place:
    print("here", flush=True)
    sys.stdin.readline()
    place({"who.txt": b"first"})
"""


def ours(files):
    """Files with the manifest that makes them ours."""
    return {**files, MANIFEST: manifest_of(REPORT, files)}


@pytest.fixture
def holder(tmp_path):
    """Another process that has the right to the output until it is told to go on."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "out")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "here\n"
    yield process
    process.kill()
    process.communicate()


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def test_a_second_build_says_so_and_leaves_the_first_alone(starter, tmp_path, holder):
    command = [sys.executable, "-m", "connectindex", "build", str(starter), "-o", str(tmp_path / "out")]
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert (
        f"{tmp_path}/out: must not be in the making by another process; wait for it, or name another folder"
        in second.stderr
    )
    holder.communicate("go on\n")
    assert (tmp_path / "out" / "who.txt").read_bytes() == b"first"
    assert names(tmp_path) == ["out", "starter"]


def test_the_right_is_asked_for_again_when_writing(tmp_path, holder):
    with pytest.raises(InputError, match="in the making by another process"), reserved(tmp_path / "out"):
        pass
    holder.kill()
    holder.wait()
    with reserved(tmp_path / "out") as place:
        place({"who.txt": b"second"})
    assert (tmp_path / "out" / "who.txt").read_bytes() == b"second"
    assert names(tmp_path) == ["out"]


@pytest.mark.usefixtures("holder")
def test_builds_into_different_folders_do_not_meet(tmp_path):
    with reserved(tmp_path / "out2") as place:
        place({"a": b"a"})
    assert names(tmp_path) == [".out-building", "out2"]


def contend(out, number, won):
    """One of many that try to write; counts whether it could."""
    try:
        with reserved(out) as place:
            place(ours({f"{k}.txt": str(number).encode() for k in range(20)}))
    except InputError:
        return
    with won.get_lock():
        won.value += 1


def test_many_at_once_never_mix(tmp_path):
    out, fork = tmp_path / "out", multiprocessing.get_context("spawn")
    won = fork.Value("i", 0)
    many = [fork.Process(target=contend, args=(out, k, won)) for k in range(6)]
    for process in many:
        process.start()
    for process in many:
        process.join()
    assert won.value >= 1
    assert len({p.read_bytes() for p in out.glob("*.txt")}) == 1
    assert names(tmp_path) == ["out"]


READ = """
import sys, time
from pathlib import Path
out = Path(sys.argv[1])
print("here", flush=True)
while not (out.parent / "stop").exists():
    whole = (out / "a.txt").read_bytes()  # by its path: there at any moment
    assert len(set(whole)) == 1 and len(whole) == 100_000, whole[:9]
"""


@pytest.mark.parametrize("theirs", [False, True])
def test_a_reader_sees_whole_files_at_any_moment(tmp_path, theirs):
    """Whether the folder is exchanged, or holds a file of the user's and so is replaced file by file."""
    out = tmp_path / "out"
    with reserved(out) as place:
        place(ours({"a.txt": b"0" * 100_000}))
    if theirs:
        (out / "CNAME").write_text("index.example.org", "utf-8")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", READ, str(out)], **pipes) as reader:
        try:
            assert reader.stdout.readline() == "here\n"
            for k in range(200):
                with reserved(out) as place:
                    place(ours({"a.txt": str(k % 10).encode() * 100_000}))
            (tmp_path / "stop").touch()
            _, said = reader.communicate(timeout=60)
        finally:
            reader.kill()
    assert reader.returncode == 0, said


def test_leftovers_are_cleared_and_other_folders_are_not(tmp_path):
    out = tmp_path / "out"
    aside = aside_of(out)
    (aside / "new" / "deep").mkdir(parents=True)
    (aside / "new" / "deep" / "half.html").write_text("half", "utf-8")
    (aside / MARK).touch()
    for name in (".out-other", ".out-abcd1234", "out-building"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.txt").write_text("mine", "utf-8")
    with reserved(out) as place:
        place({"a": b"a"})
    assert names(tmp_path) == [".out-abcd1234", ".out-other", "out", "out-building"]
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()].count("mine.txt") == 3


def test_a_folder_of_the_users_with_that_name_is_not_touched(tmp_path):
    aside = aside_of(tmp_path / "out")
    aside.mkdir()
    (aside / "thesis.txt").write_text("years", "utf-8")
    with pytest.raises(InputError, match="must not hold files of yours"), reserved(tmp_path / "out"):
        pass
    assert names(aside) == ["thesis.txt"]


def test_a_link_with_that_name_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    aside_of(tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="must not hold files of yours"), reserved(tmp_path / "out"):
        pass
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_disk_without_locks(tmp_path, monkeypatch):
    import fcntl

    def refuse(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with reserved(tmp_path / "out") as place:
        place({"a": b"a"})
    assert names(tmp_path) == ["out"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_lock_is_not_handed_down_to_other_programs(tmp_path):
    with reserved(tmp_path / "out"):
        mark = aside_of(tmp_path / "out") / MARK
        held = [fd for fd in Path("/proc/self/fd").iterdir() if os.path.realpath(fd) == str(mark)]
        assert len(held) == 1
        assert not os.get_inheritable(int(held[0].name))
