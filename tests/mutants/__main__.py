"""Mutants of modules, each held against the tests that concern it: which changes would no test notice?

    python -m tests.mutants [--most N] [--seed N] [--workers N] [--near] [--limit SECONDS] [PATH ...]

Works in copies of the checkout, which itself is only read. Each mutant is a process forked from one that has loaded pandas
and the like, so that a mutant costs little more than its tests.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import math
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.mutants.mutations import Mutant, mutants

ROOT = Path(__file__).parents[2]
PATHS = ("connectindex/stages", "connectindex/links", "connectindex/audit/robustness", "connectindex/audit/whatif",
         "connectindex/model/ranking.py", "connectindex/statistics", "indicators/general")  # fmt: skip
# the tests of a module, by the longest path that it begins with; where it would be looked for first, first
TESTS = {
    "connectindex": ["tests/pipeline"],
    "connectindex/model": ["tests/model", "tests/properties"],
    "connectindex/model/ranking.py": ["tests/model/test_ranking.py"],
    "connectindex/pipeline": ["tests/pipeline", "tests/stages/test_score_tree.py"],
    "connectindex/pipeline/prepare.py": ["tests/audit/test_noise.py", "tests/pipeline"],
    "connectindex/stages": ["tests/stages", "tests/properties"],
    "connectindex/stages/aggregation.py": ["tests/stages/test_aggregate.py", "tests/stages", "tests/properties"],
    "connectindex/stages/combinations.py": ["tests/stages", "tests/edition/test_bad_input.py"],
    "connectindex/stages/distances.py": ["tests/stages/test_normalise.py", "tests/stages", "tests/properties"],
    "connectindex/stages/experts.py": ["tests/stages/test_weight.py", "tests/stages", "tests/properties"],
    "connectindex/stages/functions.py": ["tests/stages/test_treat.py", "tests/stages", "tests/properties"],
    "connectindex/stages/impute.py": ["tests/stages/test_impute_screen.py", "tests/stages", "tests/properties"],
    "connectindex/stages/normalisation.py": ["tests/stages/test_normalise.py", "tests/stages", "tests/properties"],
    "connectindex/stages/optimised.py": ["tests/stages/test_weight.py", "tests/stages", "tests/properties"],
    "connectindex/stages/outranking.py": ["tests/stages/test_means.py", "tests/stages", "tests/properties"],
    "connectindex/stages/ranks.py": ["tests/stages/test_normalise.py", "tests/stages", "tests/properties"],
    "connectindex/stages/scales.py": ["tests/stages/test_normalise.py", "tests/stages", "tests/properties"],
    "connectindex/stages/screen.py": ["tests/stages/test_impute_screen.py", "tests/stages", "tests/properties"],
    "connectindex/stages/spread.py": ["tests/stages/test_normalise.py", "tests/stages", "tests/properties"],
    "connectindex/stages/weighting.py": ["tests/stages/test_weight.py", "tests/stages", "tests/properties"],
    "connectindex/stages/weightings.py": ["tests/stages/test_weight.py", "tests/stages", "tests/properties"],
    "connectindex/statistics": ["tests/statistics", "tests/stages/test_weight.py", "tests/audit/test_coherence.py"],
    "connectindex/statistics/counts.py": ["tests/statistics/test_counts.py", "tests/stages/test_shrink.py"],
    "connectindex/assumptions": ["tests/assumptions/test_assumptions.py", "tests/audit/test_robustness.py"],
    "connectindex/assumptions/noise.py": ["tests/assumptions/test_assumptions.py", "tests/audit/test_noise.py"],
    "connectindex/gravity": ["tests/gravity/test_fit.py", "tests/indicators/test_aci.py"],
    "connectindex/gravity/margins.py": ["tests/indicators/test_aci.py", "tests/gravity/test_fit.py"],
    "connectindex/links": ["tests/links"],
    "connectindex/audit/robustness": ["tests/audit/test_robustness.py", "tests/audit/test_noise.py"],
    "connectindex/audit/robustness/counted.py": ["tests/audit/test_noise.py"],
    "connectindex/audit/robustness/networks.py": ["tests/audit/test_noise.py"],
    "connectindex/audit/robustness/noisy_data.py": ["tests/audit/test_noise.py"],
    "connectindex/audit/whatif": ["tests/audit/test_whatif.py"],
    "connectindex/audit/whatif/records.py": ["tests/audit/test_whatif_records.py", "tests/audit/test_whatif.py"],
    "connectindex/audit/whatif/targets.py": ["tests/audit/test_ties.py", "tests/audit/test_whatif.py"],
    "connectindex/audit/compare": ["tests/audit/test_compare.py"],
    "connectindex/audit/coherence": ["tests/audit/test_coherence.py"],
    "connectindex/audit/convergence": ["tests/audit/test_convergence.py"],
    "indicators": ["tests/indicators/test_measures.py", "tests/indicators"],
    "indicators/general/network": ["tests/indicators/test_network.py"],
    "reports": ["tests/reports/test_compose.py"],
}  # fmt: skip
KEPT_OUT = shutil.ignore_patterns(".git", ".venv", ".cache", "build", "__pycache__", ".*_cache", ".hypothesis")
WAITING = 8  # seconds a mutant may stand for each second that it may work
LOADED = ("pandas", "scipy.stats", "sklearn.linear_model", "ibis", "duckdb", "pydantic")  # once for all mutants
KILLED, SURVIVED, LATE = "killed", "survived", "late"


def tests_of(module: str, *, near: bool) -> list[str]:
    """The tests of a module: its examples, those that mirror its name, then the others of its part.

    Near ones are its examples and those that mirror its name; where none does, the first file of its part.
    """
    wide = TESTS[max((p for p in TESTS if module.startswith(p)), key=len)]
    name = f"test_{Path(module).stem.lstrip('_')}.py"
    folders = dict.fromkeys(ROOT / w if (ROOT / w).is_dir() else (ROOT / w).parent for w in wide)
    mirrors = [p.relative_to(ROOT).as_posix() for folder in folders for p in folder.glob(name)]
    return [module, *(mirrors or wide[:1])] if near else [module, *mirrors, *(w for w in wide if w not in mirrors)]


def missing_paths() -> list[str]:
    """What `TESTS` names and the checkout does not hold: the beginning of no path, or no file or folder of tests."""
    begun = [module for module in TESTS if not any(ROOT.glob(f"{module}*"))]
    return begun + sorted({test for tests in TESTS.values() for test in tests if not (ROOT / test).exists()})


def modules(paths: list[str]) -> list[str]:
    """The modules below some paths, as paths from the root of the checkout."""
    found = []
    for path in paths:
        at = ROOT / path
        if not at.exists():
            raise SystemExit(f"mutants: {path}: no such file or folder")
        found += [at] if at.is_file() else sorted(p for p in at.rglob("*.py") if p.stat().st_size)
    return [p.relative_to(ROOT).as_posix() for p in found]


def outcome(tree: Path, module: str, source: str, tests: list[str], limit: float) -> str:
    """What some tests say of a module with this source, in a copy of the checkout, within seconds of processor time."""
    target = (tree / module).resolve()
    usual = target.read_bytes()
    target.write_text(source, "utf-8")
    ran = multiprocessing.get_context("fork").Process(target=_tested, args=(tree, tests, limit))
    try:
        ran.start()
        ran.join(WAITING * limit)
        if ran.is_alive():
            os.killpg(ran.pid or 0, signal.SIGKILL)
            ran.join()
            return LATE
        stopped = ran.exitcode in (-signal.SIGXCPU, -signal.SIGKILL)
        return SURVIVED if ran.exitcode == 0 else LATE if stopped else KILLED
    finally:
        target.write_bytes(usual)


def _tested(tree: Path, tests: list[str], limit: float) -> None:
    import pytest

    os.setpgid(0, 0)
    # of its own time: other work on the machine makes no mutant late
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(limit), math.ceil(limit) + 5))
    os.chdir(tree)
    os.environ["PYTHONPATH"] = str(tree)
    sys.path[:] = [str(tree), *(p for p in sys.path if Path(p or ".").resolve() != ROOT)]
    for name in [n for n in sys.modules if n.split(".")[0] in ("connectindex", "tests")]:
        del sys.modules[name]
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        code = pytest.main(
            ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow and not network", *tests]
        )
    os._exit(int(code))


def main() -> int:
    """Make the mutants, run them, and print those that no test noticed."""
    parser = argparse.ArgumentParser(prog="./run mutants", description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=PATHS, help="modules or folders, from the root of the checkout")
    parser.add_argument("--most", type=int, default=0, help="of a module at most so many, drawn by the seed; 0: all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--near", action="store_true", help="only a module's examples and the tests that mirror it")
    parser.add_argument(
        "--limit",
        type=float,
        default=0,
        help="seconds of processor time that a mutant has; 0: four times what its tests take, and 60",
    )
    asked = parser.parse_args()
    if missing := missing_paths():
        raise SystemExit(f"mutants: TESTS names what is not there: {', '.join(missing)}")
    for name in LOADED:
        importlib.import_module(name)

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(asked.workers) as pool:
        trees: Queue[Path] = Queue()
        for k in range(asked.workers):
            trees.put(Path(shutil.copytree(ROOT, Path(folder) / str(k), symlinks=True, ignore=KEPT_OUT)))

        def held(module: str, source: str, limit: float) -> str:
            tree = trees.get()
            try:
                return outcome(tree, module, source, tests_of(module, near=asked.near), limit)
            finally:
                trees.put(tree)

        total = {KILLED: 0, SURVIVED: 0, LATE: 0}
        for module in modules(list(asked.paths)):
            source = (ROOT / module).read_text("utf-8")
            every = mutants(source)
            chosen = every
            if asked.most and len(every) > asked.most:
                drawn = random.Random(f"{asked.seed} {module}").sample(range(len(every)), asked.most)  # noqa: S311 - no secret
                chosen = [every[k] for k in sorted(drawn)]
            began = time.monotonic()
            # with a limit, tests that take longer are stopped, and a mutant is what they notice until then
            if chosen and held(module, source, asked.limit or 1800) not in (
                {SURVIVED, LATE} if asked.limit else {SURVIVED}
            ):
                print(f"{module}: its tests fail as it is: {' '.join(tests_of(module, near=asked.near))}", flush=True)
                return 1
            limit = asked.limit or 60 + 4 * (time.monotonic() - began)  # by the clock: there may be other processes
            found = list(pool.map(lambda m, of=module, late=limit: held(of, m.source, late), chosen))
            counts = {kind: found.count(kind) for kind in total}
            total = {kind: n + counts[kind] for kind, n in total.items()}
            print(f"{module}: {len(every)} mutants, {len(chosen)} run: " + _said(counts), flush=True)
            for mutant, kind in zip(chosen, found, strict=True):
                if kind != KILLED:
                    print(f"  {module}:{mutant.line}: {kind}: {_line(mutant)}", flush=True)
        print("all: " + _said(total))
    return 0


def _said(counts: dict[str, int]) -> str:
    return f"{counts[KILLED]} killed, {counts[LATE]} ran too long, {counts[SURVIVED]} survived"


def _line(mutant: Mutant) -> str:
    return " ".join(f"{mutant.before} -> {mutant.after}".split())[:160]


if __name__ == "__main__":
    sys.exit(main())
