"""Reading a bulk file of the World Bank: seconds and memory beside pandas, in one run.

    python tests/benchmarks/readers.py [ROWS]

A file of 400,000 rows (countries x series) and 65 years, of whose cells 45 % are filled, as in WDICSV.csv.
Beside it: pandas.read_csv and melt and dropna, the least that every script does.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

YEARS = range(1960, 2025)
SHARE = 0.45
HALVES = {
    "pandas": (
        "import pandas as pd, sys; wide = pd.read_csv(sys.argv[1]); "
        "long = wide.melt(id_vars=list(wide.columns[:4]), var_name='year', value_name='value').dropna(subset='value'); "
        "print(len(long), float(long['value'].sum()), end=' ')"
    ),
    "connectindex": (
        "import sys; from pathlib import Path; from connectindex.readers import ValuesBlock, read; "
        "tidy, problems = read(Path(sys.argv[1]), 'wdi.csv', ValuesBlock(file='wdi.csv')); assert not problems, problems; "
        "print(len(tidy.rows), float(tidy.rows['value'].astype(float).sum()), end=' ')"
    ),
}


PEAK = "; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"


def write(path, rows):
    rng = np.random.default_rng(2026)
    series = rows // 266 + 1
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '"Country Name","Country Code","Indicator Name","Indicator Code",'
            + ",".join(f'"{y}"' for y in YEARS)
            + "\n"
        )
        for n in range(rows):
            country, one = divmod(n, series)
            code = "".join(chr(65 + (country // 26**k) % 26) for k in range(3))
            numbers = (rng.lognormal(5, 4, len(YEARS)) * 1e4).round() / 1e4
            filled = rng.random(len(YEARS)) < SHARE
            cells = ",".join(f"{v}" if f else "" for v, f in zip(numbers, filled, strict=True))
            file.write(f'"Country {code}","{code}","Series number {one}, of things (% of all)","X.Y{one}.ZS",{cells}\n')


def measure(name, path):
    begin = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", HALVES[name] + PEAK, str(path)], check=True, capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    *told, peak = done.stdout.split()
    return time.perf_counter() - begin, used, int(peak), ", ".join(told)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wdi.csv"
        write(path, rows)
        print(f"{rows:,} rows x {len(YEARS)} years, {path.stat().st_size / 2**20:,.0f} MB")
        print(f"{'':14}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}  rows, sum")
        times = []
        for name in HALVES:
            wall, used, peak, told = measure(name, path)
            times.append((wall, used))
            print(f"{name:14}{wall:8.1f}{used:8.1f}{peak:9,}  {told}")
        wall, used = (ours / theirs for theirs, ours in zip(*times, strict=True))
        print(f"times pandas: {wall:.2f} of wall time, {used:.2f} of processor time; at most 2 is the aim")


if __name__ == "__main__":
    main()
