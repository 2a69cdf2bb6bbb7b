"""A clock that jumps by decades while a build runs: the same bytes."""

import os
import shutil
import subprocess
import sys

import pytest

# the wall clock leaps at each look, over the end of time of 32-bit systems and back before 1980; the others run on
JUMPING = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
static long leap(void) {
    static unsigned state = 2026;
    state = state * 1103515245u + 12345u;
    return (long)(state % 4000000000u) - 1600000000L;
}
int clock_gettime(clockid_t clock, struct timespec *out) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int found = real(clock, out);
    if (clock == CLOCK_REALTIME) out->tv_sec += leap();
    return found;
}
time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *restrict out, void *restrict zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return 0;
}
"""


@pytest.fixture
def clock(tmp_path):
    compiler = shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("needs Linux and a C compiler")
    source, library = tmp_path / "clock.c", tmp_path / "clock.so"
    source.write_text(JUMPING, "utf-8")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return {**os.environ, "LD_PRELOAD": str(library)}


def test_the_clock_jumps(clock):
    code = "import time; print(max(abs(time.time() - time.time()) for _ in range(9)) > 1e6)"
    assert (
        subprocess.run([sys.executable, "-c", code], env=clock, capture_output=True, text=True, check=True).stdout
        == "True\n"
    )


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("pdf", ["--no-pdf", "--pdf"])
def test_a_build_under_a_jumping_clock(starter, tmp_path, clock, pdf):
    for name, env in (("quiet", os.environ), ("jumping", clock)):
        options = ["-o", str(tmp_path / name), pdf]
        command = [sys.executable, "-m", "connectindex", "build", str(starter), *options]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr
    assert files(tmp_path / "jumping") == files(tmp_path / "quiet")
