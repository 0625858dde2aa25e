from __future__ import annotations

import io
import json
import math
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from augctl.cli import printing
from augctl.cli.counts import print_counts


class Terminal(io.StringIO):
    """What a command takes for a terminal."""

    def isatty(self) -> bool:
        return True


def shown(
    call: Any, *args: Any, width: int | None = None, monkeypatch: pytest.MonkeyPatch, **options: Any
) -> list[str]:
    """Call with stdout as a pipe, or as a terminal of a width, without colours."""
    stream = io.StringIO() if width is None else Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    if width is not None:
        monkeypatch.setenv("COLUMNS", str(width))
    with redirect_stdout(stream):
        call(*args, **options)
    text = stream.getvalue()
    for style in ("\x1b[1m", "\x1b[2m", "\x1b[0m"):
        text = text.replace(style, "")
    assert "\x1b" not in text
    return text.splitlines()


MADE = {
    "originals": {"cat": 6, "a class with a rather long name, longer than that": 1234},
    "views": {"cat": 12, "a class with a rather long name, longer than that": 1234567},
    "mixes": {"cat": 3},
}


def test_a_table_in_a_pipe_is_compact_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(print_counts, MADE, total="files", monkeypatch=monkeypatch)
    assert lines[0].split() == ["class", "originals", "views", "mixes", "files"]
    assert len(lines) == 6
    assert lines[2].startswith("a class with a rather long name, longer than that")
    assert lines[2].split()[-4:] == ["1,234", "1,234,567", "0", "1,235,801"]
    assert lines[5].split() == ["total", "1,240", "1,234,579", "3", "1,235,822"]
    assert all(line == line.rstrip() for line in lines)
    assert {cell_len(line) for line in lines} == {cell_len(lines[0])}


@pytest.mark.parametrize("width", [80, 120])
def test_a_table_fits_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(print_counts, MADE, total="files", width=width, monkeypatch=monkeypatch)
    assert max(map(cell_len, lines)) <= width
    assert lines[-1].split() == ["total", "1,240", "1,234,579", "3", "1,235,822"]


def test_numbers_are_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {f"chain{i}": {"cat": 10**i, "dog": 1} for i in range(9)}
    lines = shown(print_counts, made, total="files", width=30, monkeypatch=monkeypatch)
    text = "\n".join(lines)
    assert all(f"{10**i:,}" in text for i in range(9))
    assert "…" not in text


def test_a_long_table_is_short_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {"originals": {f"class{i:04}": i for i in range(1000)}}
    lines = shown(print_counts, made, total="", width=80, monkeypatch=monkeypatch)
    assert len(lines) == 45
    assert lines[-3].strip() == "and 960 more"
    assert lines[-1].split() == ["total", f"{sum(range(1000)):,}"]
    assert len(shown(print_counts, made, total="", monkeypatch=monkeypatch)) == 1004


def test_one_class_needs_no_total(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(print_counts, {"a": {"cat": 1}}, total="files", monkeypatch=monkeypatch)
    assert len(lines) == 3


def test_wide_characters_and_markup_keep_columns_straight(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["猫", "[/x]", "[bold]", ":cat:", "a\x1b[31m", "new\nline", "😀"]
    lines = shown(print_counts, {"a": dict.fromkeys(names, 1)}, total="", monkeypatch=monkeypatch)
    assert len({cell_len(line) for line in lines}) == 1
    firsts = {line[:-1].rstrip() for line in lines[2:-2]}
    assert firsts == {"猫", "[/x]", "[bold]", ":cat:", "a\\x1b[31m", "new\\nline", "😀"}


def test_rows_are_whole_in_a_pipe_and_one_line_each_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [("image.rotate", "", "word " * 40), ("image.mixup", "mix", "short")]
    piped = shown(printing.print_rows, rows, monkeypatch=monkeypatch)
    assert piped[0].endswith("word word")
    assert [line.split()[0] for line in piped] == ["image.rotate", "image.mixup"]
    narrow = shown(printing.print_rows, rows, width=60, monkeypatch=monkeypatch)
    assert len(narrow) == 2
    assert cell_len(narrow[0]) == 60
    assert narrow[0].endswith("…")
    without = shown(printing.print_rows, [("a", "", "b")], monkeypatch=monkeypatch)
    assert without == ["  a  b"]


def test_columns_run_from_top_to_bottom(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"name{i}" for i in range(7)]
    lines = shown(printing.print_columns, names, width=26, monkeypatch=monkeypatch)
    assert lines == ["  name0  name3  name6", "  name1  name4", "  name2  name5"]


def test_paragraphs_are_filled_anew_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    full = "A line that was broken because the next word would not have fit into its width, and"
    text = f"{full} so\non it goes.\nImage: HWC.\n\nReferences:\n    Someone, 2018."
    assert shown(printing.print_text, text, monkeypatch=monkeypatch) == text.split("\n")
    lines = shown(printing.print_text, text, width=120, monkeypatch=monkeypatch)
    assert [line.rstrip() for line in lines] == [
        f"{full} so on it goes.",
        "Image: HWC.",
        "",
        "References:",
        "    Someone, 2018.",
    ]
    narrow = shown(printing.print_text, text, width=40, monkeypatch=monkeypatch)
    assert max(map(cell_len, narrow)) <= 40
    assert " ".join(" ".join(narrow).split()) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cat/0012.jpg", "cat/0012.jpg"),
        ("猫/é 😀.jpg", "猫/é 😀.jpg"),
        ("\N{IDEOGRAPHIC SPACE}", "\N{IDEOGRAPHIC SPACE}"),
        ("a\x1b]0;title\x07", "a\\x1b]0;title\\x07"),
        ("a\u202egpj.exe", "a\\u202egpj.exe"),
        ("caf\udce9", "caf%E9"),
        ("\ud800", "\\ud800"),
        ("\x85\u2028", "\\x85\\u2028"),
    ],
)
def test_no_name_commands_the_terminal(text: str, expected: str) -> None:
    assert printing.plain(text) == expected


def test_lines_of_a_message_stay_lines() -> None:
    assert printing.plain("one\ntwo\x1b", lines=True) == "one\ntwo\\x1b"


def test_json_is_one_plain_object(capsys: pytest.CaptureFixture[str]) -> None:
    printing.print_json(
        path=Path("caf\udce9"), names=["\udce9", ("é",)], counts={"\udce9": 1}, nothing=None
    )
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {
        "ok": True,
        "path": "caf%E9",
        "names": ["%E9", ["é"]],
        "counts": {"%E9": 1},
        "nothing": None,
    }


def test_a_size_has_never_more_than_three_digits_before_the_point() -> None:
    for exponent in range(150):
        number = 1.23456789 * 10 ** (exponent / 10)
        for near in (number, math.ceil(number)):
            amount, unit = printing.size(near).split()
            assert float(amount) < 1000 or unit == "TB"
