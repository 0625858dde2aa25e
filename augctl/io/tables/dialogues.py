"""A dialogue model as a table: one row for each outcome, to begin with, and the columns to fill.

No row of it is a sample. It is written as JSON lines would be read, so that dialogues are made,
kept, counted and made again as rows of a table are.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from augctl.io.tables.form import COPY, Form
from augctl.io.tables.rows import places_of
from augctl.io.tables.store import write_empty
from augctl.tables.schema import Column, Schema
from augctl.text.dialogue.model import COLUMNS

_ENDINGS = (".yaml", ".yml")
_JSON = ("path", "turns")
_ID, _OUTCOME = "id", "outcome"


def is_model(file: Path) -> bool:
    """Say whether a file is to be read as a dialogue model, by its ending."""
    return file.suffix.lower() in _ENDINGS and file.is_file()


def tabulate(file: Path, folder: Path) -> None:
    """Read a model into a folder: what `Table`, `RowText` and `Model.load` open.

    Raises:
        RecipeError: All that is wrong with the model.
        OutputError: The folder cannot be written to.
    """
    from augctl.text.dialogue.read import read_model

    model = read_model(file)
    schema = Schema(
        (
            Column(_ID, "id", "word", empty="null", quoted=True, fresh=0, pattern="dialogue-%06d"),
            Column(
                _OUTCOME, "target", "code", categories=model.outcomes, empty="null", quoted=True
            ),
            *(
                Column(
                    name,
                    "text",
                    "word",
                    empty="null",
                    quoted=name not in _JSON,
                    edited=name == "text",
                )
                for name in COLUMNS
            ),
        )
    )
    count, empty = len(model.outcomes), [column.name for column in schema.columns]
    lines = [
        json.dumps({**dict.fromkeys(empty), _OUTCOME: name}, ensure_ascii=False).encode() + b"\n"
        for name in model.outcomes
    ]
    ends = np.cumsum([0, *map(len, lines)])
    write_empty(folder, schema, np.arange(count, dtype=np.int32), places_of(ends[:-1], ends[1:]))
    (folder / COPY).write_bytes(b"".join(lines))
    Form("jsonl", f"{file.stem}.jsonl", COPY).save(folder)
    model.save(folder)
