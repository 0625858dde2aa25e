"""A dialogue model as a table: one row for each outcome, to begin with, and the columns to fill.

No row of it is a sample. It is written as JSON lines would be read, so that dialogues are made,
kept, counted and made again as rows of a table are.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from augctl.io.tables.form import COPY, PLACES, Form
from augctl.tables.schema import Column, Schema
from augctl.tables.table import (
    CODES,
    LABELS,
    NO_WORD,
    NUMBERS,
    TARGETS,
    WORD_STARTS,
    WORDS,
    write_about,
)
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
    ends = np.cumsum([0, *map(len, lines)], dtype=np.uint64)
    np.save(folder / NUMBERS, np.zeros((count, 0)))
    np.save(folder / CODES, np.zeros((count, 0), np.int32))
    np.save(folder / LABELS, np.arange(count, dtype=np.int32))
    np.save(folder / TARGETS, np.full(count, np.nan))
    np.save(folder / WORD_STARTS, np.full((count, len(schema.words), 2), NO_WORD, np.int64))
    np.save(folder / PLACES, np.stack([ends[:-1], ends[1:]], axis=1))
    (folder / WORDS).write_bytes(b"")
    (folder / COPY).write_bytes(b"".join(lines))
    Form("jsonl", f"{file.stem}.jsonl", COPY).save(folder)
    model.save(folder)
    write_about(folder, schema, count)
