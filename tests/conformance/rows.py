"""Every stage and gate for tables, and the tables that each is tried on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import numpy as np
from cases import NAMES, the
from table_stores import store, training_of, units

from augctl import registry
from augctl.documents.text import parse
from augctl.seeds import rng_for
from augctl.stages.rows import Drawn, RowGate, RowStage, State
from augctl.tables.block import Block
from augctl.tables.draws import Draws
from augctl.tables.schema import Column
from augctl.tables.table import Training
from augctl.text.dialogue.model import COLUMNS
from augctl.text.dialogue.read import model_of

COUNT = 90
_FOLDER = TemporaryDirectory(prefix="augctl-rows-")
STAGES = [name for name in NAMES if issubclass(registry.find(name), RowStage)]
GATES = [name for name in NAMES if issubclass(registry.find(name), RowGate)]


def _arrays() -> dict[str, Any]:
    """Make cells of 90 rows in three uneven classes: 60, 22 and 8."""
    rng = rng_for(3, "rows")
    labels = np.repeat([0, 1, 2], [60, 22, 8])[rng.permutation(COUNT)]
    size = np.round(rng.normal(size=COUNT) + 2 * labels, 2)
    whole = np.floor(np.exp(rng.normal(size=COUNT)) * 5)
    gaps = (rng.normal(size=COUNT) + 2.5 * labels) * 1e5
    gaps[rng.random(COUNT) < 0.2] = np.nan
    numbers = np.stack([size, whole, gaps, np.full(COUNT, 3.0)], axis=1)
    codes = np.stack([rng.integers(3, size=COUNT), (labels + rng.integers(2, size=COUNT)) % 3])
    codes[0, rng.random(COUNT) < 0.15] = -1
    notes = [None if i % 7 == 0 else f"note {i % 5} é" for i in range(COUNT)]
    words = [(note, str(i + 1)) for i, note in enumerate(notes)]
    targets = np.round(size * 3 + rng.normal(size=COUNT), 1)
    return {
        "numbers": numbers,
        "codes": codes.T.astype(np.int32),
        "words": words,
        "labels": labels,
        "targets": targets,
    }


_ENGLISH = (
    "Last week the parcel was delivered to the wrong house by a friendly driver.",
    "Please send an answer to ann@example.com before 10:30, I am waiting!",
    "Our {name} visited http://a.b/c?d=1 and 192.168.1.1, which was a terrible idea 👍🏽.",
    "Because it rained, the children played inside; they didn't mind.",
    "OK",
    "=cmd|' /C calc'!A0 null \ud800 N/A",
    "The café opens at nine. It sells good coffee and cheap bread.",
)
_CHINESE = (
    "房间很干净，服务员也很热情，下次还会再来。",
    "手机iPhone 15的电池不太好，我非常失望！",
    "昨天下午，我和朋友在北京吃了一顿好吃的午饭。",
)


def _sentence(i: int) -> tuple[str | None, str | None]:
    """Return a text, and what is marked in it: a word from the middle of some."""
    if i % 11 == 10:
        return None, None
    known = (*_ENGLISH, *_CHINESE)
    text = known[i % len(known)]
    at = text.find(" ", len(text) // 2)
    return text, f'[[{at + 1}, {text.find(" ", at + 1)}, "X"]]' if i % 3 == 0 < at else None


NUMBERS = (
    Column("size", "numeric", "number", -2.0, 6.5, decimals=2),
    Column("whole", "integer", "number", 0.0, 50.0),
    Column("gaps", "numeric", "number", -3e5, 8e5, missing=1),
    Column("same", "numeric", "number", 3.0, 3.0, decimals=0),
)
CODES = tuple(Column(f"c{i}", "categorical", "code", categories=tuple("abc")) for i in range(2))
WORDS = Column("note", "text", "word", edited=1), Column("id", "id", "word", fresh=COUNT)
SENTENCES = Column("text", "text", "word", edited=1), Column("spans", "spans", "word")
DIALOGUES = tuple(Column(name, "text", "word", edited=name == "text") for name in COLUMNS)
MODEL = """
dialogue: 1
name: two intents and three outcomes
outcomes: [x, y, z]
start: {hi: 1}
intents:
  hi: {speaker: a, templates: ["Hi, {name}!"]}
  why: {speaker: b, templates: ["Why?", "How?"]}
transitions: {hi: {why: 0.9, x: 0.1}, why: {hi: 0.5, y: 0.3, z: 0.2}}
slots: {name: [Ann, Bo]}
"""
LABELS = Column("class", "target", "code", categories=("x", "y", "z"))
TARGETS = Column("value", "target", "number", -10.0, 20.0, decimals=1)

TABLES: dict[str, dict[str, tuple[Column, ...]]] = {
    "mixed": {"numbers": NUMBERS, "codes": CODES, "words": WORDS, "labels": (LABELS,)},
    "numbers": {"numbers": NUMBERS, "labels": (LABELS,)},
    "one-number": {"numbers": NUMBERS[2:3], "labels": (LABELS,)},
    "codes": {"codes": CODES, "labels": (LABELS,)},
    "texts": {"words": WORDS, "labels": (LABELS,)},
    "sentences": {"words": SENTENCES, "labels": (LABELS,)},
    "dialogues": {"words": DIALOGUES, "labels": (LABELS,)},
    "regression": {"numbers": NUMBERS, "codes": CODES, "targets": (TARGETS,)},
    "no-target": {"numbers": NUMBERS, "codes": CODES, "words": WORDS},
}


@cache
def training(table: str) -> Training:
    """Write a table, and take the first 80 of its rows for training."""
    arrays, columns = _arrays(), TABLES[table]
    for kind in ("numbers", "codes"):  # some have only one of the columns
        named = {"numbers": NUMBERS, "codes": CODES}[kind]
        chosen = [named.index(column) for column in columns.get(kind, ())]
        arrays[kind] = arrays[kind][:, chosen]
    if columns.get("words") is SENTENCES:
        arrays["words"] = [_sentence(i) for i in range(COUNT)]
    if columns.get("words") is DIALOGUES:
        arrays["words"] = [("ann", "[]", "[]", f"a: Hi, {i}!") for i in range(COUNT)]
    given = {kind: arrays[kind] for kind in columns}
    every = [column for kind in columns for column in columns[kind]]
    opened = store(Path(mkdtemp(dir=_FOLDER.name)), **given, columns=every)
    if columns.get("words") is DIALOGUES:
        model_of(parse(MODEL)).save(opened.folder)
    return training_of(opened, np.arange(80))


def used(training: Training) -> list[int]:
    return list(range(max(len(training.table.classes), 1)))


def fits(name: str, table: str) -> bool:
    """Say whether a stage works on a table."""
    stage: Any = the(name)
    if getattr(stage, "needs_classes", False) and not training(table).table.classes:
        return False
    return not stage.unfit(training(table).schema)


@cache
def stored(name: str, table: str) -> State:
    """Return what a stage learned, as it comes from disk: not to be written."""
    stage: Any = the(name)
    found = stage.fit(training(table), used(training(table)), rng_for(7, name))
    folder = Path(mkdtemp(dir=_FOLDER.name))
    for key, values in found.items():
        np.save(folder / f"{key}.npy", values, allow_pickle=False)
    state = {file.stem: np.load(file) for file in folder.glob("*.npy")}
    for values in state.values():
        values.flags.writeable = False
    return state


@cache
def learned(name: str, table: str) -> State:
    """Return what a stage learned, as a worker gets it."""
    stage: Any = the(name)
    return stage.ready(stored(name, table))


def pairs(names: list[str]) -> list[tuple[str, str]]:
    """List the stages with the tables that they work on."""
    return [(name, table) for name in names for table in TABLES if fits(name, table)]


def begun(stage: Any, table: str, each: int = 14) -> tuple[Block, Draws]:
    """Begin units: as many of each class, in mixed order, their arrays not to be written."""
    train, state = training(table), learned(stage.name, table)
    anchors: list[int] = []
    for label in used(train):
        rows = train.of_class(label)
        chosen = rows[np.arange(each) % len(rows)]
        if getattr(stage, "chooses_anchors", False):
            chosen = stage.anchors(state, label, np.arange(each), each)
        anchors += chosen.tolist()
    mixed = np.array(anchors)[rng_for(1, "order").permutation(len(anchors))]
    block, draws = units(train.table, mixed, stage=stage.name)
    return read_only(block), draws


def read_only(block: Block) -> Block:
    copied = {f.name: getattr(block, f.name) for f in fields(block)}
    copied = {key: None if v is None else v.copy() for key, v in copied.items()}
    for value in copied.values():
        if value is not None:
            value.flags.writeable = False
    return replace(block, **copied)


def made(stage: Any, table: str, block: Block, draws: Draws) -> tuple[Drawn, Block]:
    train, state = training(table), learned(stage.name, table)
    drawn = stage.draw(block, draws, train, state)
    for values in drawn.values():
        values.flags.writeable = False
    return drawn, stage.apply(block, drawn, train, state)


def content(block: Block) -> dict[str, Any]:
    """Return every bit of a block, to be compared."""
    found = {f.name: getattr(block, f.name) for f in fields(block)}
    return {
        name: value if value is None else (value.dtype, value.shape, value.tolist().__repr__())
        for name, value in found.items()
    }


def rows_of(block: Block) -> Iterator[dict[str, Any]]:
    """Walk the rows, each alone."""
    for i in range(len(block)):
        yield content(block.take(np.array([i])))
