"""Keeps the README true: runs its commands, and writes or compares what they print.

`python tests/readme.py` writes the outputs of all console blocks and both tables anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from readme_edits import table_of_edits

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"

_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_TABLE = re.compile(r"(<!-- stages -->\n).*?(<!-- end -->)", re.DOTALL)
_EDITS = re.compile(r"(<!-- edits -->\n).*?(<!-- end -->)", re.DOTALL)

# What differs from run to run and from machine to machine.
_VARIES = re.compile(
    r"about [\d.]+ (?:k|M|G)?B|[\d.,]+ (?:s|min|h|(?:files|rows)/s)\b"
    r"|[0-9a-f]{12}…|with \d+ workers"
)


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Walk command and output of every `$ ` line in the console blocks."""
    for block in _BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def workplace(folder: Path) -> Path:
    """Copy what a user has after cloning, so that commands can write."""
    for name in ("configs", "sample_data"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def run(command: str, folder: Path) -> str:
    """Run one command as a shell would; returns what it prints."""
    env = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        command, shell=True, cwd=folder, env=env, text=True, capture_output=True, check=False
    )
    output = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines())
    return f"{output.strip(chr(10))}\n" if output.strip() else ""


def steady(output: str) -> str:
    """Blank what may differ between two true outputs; columns may shift with it."""
    return re.sub(r"[ ─]+", " ", _VARIES.sub("…", output)).strip()


def table_of_stages() -> str:
    """Write the table of the stages that are augctl's own."""
    from augctl.commands.catalogue import entry
    from augctl.registry import builtin_names

    lines = ["| stage | kind | what it does |", "|---|---|---|"]
    for name in builtin_names():
        found = entry(name)
        lines.append(f"| `{name}` | {found.kind} | {found.summary} |")
    return "\n".join(lines) + "\n"


def rewritten(text: str) -> str:
    """Return the README with every output and the table made anew."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = workplace(Path(scratch))

        def fill(match: re.Match[str]) -> str:
            commands = [command for command, _ in blocks(match[0])]
            body = "".join(f"$ {command}\n{run(command, folder)}" for command in commands)
            return f"```console\n{body}```"

        text = _BLOCK.sub(fill, text)
    text = _EDITS.sub(lambda m: m[1] + table_of_edits() + m[2], text)
    return _TABLE.sub(lambda m: m[1] + table_of_stages() + m[2], text)


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text(encoding="utf-8")), encoding="utf-8")
