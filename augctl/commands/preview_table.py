"""What `augctl preview` shows of a table: some of its rows, and some of those that chains make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from augctl.engine.progress import Progress
from augctl.engine.row_runner import RowRunner
from augctl.engine.row_units import Units
from augctl.engine.workspace import RowSpace
from augctl.planning.plan import Lane
from augctl.tables.block import Block, Ints

if TYPE_CHECKING:
    from augctl.show.charts import ChartSection

# So many rows make a shape, and more of them a blot.
_MOST_ORIGINALS = 4000
_MOST_MADE = 2000


def chart_sections(
    space: RowSpace, about: Mapping[int, str], progress: Progress
) -> tuple[list[ChartSection], int, int]:
    """Draw charts of a table before and after.

    Args:
        space: The table and its recipe.
        about: What each chain does that is drawn, by number of chain.
        progress: Called as chains are tried.

    Returns:
        The charts; how many originals they show, and how many rows that were made.
    """
    from augctl.show.table import Rows, sections

    runner = RowRunner(space.job)
    training = runner.training
    places = _spread(len(training), _MOST_ORIGINALS)
    originals = Rows("originals", "", runner.table.block(training.rows[places]), len(training))
    lanes = {i: lane for lane in space.lanes for i, _ in lane.plans}
    chains = []
    for done, (i, told) in enumerate(about.items()):
        progress("drawing", done, len(about))
        items = _spread(lanes[i].count, _MOST_MADE)
        made = _made(runner, lanes[i], items)
        name = space.recipe.chains[i].name
        chains.append(Rows(name, told, made, lanes[i].count, len(items) - len(made)))
    drawn = sections(runner.table.schema, originals, chains)
    return drawn, len(places), sum(len(rows.block) for rows in chains)


def _spread(count: int, most: int) -> Ints:
    """Choose some of so many things, evenly."""
    shown = min(count, most)
    chosen: Ints = np.arange(shown) * count // max(shown, 1)
    return chosen


def _made(runner: RowRunner, lane: Lane, items: Ints) -> Block:
    """Make rows as they are written; those that gates reject are left out."""
    units = Units(runner, lane, items)
    block = units.block
    kept = np.zeros(len(block), dtype=bool)
    for made, places in runner.attempts(units):
        done = np.flatnonzero(made.kept)
        block = block.put(places[done], made.block.take(done), len(runner.table.classes))
        kept[places[done]] = True
    return block.take(kept)
