"""Pages of charts: whole for any table, the same each time, and nothing over the edge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor
from table_stores import store

from augctl.show.chart_page import draw_charts
from augctl.show.charts import Chart, ChartSection, Entry
from augctl.show.histogram import Bar, Bars, Outlines
from augctl.show.table import Rows, sections
from augctl.show.theme import BLUE, PAPER, VERMILION, Theme
from augctl.tables.schema import Column
from augctl.tables.table import Table

RNG = np.random.default_rng(6)
LONG = "a_column_with_a_name/that never-ends " * 9


def page_of(table: Table, made: int | None = None, total: int = 5000) -> list[ChartSection]:
    """Return what is shown of a table of which some rows are made again."""
    block = table.block(np.arange(table.count))
    again = block.take(np.arange(table.count if made is None else made))
    chain = Rows("again", "copies: 1", again, total, 2)
    return sections(table.schema, Rows("originals", "", block, table.count), [chain])


def margins(picture: Image.Image, cell_px: int = 200) -> np.ndarray:
    """Return the pixels outside of what may be inked."""
    margin = Theme(cell_px).margin - 2
    pixels = np.asarray(picture).copy()
    pixels[margin:-margin, margin:-margin] = ImageColor.getrgb(PAPER)
    return pixels


def test_every_kind_of_column_has_its_chart(tmp_path: Path) -> None:
    table = store(
        tmp_path,
        numbers=RNG.normal(size=(60, 20)),
        codes=RNG.integers(-1, 9, (60, 2)),
        words=[["text"]] * 60,
        labels=RNG.integers(0, 3, 60),
    )
    shown = page_of(table)
    assert [section.title for section in shown] == ["Rows", "Numbers", "Categories", "Not drawn"]
    assert [len(section.charts) for section in shown] == [2, 20, 3, 0]
    assert [chart.title for chart in shown[2].charts] == ["y", "c0", "c1"]
    assert {entry.name for entry in shown[0].key} > {"class0", "class1", "class2"}
    assert shown[3].subtitle == "w0 (text)"
    picture = draw_charts(shown, "name", "60 originals")
    assert (margins(picture) == ImageColor.getrgb(PAPER)).all()


@pytest.mark.parametrize(
    "cells",
    [
        {"numbers": RNG.normal(size=(30, 2)), "labels": np.zeros(30, int)},
        {"codes": RNG.integers(0, 40, (30, 2)), "labels": np.arange(30) % 12},
        {"words": [["text"]] * 30, "labels": np.arange(30) % 2},
        {"numbers": np.full((30, 3), np.nan), "codes": np.full((30, 1), -1)},
        {"numbers": RNG.normal(size=(30, 1)), "targets": RNG.normal(size=30)},
        {"numbers": RNG.normal(size=(1, 1))},
    ],
)
def test_any_table_is_a_page(cells: dict[str, np.ndarray], tmp_path: Path) -> None:
    table = store(tmp_path, **cells)
    for made in (None, 0):
        picture = draw_charts(page_of(table, made), "name")
        assert picture.height > 200
        assert (margins(picture) == ImageColor.getrgb(PAPER)).all()


def test_long_names_stay_in_their_columns(tmp_path: Path) -> None:
    columns = [
        Column(LONG, "numeric", "number", -9, 9),
        Column(LONG[1:], "categorical", "code", categories=(LONG, "\n\x1b[1m", "")),
        Column("y", "target", "code", categories=(LONG, "狗" * 300)),
    ]
    cells = {"numbers": RNG.normal(size=(9, 1)), "codes": np.arange(9)[:, None] % 3}
    table = store(tmp_path, **cells, labels=np.arange(9) % 2, columns=columns)
    picture = draw_charts(page_of(table), LONG, LONG, 64)
    assert (margins(picture, 64) == ImageColor.getrgb(PAPER)).all()


def test_how_many_rows_are_shown_is_told(tmp_path: Path) -> None:
    table = store(tmp_path, numbers=RNG.normal(size=(30, 2)))
    originals, chain = page_of(table)[0].charts
    assert originals.remarks == ["30 rows"]
    told = "5,000 rows  ·  30 shown, spread evenly  ·  2 of 32 tried rejected"
    assert chain.remarks == ["copies: 1", told]


def test_missing_shares_are_told_where_cells_are_missing(tmp_path: Path) -> None:
    numbers = RNG.normal(size=(40, 2))
    numbers[:10, 0] = np.nan
    table = store(tmp_path, numbers=numbers)
    first, second = page_of(table, made=20)[1].charts
    assert first.remarks == ["numeric", "missing 25 %, then 50 %"]
    assert second.remarks == ["numeric"]


def test_rows_of_chains_count_by_how_many_there_are(tmp_path: Path) -> None:
    table = store(tmp_path, codes=np.array([[0], [1]]))
    block = table.block(np.arange(2))
    # Of the first chain 3 of 4 that were tried are rejected.
    chains = [Rows("a", "", block.take([0]), 120, 3), Rows("b", "", block.take([1]), 10)]
    shown = sections(table.schema, Rows("originals", "", block, 2), chains)
    figure = shown[1].charts[0].figure
    assert isinstance(figure, Bars)
    assert [(bar.before, bar.after) for bar in figure.bars] == [(0.5, 0.75), (0.5, 0.25)]


def test_shares_of_soft_labels_are_added_up(tmp_path: Path) -> None:
    table = store(tmp_path, numbers=RNG.normal(size=(2, 2)), labels=[0, 1])
    block = table.block(np.arange(2))
    soft = np.array([[0.9, 0.1], [0.6, 0.4]])
    mixed = replace(block, soft=soft)
    shown = sections(table.schema, Rows("originals", "", block, 2), [Rows("mix", "", mixed, 2)])
    figure = shown[2].charts[0].figure
    assert isinstance(figure, Bars)
    assert [bar.after for bar in figure.bars] == pytest.approx([0.75, 0.25])


def test_bars_are_as_long_as_their_shares() -> None:
    figure = Bars([Bar("a", 0.8, 0.2), Bar("b", 0.4, 0.8)])
    picture = draw_charts([ChartSection("bars", "", [Chart("", [], figure)])], "")
    pixels = np.asarray(picture)
    longest = {}
    for colour in (BLUE, VERMILION):
        rows = (pixels == ImageColor.getrgb(colour)).all(axis=2).sum(axis=1)
        lengths = rows[rows > 30]  # type has fewer
        longest[colour] = [lengths[0], lengths[-1]]
    assert longest == {BLUE: [200, 100], VERMILION: [50, 200]}


def test_outlines_are_as_high_as_their_shares() -> None:
    shares = np.array([0.5, 1.0, 0.0, 0.25]), np.zeros(4)
    picture = draw_charts([ChartSection("", "", [Chart("", [], Outlines(*shares, "", ""))])], "")
    pixels = np.asarray(picture).astype(int)
    filled = (np.abs(pixels - np.array(ImageColor.getrgb("#dfebf4"))) < 3).all(axis=2)
    heights = [filled[:, 32 + 50 * i + 25].sum() for i in range(4)]
    assert heights[2] == 0
    np.testing.assert_allclose(np.array(heights) / heights[1], [0.5, 1, 0, 0.25], atol=0.03)


def test_the_same_charts_give_the_same_pixels_at_any_size(tmp_path: Path) -> None:
    table = store(tmp_path, numbers=RNG.normal(size=(60, 3)), labels=np.arange(60) % 3)
    first, second = (draw_charts(page_of(table), "name", "about") for _ in range(2))
    assert first.tobytes() == second.tobytes()
    assert draw_charts(page_of(table), "name", "about", 400).width == 2 * first.width


def test_a_long_key_takes_more_lines() -> None:
    chart = Chart("a", [], None)
    keys = [[Entry(f"class number {i}", BLUE) for i in range(count)] for count in (1, 40)]
    few, many = (draw_charts([ChartSection("", "", [chart], 1, key)], "") for key in keys)
    assert many.height > few.height + 50
    assert (margins(many) == ImageColor.getrgb(PAPER)).all()
