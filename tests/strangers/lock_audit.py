"""Known vulnerabilities of the locked packages: `lock_audit.py LOCKFILE`, by pip-audit.

Says how many packages were looked up, and never that there is nothing where nothing was asked: without network, or
where a service does not know the packages, the answer is that they were not checked. Exit codes: 0 none found,
1 some found, 3 not or not wholly checked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

SERVICES = ("pypi", "osv")
NONE, FOUND, UNCHECKED = 0, 1, 3


@dataclass(frozen=True)
class Answer:
    """What one service said: packages it looked up, those it did not know, and what it found."""

    looked_up: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    failure: str = ""


def parsed(report: str, said: str) -> Answer:
    """The answer of pip-audit from its report in JSON, or why there is none from what it said."""
    try:
        listed = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = [line for line in said.splitlines() if line.strip()]
        return Answer(failure=lines[-1].strip()[:200] if lines else "no answer")
    found = [
        f"{d['name']} {d['version']}: {v['id']}; fixed in {', '.join(v['fix_versions']) or 'no version yet'}"
        for d in listed
        for v in d.get("vulns", [])
    ]
    looked_up = tuple(d["name"] for d in listed if "vulns" in d)
    return Answer(looked_up, tuple(d["name"] for d in listed if "vulns" not in d), tuple(found))


def verdict(answer: Answer) -> tuple[str, int]:
    """What to say, and the exit code."""
    total = len(answer.looked_up) + len(answer.unknown)
    if answer.found:
        lines = [f"{len(answer.found)} known vulnerabilities", *answer.found]
        lines += [f"not checked: {len(answer.unknown)} of {total} packages"] * bool(answer.unknown)
        return "\n".join(lines), FOUND
    if answer.failure:
        return f"not checked: no service could be asked (no network?): {answer.failure}", UNCHECKED
    if not answer.looked_up:
        return f"not checked: no service that could be reached knows any of the {total} packages", UNCHECKED
    if answer.unknown:
        some = f"{len(answer.unknown)} of {total} packages: {', '.join(answer.unknown[:8])}"
        return f"no known vulnerabilities in {len(answer.looked_up)} packages; not checked: {some}", UNCHECKED
    return f"no known vulnerabilities in {total} packages", NONE


def asked(lock: str, service: str) -> Answer:
    """What a service says of a lock file; nothing is installed or resolved."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    run = subprocess.run(
        [*command, "--format", "json", "--vulnerability-service", service, "--timeout", "30", "-r", lock],
        capture_output=True,
        text=True,
        check=False,
    )
    return parsed(run.stdout, run.stderr)


def main() -> int:
    """Ask one service after the other until one knows the packages."""
    answers = []
    for service in SERVICES:
        answers.append(asked(sys.argv[1], service))
        if answers[-1].looked_up:
            break
    best = max(answers, key=lambda a: (len(a.looked_up), not a.failure))
    text, code = verdict(best)
    print(text)  # noqa: T201 - it is the answer
    return code


if __name__ == "__main__":
    sys.exit(main())
