"""How fast augctl makes an uneven table even, beside imbalanced-learn; and memory.

    pip install -e ".[test]"                            # has pandas
    python tests/benchmarks/tables.py                   # minutes, on two cores
    python tests/benchmarks/tables.py --rows 100000 --rounds 5
    python tests/benchmarks/tables.py --folder /dev/shm/bench   # without the disk; remove it after

The work: a CSV of 20 columns of numbers with four decimals and a target of two classes, of which
the rare one has 1 % of the rows. SMOTE with 5 neighbours, distances as the numbers are, brings it
to 10 % of all rows. All rows are written, those that were there and those that were made.

Measured, one after another in each round, each round in another order:

- `augctl`: the whole command, from starting Python to the last byte of the manifest, with hashes,
  a manifest row for each row of the table, and syncs to disk. Resumable, same bytes for any number
  of workers.
- `script`: the whole script of a user of imbalanced-learn, from starting Python to the last byte:
  `read_csv`, `fit_resample`, `to_csv`. See `resample.py`. No manifest, no hashes, no sync.
- `fit_resample`: that call in the script alone, with the table in memory and everything imported.
  It neither reads nor writes a file, so no command can be as fast on many rows.

Ratios are made within a round, for other work of the machine disturbs all in a round alike; how
much of it there was is shown. Memory is measured in runs of its own: `together` is the sum of the
proportional shares of all processes (shared pages count once), `largest` is the greatest resident
peak of one of them; pages of files that are mapped count in both.

Not measured: whether the rows are any good (see `utility_table.py`); categories; other formats;
reads from a cold disk (all dirty pages are flushed before each run, but the table comes from the
page cache); more workers than the machine has cores.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import loops
import memory
import numpy as np

TARGET, RARE = "label", 1
RARE_SHARE, WANTED_SHARE = 0.01, 0.1

Run = Mapping[str, float]
"""What one contestant did in one round: seconds, cpu_seconds."""


def make_table(file: Path, rows: int, columns: int) -> None:
    """Write a table of two classes that overlap; the same each time."""
    import pandas as pd

    rng = np.random.default_rng(5)
    labels = (rng.permutation(rows) < rows * RARE_SHARE).astype(np.int64)
    mixing = rng.normal(size=(columns, columns)) / np.sqrt(columns)
    numbers = rng.normal(size=(rows, columns)) @ mixing + labels[:, None] * 0.5
    names = [f"x{i}" for i in range(columns)]
    table = pd.DataFrame((numbers * 10).round(4), columns=names)
    table.assign(**{TARGET: labels}).to_csv(file, index=False)


class Bench:
    """The contestants on one table."""

    def __init__(self, folder: Path, rows: int, columns: int, workers: int) -> None:
        self.folder = folder
        self.table = folder / f"table-{rows}.csv"
        self.out = folder / "out"
        self.recipe = folder / "recipe.yaml"
        self.workers = workers
        rare = int(rows * RARE_SHARE)
        self.wanted = round((rows - rare) * WANTED_SHARE / (1 - WANTED_SHARE))
        self.total = rows - rare + self.wanted
        make_table(self.table, rows, columns)
        chain = {
            "name": "even",
            "balance": {str(RARE): self.wanted},
            "stages": [{"tabular.smote": {"neighbors": 5, "scale": "none"}}],
        }
        recipe = {"version": 1, "seed": 7, "input": {"target": TARGET}, "chains": [chain]}
        self.recipe.write_text(json.dumps(recipe), encoding="utf-8")

    @property
    def commands(self) -> dict[str, list[str]]:
        """The command line of each program."""
        return {
            "augctl": [
                *(sys.executable, "-m", "augctl", "expand", str(self.table), "--json"),
                *("-r", str(self.recipe), "-o", str(self.out), "--workers", str(self.workers)),
            ],
            "script": [
                *(sys.executable, str(Path(__file__).with_name("resample.py"))),
                *(str(self.table), TARGET, str(RARE), str(self.wanted), str(self.out)),
            ],
        }

    def round(self, backwards: bool) -> dict[str, Run]:
        """Run everyone once."""
        found: dict[str, Run] = {}
        for name in sorted(self.commands, reverse=backwards):
            found |= self._timed(name)
        return found

    def _timed(self, name: str) -> dict[str, Run]:
        command = self.commands[name]
        self.clear()
        os.sync()
        with memory.others() as others:
            began, cpu = time.perf_counter(), loops.cpu_seconds()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            spent = {
                "seconds": time.perf_counter() - began,
                "cpu_seconds": loops.cpu_seconds() - cpu,
            }
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\nfailed:\n{done.stdout}{done.stderr}")
        result = json.loads(done.stdout)
        made = result["outputs"] if name == "augctl" else result["rows"]
        if made != self.total:
            raise SystemExit(f"{name} made {made:,} rows, and should {self.total:,}")
        found: dict[str, Run] = {name: spent | {"others": others[0]}}
        if name == "script":
            found["fit_resample"] = result | {"others": others[0]}
        return found

    def memory(self) -> dict[str, memory.Peaks]:
        """Run each program once more and watch its memory."""
        found = {}
        for name, command in self.commands.items():
            self.clear()
            found[name] = memory.measure(command)
        return found

    def clear(self) -> None:
        """Remove what was written."""
        if self.out.is_dir():
            shutil.rmtree(self.out)
        else:
            self.out.unlink(missing_ok=True)


def spread(values: Sequence[float]) -> list[float]:
    """Return least, median and greatest."""
    each: Sequence[Callable[[Sequence[float]], float]] = (min, statistics.median, max)
    return [round(f(values), 3) for f in each]


def summary(rounds: Sequence[Mapping[str, Run]], peaks: Mapping[str, memory.Peaks]) -> Any:
    """Bring what was measured into figures; three in a row are least, median, greatest."""
    found: dict[str, Any] = {}
    for name in rounds[0]:
        runs = [each[name] for each in rounds]
        found[name] = {
            "seconds": spread([run["seconds"] for run in runs]),
            "augctl_takes": spread(
                [each["augctl"]["seconds"] / each[name]["seconds"] for each in rounds]
            ),
            "cpu_seconds": spread([run["cpu_seconds"] for run in runs]),
        }
        if name in peaks:
            peak = peaks[name]
            found[name]["together_mb"] = round(peak.together / 1e6)
            found[name]["largest_mb"] = round(max(peak.parent, peak.worker) / 1e6)
    found["other_load_cores"] = round(max(r["others"] for e in rounds for r in e.values()), 2)
    return found


def show(rows: int, figures: Mapping[str, Any]) -> None:
    """Print the figures of one table."""
    print(f"\n{rows:,} rows; least, median and greatest of all rounds")
    head = f"{'':14}{'seconds':>21}{'augctl takes':>24}{'CPU s':>21}"
    print(f"{head}{'together MB':>13}{'largest MB':>12}")
    for name, found in figures.items():
        if not isinstance(found, dict):
            continue
        line = f"{name:14}" + "".join(f"{each:7.2f}" for each in found["seconds"])
        line += "".join(f"{each:8.2f}" for each in found["augctl_takes"])
        line += "".join(f"{each:7.2f}" for each in found["cpu_seconds"])
        if "together_mb" in found:
            line += f"{found['together_mb']:13,}{found['largest_mb']:12,}"
        print(line)
    print(f"other processes kept up to {figures['other_load_cores']:.2f} cores busy meanwhile")


@contextmanager
def workplace(chosen: Path | None) -> Iterator[Path]:
    """Make a folder to work in: one that stays, or one that goes."""
    if chosen is None:
        with tempfile.TemporaryDirectory(prefix="augctl-bench-") as folder:
            yield Path(folder)
    else:
        chosen.mkdir(parents=True)
        yield chosen


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--columns", type=int, default=20, help="how many columns of numbers")
    parser.add_argument("--workers", type=int, default=2, help="worker processes")
    parser.add_argument("--rounds", type=int, default=3, help="how often everyone runs")
    parser.add_argument(
        "--patience", type=float, default=0, help="wait so many seconds for others to be quiet"
    )
    parser.add_argument("--folder", type=Path, help="a new folder to work in, which stays")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    figures = {}
    with workplace(options.folder) as folder:
        for rows in options.rows:
            bench = Bench(folder, rows, options.columns, options.workers)
            rounds = []
            for number in range(options.rounds):
                memory.wait_until_quiet(options.patience)
                rounds.append(bench.round(backwards=number % 2 == 1))
            figures[rows] = summary(rounds, bench.memory())
            bench.clear()
            show(rows, figures[rows])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
