"""What one machine carries: seconds of the processor and peak memory of `check` and `build`, one size at a time.

    python tests/benchmarks/limits.py [quick]

Each row is one process of its own on a made-up edition: 100 units, 20 indicators, one year, 5,000 links, unless the row
says otherwise. Seconds are those of the processor, so that other work on the machine does not show.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

FIRST_YEAR = 2000
LARGE = 2_000_000  # from here on links are written as Parquet, not as CSV


@dataclass(frozen=True)
class Size:
    """Of an edition."""

    units: int = 100
    indicators: int = 20
    years: int = 1
    links: int = 5_000


SIZES = {
    "units": [100, 1_000, 3_000],
    "indicators": [20, 100, 500],
    "years": [1, 10, 30],
    "links": [5_000, 1_000_000, 10_000_000],
}
BOOK = [25, 50, 100, 200]


def written(size: Size, folder: Path) -> Path:
    """An edition of this size, the same each time."""
    draw = np.random.default_rng(2026)
    codes = np.array([f"U{n:05d}" for n in range(size.units)])
    years = np.arange(FIRST_YEAR, FIRST_YEAR + size.years)
    names = [f"x{n}" for n in range(size.indicators - 1)]
    folder.mkdir()
    pd.DataFrame({"unit": codes, "name": [f"Unit {c[1:]}" for c in codes], "region": np.resize(list("ABCDE"), size.units)}).to_csv(
        folder / "units.csv", index=False
    )  # fmt: skip
    (folder / "values").mkdir()
    grid = pd.MultiIndex.from_product([codes, years, names], names=["unit", "year", "variable"]).to_frame(index=False)
    grid.assign(value=draw.lognormal(size=len(grid)).round(6)).to_csv(folder / "values" / "values.csv", index=False)
    (folder / "links").mkdir()
    a = draw.integers(size.units, size=size.links)
    b = (a + 1 + draw.integers(size.units - 1, size=size.links)) % size.units
    links = pd.DataFrame(
        {
            "from": codes[a],
            "to": codes[b],
            "year": draw.choice(years, size.links),
            "mode": "roads",
            "count": draw.integers(1, 9, size.links),
            "name": np.arange(size.links).astype(str),
        }
    )
    if size.links < LARGE:
        links.to_csv(folder / "links" / "links.csv", index=False)
    else:
        links.to_parquet(folder / "links" / "links.parquet", index=False)
    (folder / "sources.csv").write_text("id,title,publisher,url,licence,retrieved\n", "utf-8")
    (folder / "index.toml").write_text(settings(names, years), "utf-8")
    return folder


def settings(names: list[str], years: np.ndarray) -> str:
    """index.toml: pillars of ten indicators each."""
    all_years = f"years = {years.tolist()}" if len(years) > 1 else f"year = {years[0]}"
    lines = ["[index]", 'title = "Limits"', 'edition = "1"', all_years, "[modes]", 'roads = { absent = "zero" }']
    listed = ["partners", *names]
    for n in range(0, len(listed), 10):
        lines += [f"[tree.p{n}]", f"indicators = {listed[n : n + 10]!r}".replace("'", '"')]
    lines += [
        "[indicators.partners]",
        'name = "Partners"',
        'unit = "units"',
        "direction = 1",
        'links = "roads"',
        'measure = "partners"',
    ]
    for name in names:
        lines += [
            f"[indicators.{name}]",
            f'name = "Indicator {name}"',
            'unit = "points"',
            "direction = 1",
            f'variable = "{name}"',
        ]
    return "\n".join([*lines, "[report]", 'peers = "region"', ""])  # fmt: skip


def spent(*arguments: str) -> tuple[float, float]:
    """Seconds of the processor and peak memory in MB of the command."""
    child = os.fork()
    if not child:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(sys.executable, [sys.executable, "-m", "connectindex", *arguments])  # noqa: S606
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(arguments)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    """Print the table."""
    quick = sys.argv[1:] == ["quick"]
    print(f"{'':<24}{'check':>18}{'build --no-pdf':>20}")
    with tempfile.TemporaryDirectory() as home:
        for what, numbers in SIZES.items():
            for number in numbers[: 2 if quick else None]:
                folder = written(replace(Size(), **{what: number}), Path(home, f"{what}{number}"))
                check = spent("check", str(folder))
                build = spent("build", str(folder), "-o", str(Path(home, "out")), "--no-pdf", "--force")
                cells = "".join(f"{s:>9.1f} s {mb:>6.0f} MB" for s, mb in (check, build))
                print(f"{number:>12,} {what:<11}{cells}", flush=True)
        print(f"{'':<24}{'build':>18}")
        for number in BOOK[: 1 if quick else None]:
            folder = written(replace(Size(), units=number), Path(home, f"book{number}"))
            s, mb = spent("build", str(folder), "-o", str(Path(home, "out")), "--force")
            print(f"{number:>12,} in the book {s:>9.1f} s {mb:>6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
