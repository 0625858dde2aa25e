"""`augctl verify`: every file against its hash."""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from augctl.engine.progress import Progress, silent
from augctl.engine.state import read_run
from augctl.errors import CheckFailed
from augctl.manifest import rows

_SHOWN = 10


@dataclass(frozen=True)
class Verified:
    """What was checked.

    Attributes:
        files: How many outputs; of a table, rows.
        size: Bytes of all files.
        strangers: Files that no row of the manifest names.
        rows: Whether the outputs are rows of a table.
    """

    files: int
    size: int
    strangers: list[str]
    rows: bool = False


def verify(output: str | Path, *, progress: Progress = silent) -> Verified:
    """Check every file of an output folder against the manifest.

    Args:
        output: What `expand` wrote.
        progress: Called as files are read.

    Raises:
        UsageError: The folder has no manifest.
        CheckFailed: The dataset is not whole, or a file is missing or changed.
    """
    out = Path(output)
    run = read_run(out)
    if run["status"] != "complete":
        raise CheckFailed(f"The run in {out} was interrupted.", "Run expand again to finish it.")
    total = int(run["counts"]["outputs"])
    wrong: list[str] = []
    bad = files = size = 0
    of_table = False
    known = array("Q")
    described = [{"file_name": name, **file} for name, file in run.get("described", {}).items()]
    for row in chain(rows(out), described):
        files += row not in described
        progress("verifying", files, total)
        if "row" in row:  # of a table, which is checked as a whole
            of_table = True
            continue
        for file in (row, *row.get("beside", ())):
            name = str(file["file_name"])
            known.append(_short(name))
            problem = file_fault(out / "data" / name, int(file["bytes"]), str(file["sha256"]))
            size += int(file["bytes"])
            if problem:
                bad += 1
                wrong += [f"{name} {problem}"] if bad <= _SHOWN else []
    if files != total:
        bad += 1
        wrong.insert(0, f"manifest.jsonl has {files} rows where run.json counts {total}")
    if bad:
        shown = "\n".join(f"  {line}" for line in wrong)
        more = f"\n  and {bad - len(wrong)} more" if bad > len(wrong) else ""
        raise CheckFailed(
            f"{out} is not what its manifest says:\n{shown}{more}\n",
            "Run expand with the same recipe and input again to restore it: remove changed files "
            "first, missing ones are made anew.",
        )
    return Verified(files, size, _strangers(out / "data", known), rows=of_table)


def _strangers(data: Path, known: array[int]) -> list[str]:
    """Name the files that no row names, by hashes, which take little memory."""
    table = np.sort(np.frombuffer(known, dtype=np.uint64)) if known else np.zeros(1, np.uint64)

    def is_known(name: str) -> bool:
        key = np.uint64(_short(name))
        return bool(table[min(int(np.searchsorted(table, key)), len(table) - 1)] == key)

    return sorted(name for name in _names(data) if not is_known(name))


def file_fault(file: Path, size: int, expected: str) -> str:
    """Say in words what is wrong with a file of this size and SHA-256; empty where nothing is."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            found = os.fstat(stream.fileno()).st_size
            if found != size:
                return f"has {found} bytes instead of {size}"
            while block := stream.read(1 << 20):
                digest.update(block)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if digest.hexdigest() == expected else "has changed"


def _short(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(os.fsencode(name), digest_size=8).digest(), "little")


def _names(folder: Path) -> Iterator[str]:
    for here, _, names in os.walk(folder):
        for name in names:
            yield (Path(here) / name).relative_to(folder).as_posix()
