"""The runner of mutants: the tests that it maps modules to are there, and a small mutant is found out."""

import pytest

from tests.mutants import __main__ as runner


def test_every_path_that_the_runner_names_is_there():
    assert runner.missing_paths() == []
    assert [path for path in runner.PATHS if not (runner.ROOT / path).exists()] == []


def test_a_path_that_has_gone_is_named_before_anything_runs(monkeypatch):
    gone = {"connectindex/stages": ["tests/stages", "tests/no_such_test.py"], "connectindex/nowhere": ["tests/stages"]}
    monkeypatch.setattr(runner, "TESTS", gone)
    monkeypatch.setattr("sys.argv", ["mutants", "connectindex/stages/ranks.py"])
    with pytest.raises(SystemExit, match=r"not there: connectindex/nowhere, tests/no_such_test\.py"):
        runner.main()


def test_the_tests_of_a_module_are_those_of_the_longest_path_that_it_begins_with():
    module, mirror = "connectindex/audit/robustness/sampling.py", "tests/audit/test_sampling.py"
    assert runner.tests_of(module, near=False) == [
        module,
        mirror,
        "tests/audit/test_robustness.py",
        "tests/audit/test_noise.py",
    ]
    assert runner.tests_of(module, near=True) == [module, mirror]
    assert runner.tests_of("connectindex/stages/outranking.py", near=True)[1:] == ["tests/stages/test_means.py"]
    assert runner.tests_of("connectindex/stages/bod.py", near=True)[1:] == ["tests/stages/test_bod.py"]
