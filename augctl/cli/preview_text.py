"""Prints compared texts: in colours on a terminal, else with [-marks-] {+of plain type+}."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from augctl.cli.printing import console, on_terminal, say
from augctl.show.diff import LINE_BREAK, Piece, visible

if TYPE_CHECKING:
    from augctl.show.texts import Original, ShownText, TextSection, Variant

_INDENT = 2
_STYLES = {"same": "", "old": "red strike", "new": "bold green underline", "gap": "dim"}
_MARKS = {"same": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}"), "gap": ("", "")}


def print_texts(sections: Sequence[TextSection]) -> None:
    """Print originals, and what chains make of each."""
    for number, section in enumerate(sections):
        if number:
            say()
        say((section.title, "bold"))
        say((section.subtitle, "dim"))
        for original in section.originals:
            say()
            _print_original(original)
        if not section.originals:
            say(("nothing to show", "dim"))
    say()


def _print_original(original: Original) -> None:
    say((original.name, "cyan"), f"  {original.label}" if original.label else "")
    _print_shown(original.texts, "empty", _INDENT)
    for number, variant in enumerate(original.variants, 1):
        _print_variant(variant, f"{number} ".rjust(2 * _INDENT))


def _print_variant(variant: Variant, number: str) -> None:
    from rich.text import Text

    _print_shown(variant.texts, "unchanged", 2 * _INDENT, number)
    if not variant.texts:
        number = ""
    for line in variant.told:
        _indented(Text(_plain(line), "" if line.startswith("label ") else "dim"), 2 * _INDENT)
    if variant.wrong:
        _indented(Text(_plain(variant.wrong), "yellow"), 2 * _INDENT)


def _print_shown(texts: Sequence[ShownText], nothing: str, indent: int, number: str = "") -> None:
    from rich.text import Text

    for text in texts:
        line = Text()
        if len(texts) > 1:
            line.append(f"{_plain(text.column)}: ", "dim")
        if text.pieces:
            fancy, broken = _in_colours(), on_terminal()
            for piece in text.pieces:
                _append(line, piece, fancy, broken)
        else:
            line.append(nothing, "dim")
        _indented(line, indent, number)
        number = ""


def _append(line: Any, piece: Piece, fancy: bool, broken: bool) -> None:
    """Add a piece to a line; on a terminal, lines of the text are lines."""
    style = _STYLES[piece.kind]
    before, after = ("", "") if fancy else _MARKS[piece.kind]
    line.append("[" * piece.opens, "bold blue")
    line.append(before)
    for text, odd in visible(piece.text):
        line.append(text, f"{style} dim" if odd else style)
        if text == LINE_BREAK and odd and broken:
            line.append("\n")
    line.append(after)
    for label in piece.ends:
        line.append(f"]({_plain(label)})" if label else "]", "bold blue")


def _in_colours() -> bool:
    """Say whether colours, and lines under and through type, can be shown and are wanted."""
    out = console()
    return bool(out.is_terminal and out.color_system and not out.no_color)


def _plain(text: str) -> str:
    return "".join(part for part, _ in visible(text))


def _indented(line: Any, indent: int, number: str = "") -> None:
    """Print a line, and what of it goes on in the next ones, to the right of a number."""
    from rich.text import Text

    out = console()
    # Of a terminal that is hardly wider than the indent, more is left for words.
    if out.width <= 8 * indent:
        indent = max(_INDENT, len(number.lstrip()))
    broken = line.wrap(out, out.width - indent, overflow="fold")
    for i, part in enumerate(broken):
        part.rstrip()
        head = Text().append((number.lstrip() if not i else "").rjust(indent), "dim")
        out.print(
            head.append_text(part), no_wrap=True, overflow="ignore", crop=False, soft_wrap=True
        )
