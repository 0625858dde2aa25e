"""The geometry of a preview: nothing overlaps, everything lines up, no image is distorted."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from augctl.sample import Image
from augctl.show.captions import Caption
from augctl.show.cells import Cell, Row, Section
from augctl.show.layout import MOST_COLUMNS, Box, Page, lay_out
from augctl.show.pictures import fit
from augctl.show.theme import Theme

WORDS = st.text(st.sampled_from("abcgjxyzW/_-. 0123456789狗é\n"), max_size=90)


def image(width: int, height: int) -> Image:
    return np.zeros((height, width, 3), np.uint8)


def sections(*rows: list[Cell]) -> list[Section]:
    return [Section("views", "copies: 4 · rotate", [Row(cells) for cells in rows])]


def boxes(page: Page) -> list[Box]:
    texts = [text.box for text in page.texts]
    for cell in page.cells:
        texts += [text.box for text in cell.texts]
        texts += [cell.tag.box] if cell.tag else []
    return texts


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    captions = st.builds(
        Caption,
        WORDS,
        st.lists(st.tuples(WORDS, WORDS), max_size=5).map(tuple),
        st.lists(WORDS, max_size=3).map(tuple),
    )
    size = st.integers(1, 700)
    return Cell(
        draw(st.none() | st.builds(image, size, size)),
        draw(WORDS),
        draw(st.lists(WORDS | captions, max_size=8)),
        draw(st.booleans()),
        draw(st.just("") | WORDS),
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(Section, WORDS, WORDS, st.lists(st.builds(Row, st.lists(cells(), max_size=11)))),
        max_size=3,
    ),
    WORDS,
    WORDS,
    st.sampled_from([64, 137, 200]),
)
def test_nothing_overlaps_and_nothing_leaves_the_page(
    shown: list[Section], heading: str, subheading: str, cell_px: int
) -> None:
    theme = Theme(cell_px)
    page = lay_out(shown, heading, subheading, theme)
    sheet = Box(0, 0, page.width, page.height)
    texts = boxes(page)
    for one, other in combinations(texts + list(page.rules), 2):
        assert not one.overlaps(other)
    for box in texts:
        assert box.x >= theme.margin
        assert box.right <= sheet.right - theme.margin
        assert box.y >= theme.margin
        assert box.bottom <= sheet.bottom - theme.margin
    for one, other in combinations([cell.frame for cell in page.cells], 2):
        assert not one.overlaps(other)
    for cell in page.cells:
        own = [*cell.texts, *([cell.tag] if cell.tag else [])]
        for text in own:
            assert cell.frame.x <= text.box.x
            assert text.box.right <= cell.frame.right
        for box in texts:
            inside = any(text.box is box for text in own) and cell.picture is None
            assert inside or not box.overlaps(cell.frame)


def test_cells_share_columns_frames_and_caption_lines() -> None:
    wide, tall = image(400, 300), image(300, 400)
    long = "a_class/" + "long_" * 12 + ".jpg"
    page = lay_out(
        sections(
            [Cell(wide, long, accent=True), Cell(wide, "b", ["x"]), Cell(tall, "c", ["x", "y"])],
            [Cell(wide, "d", accent=True), Cell(wide, "e", ["x"])],
        ),
        "heading",
        "",
        Theme(200),
    )
    first, second = page.cells[:3], page.cells[3:]
    assert [cell.frame.x for cell in second] == [cell.frame.x for cell in first[:2]]
    assert {cell.frame.height for cell in first} == {200}
    assert {cell.frame.height for cell in second} == {150}
    assert {cell.frame.y for cell in first} == {first[0].frame.y}
    captions = [first[1].texts[1].box.y, first[2].texts[1].box.y]
    assert first[0].tag is not None
    assert captions == [first[0].tag.box.y] * 2


def test_the_original_stands_further_apart() -> None:
    row = [Cell(image(9, 9), accent=True), Cell(image(9, 9)), Cell(image(9, 9))]
    x = [cell.frame.x for cell in lay_out(sections(row), "", "", Theme(200)).cells]
    assert x[1] - x[0] > x[2] - x[1]


def test_one_original_and_five_variants_fit_a_page() -> None:
    row = [Cell(image(9, 9), accent=True), *[Cell(image(9, 9))] * 5]
    assert 1200 < lay_out(sections(row), "", "", Theme(200)).width < 1400


def test_a_long_row_goes_on_below_its_second_cell() -> None:
    row = [Cell(image(9, 9), accent=True), *[Cell(image(9, 9))] * MOST_COLUMNS]
    page = lay_out(sections(row), "", "", Theme(200))
    assert page.cells[-1].frame.x == page.cells[1].frame.x
    assert page.cells[-1].frame.y > page.cells[0].frame.bottom


@settings(max_examples=200)
@given(st.integers(1, 5000), st.integers(1, 5000))
def test_images_are_shown_whole_and_undistorted(width: int, height: int) -> None:
    shown_width, shown_height = fit(width, height, 200, 200)
    assert shown_width <= 200
    assert shown_height <= 200
    # One scale brings both sides to within a pixel of what is shown.
    least = max((shown_width - 1) / width, (shown_height - 1) / height)
    most = min((shown_width + 1) / width, (shown_height + 1) / height)
    assert least <= most


def test_pictures_lie_inside_their_frames() -> None:
    row = [Cell(image(*size)) for size in ((3000, 20), (20, 3000), (1, 1), (28, 28), (512, 384))]
    for cell in lay_out(sections(row), "", "", Theme(200)).cells:
        assert cell.picture is not None
        assert cell.frame.x <= cell.picture.x
        assert cell.picture.right <= cell.frame.right
        assert cell.frame.y <= cell.picture.y
        assert cell.picture.bottom <= cell.frame.bottom


def test_long_captions_end_with_a_count() -> None:
    page = lay_out(sections([Cell(None, "", [str(i) for i in range(40)])]), "", "", Theme(200))
    lines = [text.line[0].text for text in page.cells[0].texts]
    assert "and 21 more" in lines
    assert "18" in lines
    assert "19" not in lines


def test_a_cell_too_small_for_type_is_refused() -> None:
    with pytest.raises(ValueError, match="64 or more, found 10"):
        Theme(10)
