"""Chooses what names the rows, or the text files, of a run."""

from __future__ import annotations

from augctl.engine.row_job import RowSink
from augctl.engine.run import folder_sink
from augctl.engine.text_sink import TextSink
from augctl.io.sinks.table import TableSink
from augctl.io.tables.form import Form
from augctl.planning.index import Index
from augctl.recipe.compile import Recipe


def row_sink(recipe: Recipe, index: Index) -> RowSink:
    """Return what names the files that rows go to."""
    by_split = index.own_split or recipe.input.split is not None
    if index.rows_of is None:
        return TextSink(folder_sink(index, by_split=by_split), index.folder)
    return TableSink(Form.load(index.folder).file_name, index.rows_of, by_split)
