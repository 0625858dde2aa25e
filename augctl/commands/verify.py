"""`augctl verify`: every file against its hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from augctl.engine.progress import Progress, silent
from augctl.engine.state import read_run
from augctl.errors import CheckFailed
from augctl.manifest import rows

_SHOWN = 10


@dataclass(frozen=True)
class Verified:
    """What was checked: files, their bytes, and files that no row of the manifest names."""

    files: int
    size: int
    strangers: list[str]


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
    total = int(read_run(out)["counts"]["outputs"])
    wrong: list[str] = []
    known: set[bytes] = set()
    files = size = 0
    for row in rows(out):
        files += 1
        progress("verifying", files, total)
        name = str(row["file_name"])
        known.add(_short(name))
        problem = _compare(out / "data" / name, int(row["bytes"]), str(row["sha256"]))
        size += int(row["bytes"])
        if problem:
            wrong.append(f"{name} {problem}")
    if files != total:
        wrong.insert(0, f"manifest.jsonl has {files} rows where run.json counts {total}")
    if wrong:
        shown = "\n".join(f"  {line}" for line in wrong[:_SHOWN])
        more = f"\n  and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise CheckFailed(
            f"{out} is not what its manifest says:\n{shown}{more}\n",
            "Run expand with the same recipe and input again to restore it: remove changed files "
            "first, missing ones are made anew.",
        )
    strangers = sorted(name for name in _names(out / "data") if _short(name) not in known)
    return Verified(files, size, strangers)


def _compare(file: Path, size: int, expected: str) -> str:
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


def _short(name: str) -> bytes:
    """Hash a name, so that remembering all of them takes little memory."""
    return hashlib.blake2b(os.fsencode(name), digest_size=12).digest()


def _names(folder: Path) -> Iterator[str]:
    for here, _, names in os.walk(folder):
        for name in names:
            yield (Path(here) / name).relative_to(folder).as_posix()
