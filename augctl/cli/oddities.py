"""Lists of what is odd about an input, the first few of each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from augctl.cli.printing import count, say

_SHOWN = 10


def print_some(what: str, lines: Sequence[str]) -> None:
    """Print a heading and the first lines below it; nothing without any."""
    if not lines:
        return
    say((what, "yellow"))
    for line in lines[:_SHOWN]:
        say(f"  {line}")
    if len(lines) > _SHOWN:
        say(f"  and {len(lines) - _SHOWN:,} more (--json lists all)")


def print_oddities(issues: Sequence[Mapping[str, Any]], *, files: bool = False) -> None:
    """Print what expand leaves out or mends, then what it keeps; `files`: each is a whole file."""
    changed = [issue for issue in issues if issue["outcome"] != "kept"]
    mended = sum(issue["outcome"] == "mended" for issue in changed)
    told = f", {mended:,} of them mended by expand" if mended else ""
    number = count(len(changed), "oddity", "oddities") + told
    if files:
        number = f"{count(len(changed), 'file')} that cannot be used"
    print_some(number, list(map(_told, changed)))
    kept = [issue for issue in issues if issue["outcome"] == "kept"]
    what = f"{count(len(kept), 'oddity', 'oddities')} that expand keeps as they are"
    print_some(what, list(map(_told, kept)))


def _told(issue: Mapping[str, Any]) -> str:
    path, message = issue["path"], issue["message"]
    # Of a file of many lines, the message says which, and the file with it.
    told = message if message.startswith(f"{path}:") else f"{path}: {message}"
    return f"{told} ({issue['reason']})"
