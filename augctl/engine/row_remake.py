"""One row of a table made again from its row of the manifest, using no generator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from augctl.engine.job import Layout
from augctl.engine.row_runner import load_state
from augctl.engine.row_sink import row_sink
from augctl.engine.text_sink import TextSink
from augctl.errors import CheckFailed
from augctl.io import atomic
from augctl.io.tables.write import RowText
from augctl.manifest import Row
from augctl.planning.index import Index, Order
from augctl.recipe.compile import Recipe
from augctl.stages.rows import RowStage, State
from augctl.tables.finish import finished
from augctl.tables.table import Table, Training

Known = dict[str, dict[str, Any]]
"""By chain: its first ordinal, the order that it worked on, and where its stages' states are."""


def shown_row(row: Row) -> str:
    """Name an output as a user does: a file, or a row of one."""
    return f"{row['file_name']}#{row['row']}" if "row" in row else str(row["file_name"])


def note_chains(layout: Layout, known: Known) -> None:
    """Keep what it takes to make rows of some chains again.

    Raises:
        OutputError: It could not be written.
    """
    data = json.dumps({**chains_known(layout), **known}).encode("ascii")
    atomic.write(layout.state / "rows.json", data, layout.temporary / "rows", sync=True)


def chains_known(layout: Layout) -> Known:
    """Return what was kept; nothing where that is lost."""
    try:
        found = json.loads((layout.state / "rows.json").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def remake_row(row: Row, recipe: Recipe, layout: Layout, index: Index, root: Path) -> bytes:
    """Make a row of a table again; returns its text.

    Args:
        row: Its row of the manifest.
        recipe: The recipe of its run.
        layout: The output folder.
        index: The rows of the table that it was made from.
        root: Where that table is, or the folder of text files.

    Raises:
        CheckFailed: The row does not go with the recipe, or what stages learned is gone.
        RunError: Its source is gone.
    """
    table, text = Table(index.folder), RowText(index.folder, root)
    anchor = _number(row, recipe, index)
    if row["chain"] is None:
        return text.original(anchor)
    chain = next((c for c in recipe.chains if c.name == row["chain"]), None)
    known = chains_known(layout).get(row["chain"])
    if chain is None or known is None:
        raise _lost(row)
    order = Order(layout.state / "orders" / known["order"], known["starts"])
    training = Training(table, order.numbers, order.starts)
    block = table.block(np.array([anchor]), np.array([row["copy"] - 1]))
    for entry in row["stages"]:
        id_ = entry.get("id", entry["stage"])
        step = next((step for step in chain.steps() if step.id == id_), None)
        if step is None or not isinstance(step.stage, RowStage):
            raise _lost(row)
        stage = step.stage
        state = stage.ready(_learned(layout, known["states"].get(id_), id_))
        drawn = stage.drawn_again(entry["drawn"])
        block = stage.apply(block, drawn, training.on(step.on), state)
    ordinal = np.array([known["first"] + row["unit"]])
    return text.text(finished(block, table.schema, ordinal))[0]


def _learned(layout: Layout, name: str | None, id_: str) -> State:
    folder = layout.fits / name if name else None
    if folder is None or not folder.is_dir():
        raise CheckFailed(
            f"What the stage {id_!r} learned is gone: {folder or layout.fits} is not there.",
            "Run expand with the same recipe and input again, with --overwrite.",
        )
    return load_state(folder)


def _number(row: Row, recipe: Recipe, index: Index) -> int:
    """Return the number of the row, or of the file, that an output began as."""
    parent = row["parents"][0]
    sink = row_sink(recipe, index)
    if not isinstance(sink, TextSink):
        return int(parent.rpartition("#")[2])
    # Names that are not UTF-8 may read alike; that of the output tells them apart.
    for number in (n for n in range(index.count) if sink.parent(n) == parent):
        name = sink.original(number)
        if row["chain"] is not None:
            name = sink.made(number, row["label"], row["chain"], row["copy"] - 1)
        if row["file_name"] == name:
            return number
    raise CheckFailed(f"The manifest names {parent}, which the index of the run has not.")


def _lost(row: Row) -> CheckFailed:
    return CheckFailed(
        f"The row of {shown_row(row)} names a chain or a stage that the run does not have.",
        "One of the files was changed; run expand again to write them anew.",
    )
