"""How results look: on a terminal set to its width, in a pipe one line per row and no colour."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from augctl.io.paths import readable

# A terminal shows so many rows of a table; a pipe gets all.
_MOST_ROWS = 40

_NO_LIMIT = 1_000_000
_LEAST_TEXT = 12

# A line of a docstring that is longer with the next word was broken for lack of room.
_FULL_LINE = 84

# Characters that change the direction of the text around them.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str, *, lines: bool = False) -> str:
    r"""Return a text that no terminal takes for a command: file names can hold anything.

    Args:
        text: The text.
        lines: Whether its line breaks are meant.

    >>> plain("a\x1b[31m\n.jpg")
    'a\\x1b[31m\\n.jpg'
    """
    if text.isprintable():
        return text
    return "".join(char if char == "\n" and lines else _visible(char) for char in readable(text))


def _visible(char: str) -> str:
    if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _TURNING:
        return char.encode("unicode_escape").decode("ascii")
    return char


def console(*, stderr: bool = False) -> Any:
    """Return what prints; in a pipe it breaks no line."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.width = _NO_LIMIT
    return made


def on_terminal() -> bool:
    """Say whether stdout is a terminal, or is to be treated as one."""
    return bool(console().is_terminal)


def say(*parts: str | tuple[str, str]) -> None:
    """Print one line on stdout; a part in a colour or another style is a pair with its name."""
    from rich.text import Text

    line = Text()
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        line.append(plain(text), style)
    console().print(line)


def print_notes(notes: Iterable[str]) -> None:
    """Print what is right and hardly meant, one line each."""
    for note in notes:
        say(("Note: ", "yellow"), note)


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    total: Sequence[str] | None = None,
    *,
    cut: bool = False,
) -> None:
    """Print a table on stdout; a column whose name starts with `#` holds numbers.

    Numbers are never cut: where they do not fit, the lines become longer than the terminal. Other
    cells go on in the next line; with `cut`, those of the last column lose their end instead.
    """
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    out = console()
    body = [[plain(cell) for cell in row] for row in rows]
    hidden = len(body) - _MOST_ROWS if out.is_terminal and len(body) > _MOST_ROWS else 0
    foot = [plain(cell) for cell in total] if total else [""] * len(columns)
    made = Table(
        box=box.SIMPLE,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        show_footer=total is not None,
        header_style="bold",
        footer_style="bold",
    )
    texts = [
        [plain(column.lstrip("#")), *(row[i] for row in body), foot[i]]
        for i, column in enumerate(columns)
    ]
    widths = [max(map(cell_len, cells)) for cells in texts]
    least = 2 * len(columns)
    for i, (cells, width) in enumerate(zip(texts, widths, strict=True)):
        number, last = columns[i].startswith("#"), cut and i == len(columns) - 1
        least += width if number else min(width, _LEAST_TEXT)
        room = out.width - sum(widths[:-1]) - 2 * len(columns)
        made.add_column(
            Text(cells[0]),
            Text(foot[i]),
            justify="right" if number else "left",
            no_wrap=number or last,
            overflow="ellipsis" if last else "fold",
            max_width=max(room, _LEAST_TEXT) if last else None,
        )
    for row in body[: len(body) - hidden]:
        made.add_row(*map(Text, row))
    if hidden:
        made.add_row(Text(f"and {hidden:,} more", "dim"))
    out.width = max(out.width, least)
    with out.capture() as captured:
        out.print(made)
    # Without colours, what pads the last column is of no use.
    lines = captured.get().rstrip("\n").split("\n")
    out.file.write("\n".join([*(lines if out.is_terminal else map(str.rstrip, lines)), ""]))


def print_rows(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows of aligned words; on a terminal the last column is cut to fit, with an ellipsis.

    Columns without a word are left out.
    """
    from rich.cells import cell_len, set_cell_size
    from rich.text import Text

    out = console()
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    widths = [max(cell_len(plain(cell)) for cell in column) for column in columns]
    for row in zip(*columns, strict=True):
        cells = [set_cell_size(plain(cell), width) for cell, width in zip(row, widths, strict=True)]
        line = Text(("  " + "  ".join(cells)).rstrip())
        line.truncate(max(out.width, sum(widths[:-1]) + _LEAST_TEXT), overflow="ellipsis")
        out.print(line, no_wrap=True, overflow="ignore", crop=False)


def print_columns(names: Sequence[str]) -> None:
    """Print names in as many columns as the terminal has room for, in order from top to bottom."""
    out = console()
    widest = max(map(len, names)) + 2
    columns = max((out.width - 2) // widest, 1)
    height = -(-len(names) // columns)
    for row in range(height):
        cells = [f"{plain(name):<{widest}}" for name in names[row::height]]
        out.print(("  " + "".join(cells)).rstrip())


def print_text(text: str, *, indent: int = 0) -> None:
    """Print paragraphs as in a docstring; on a terminal they are filled anew to its width."""
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    for line in _unbroken(text) if out.is_terminal else text.split("\n"):
        left = indent + len(line) - len(line.lstrip())
        words = Text(plain(line.strip()))
        out.print(Padding(words, (0, 0, 0, left), expand=False) if words else words)


def _unbroken(text: str) -> Iterator[str]:
    """Join lines that were broken only because the next word did not fit."""
    whole, last = "", ""
    for number, line in enumerate(text.split("\n")):
        word = line.strip().partition(" ")[0]
        titled = word.endswith(":") and word[0].isupper()
        if number and last and word and not titled and len(last) + 1 + len(word) > _FULL_LINE:
            whole += " " + line.strip()
        else:
            if number:
                yield whole
            whole = line
        last = line
    yield whole


def print_json(**values: Any) -> None:
    """Print the one object that --json promises."""
    typer.echo(json.dumps({"ok": True, **_as_json(values)}))


def _as_json(value: Any) -> Any:
    """Make a value fit for JSON: paths as text, and no text that is not Unicode."""
    if isinstance(value, Mapping):
        return {readable(str(key)): _as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(item) for item in value]
    return readable(str(value)) if isinstance(value, (str, Path)) else value


def count(number: int, word: str, many: str = "") -> str:
    """Write a count with its noun.

    >>> count(1, "file"), count(1234, "file"), count(2, "class", "classes")
    ('1 file', '1,234 files', '2 classes')
    """
    return f"{number:,} {word if number == 1 else many or word + 's'}"


def listed(counts: Mapping[str, int]) -> str:
    """Write counts by name on one line.

    >>> listed({"jpeg": 1200, "png": 3})
    '1,200 jpeg, 3 png'
    """
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())


def size(number: float) -> str:
    """Write a number of bytes for people.

    >>> size(1_234_567), size(999_999)
    ('1.2 MB', '1.0 MB')
    """
    if number < 1000:
        return f"{number:.0f} B"
    for unit in ("kB", "MB", "GB"):
        number /= 1000
        if number < 999.95:
            return f"{number:.1f} {unit}"
    return f"{number / 1000:.1f} TB"


def duration(seconds: float) -> str:
    """Write a time for people.

    >>> duration(7384), duration(59.99)
    ('2 h 3 min', '1 min')
    """
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
