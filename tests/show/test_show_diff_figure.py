"""Compared texts in a picture: lines through and under, and nothing over the edge."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageColor

from augctl.show.chart_page import draw_charts
from augctl.show.diff import diff, visible, whole
from augctl.show.diff_figure import DiffFigure, diff_charts
from augctl.show.diff_lines import set_pieces
from augctl.show.layout import Box
from augctl.show.texts import Original, ShownText, TextSection, Variant
from augctl.show.theme import GREEN, PAPER, VERMILION, Theme
from augctl.show.typeface import readable, width_px
from augctl.text.spans import Marked

LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 5
PAIRS = [
    ("I like this dog very much", "I love this old dog"),
    (f"{LONG} is a word", f"{LONG[:-1]} was words"),
    ("我今天去了北京的故宫博物院，天气非常好，大家都很高兴。" * 4, "我昨天去了北京。"),
    ("שלום לכולם, היום יום יפה מאוד בירושלים ואני שמח", "שלום לכולם, היום יום בירושלים"),
    ("one\ntwo\r\n\x07three\u202e", "one\nthree"),
    ("I ❤️ 👨‍👩‍👧 and 😂", "I ❤️ 😂 too"),
    (" " * 300, ""),
]


def original_of(old: str, new: str) -> Original:
    spans = [Marked(0, 4, "PERSON"), Marked(2, len(new), "LOC")]
    variants = [
        Variant("c-1", [ShownText("text", diff(old, new, spans))], "b", ["swap"]),
        Variant("c-2", problem=f"failed: {LONG}"),
        Variant("c-3", [ShownText(LONG, diff(old, new)), ShownText("text", [])]),
    ]
    return Original(LONG, LONG, [ShownText("text", whole(old))], variants)


@pytest.mark.parametrize("cell_px", [64, 200])
@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_nothing_is_over_the_edge(old: str, new: str, cell_px: int) -> None:
    section = TextSection("chain", "copies: 1", [original_of(old, new)] * 2)
    empty = TextSection("none", "", [])
    picture = draw_charts(diff_charts([section, empty]), "name", "", cell_px)
    margin = Theme(cell_px).margin - 2
    pixels = np.asarray(picture).copy()
    pixels[margin:-margin, margin:-margin] = ImageColor.getrgb(PAPER)
    assert (pixels == ImageColor.getrgb(PAPER)).all()


@pytest.mark.parametrize(("old", "new"), PAIRS)
@pytest.mark.parametrize("width", [60, 300])
def test_lines_hold_all_of_the_text_and_are_no_wider_than_they_may(
    old: str, new: str, width: int
) -> None:
    theme = Theme(200)
    pieces = diff(old, new)
    lines = set_pieces(pieces, theme, width)
    for kind in ("old", "new", "same"):
        got = "".join(bit.text for line in lines for bit in line if bit.kind == kind)
        parts = (piece.text for piece in pieces if piece.kind == kind)
        assert got == "".join(readable(part) for text in parts for part, _ in visible(text))
    for line in lines:
        *others, last = line
        seen = last.x + width_px(last.text.rstrip() or last.text, last.style)
        assert max([seen, *(bit.x + bit.width for bit in others)]) <= width + 0.5
        assert min(bit.x for bit in line) >= -width_px(" ", theme.old) - 0.5


def rows_of(picture: Image.Image, colour: str) -> np.ndarray:
    """Say in how many pixels each row has a colour."""
    return (np.asarray(picture) == ImageColor.getrgb(colour)).all(axis=2).sum(axis=1)


def test_what_went_is_struck_out_and_what_came_is_underlined() -> None:
    theme = Theme(200)
    pieces = diff("kept mmmmmm", "kept nnnnnn")
    figure = DiffFigure(Original("", "", [], [Variant("c-1", [ShownText("text", pieces)])]))
    height = figure.height(400, theme)
    picture = Image.new("RGB", (400, height), PAPER)
    figure.draw(picture, Box(0, 0, 400, height), theme)
    line = theme.text.line_px
    struck, under = rows_of(picture, VERMILION), rows_of(picture, GREEN)
    # The line through a word is longer than any stroke of it, and near the middle; the line under
    # one is below all of it.
    assert struck.max() > 40
    assert abs(int(struck.argmax()) - (height - line / 2)) < line / 4
    assert under.max() > 40
    assert int(under.argmax()) > height - line / 4


def test_text_from_right_to_left_begins_at_the_right() -> None:
    theme = Theme(200)
    ((first, *_),) = set_pieces(whole("שלום a"), theme, 300)
    assert first.x + first.width == pytest.approx(300)
    ((first, *_),) = set_pieces(whole("a שלום"), theme, 300)
    assert first.x == 0
