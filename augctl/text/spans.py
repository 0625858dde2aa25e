"""Spans: what is marked in a text, as a cell of JSON has it.

A cell is a list, and each of its items is `[start, stop, label]`, or an object with `start`, with
`end` or `stop`, and what else the user keeps there. Places are code points of the text, the second
behind the last. That is how spaCy, doccano, Prodigy and Label Studio write entities.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from augctl.errors import BadInput
from augctl.text.edits import Span, moved

_STOPS = ("end", "stop", "end_char", "end_offset")
_STARTS = ("start", "start_char", "start_offset")
_SURFACES = ("text", "word", "surface")

# Counted in tokens of somebody else's cutting, which an edit makes wrong.
_TOKENS = ("token_start", "token_end")


class Marked(NamedTuple):
    """Something marked.

    Attributes:
        start: Where it begins, in code points.
        stop: Behind its last.
        label: What it is; empty where nothing says.
    """

    start: int
    stop: int
    label: str


def read_spans(cell: str) -> list[Marked]:
    """Read a cell.

    Raises:
        BadInput: It is no list of spans.

    >>> read_spans('[[0, 5, "PER"], {"start": 9, "end": 11, "label": "LOC"}]')
    [Marked(start=0, stop=5, label='PER'), Marked(start=9, stop=11, label='LOC')]
    """
    return [_marked(item) for item in _items(cell)]


def spans_moved(cell: str, edits: Sequence[Sequence[int | str]], text: str) -> str:
    """Return a cell after edits; what nothing is left of is left out.

    Args:
        cell: As it was.
        edits: What was done to the text.
        text: The text as it is now.

    >>> spans_moved('[[2, 5, "COLOUR"]]', [(0, 1, "the"), (2, 5, "blue")], "the blue car")
    '[[4, 8, "COLOUR"]]'
    """
    found = []
    for item in _items(cell):
        mark = _marked(item)
        place = moved((mark.start, mark.stop), edits)
        if place is not None:
            found.append(_placed(item, *place, text))
    return dumped(found)


def spans_joined(cell: str, other: str, taken: Span, at: int, text: str) -> str:
    """Return a cell with what another marks in a part of its text that was taken over.

    Args:
        cell: As it is.
        other: The cell that belongs to the other text.
        taken: The part of the other text; what is marked and not whole in it stays out.
        at: Where that part begins in the text now.
        text: The text as it is now.

    >>> spans_joined('[[0, 3, "A"]]', '[[2, 4, "B"], [3, 9, "C"]]', (2, 5), 10, "one ... ...two")
    '[[0, 3, "A"], [10, 12, "B"]]'
    """
    found = _items(cell)
    for item in _items(other):
        mark = _marked(item)
        if taken[0] <= mark.start and mark.stop <= taken[1]:
            by = at - taken[0]
            found.append(_placed(item, mark.start + by, mark.stop + by, text))
    return dumped(sorted(found, key=lambda item: _marked(item).start))


def dumped(items: Sequence[Any]) -> str:
    """Write a cell."""
    return json.dumps(items, ensure_ascii=False)


def is_spans(cell: str) -> bool:
    """Say whether a cell holds spans, at least one.

    >>> is_spans('[[0, 5, "PER"]]'), is_spans("[1, 2]"), is_spans("[]")
    (True, False, False)
    """
    if not cell.startswith("["):
        return False
    try:
        return bool(read_spans(cell))
    except BadInput:
        return False


def has_labels(cell: str) -> bool:
    """Say whether any of the spans of a cell has a label: other pairs of whole numbers have none.

    >>> has_labels('[[0, 5, "PER"]]'), has_labels("[[10, 20], [30, 40]]")
    (True, False)
    """
    return any(mark.label for mark in read_spans(cell))


def check_spans(cell: str, text: str) -> None:
    """Refuse a cell that does not fit its text.

    Raises:
        BadInput: It is no list of spans, or one of them ends beyond the text.
    """
    for item in _items(cell):
        if _marked(item).stop > len(text):
            message = f"the text ends at {len(text):,}, and a span beyond it: {_shown(item)}"
            raise BadInput("bad_spans", message)


def _items(cell: str) -> list[Any]:
    try:
        items = json.loads(cell)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list):
        raise BadInput("bad_spans", f"expected a list of spans, found {cell[:40]!r}")
    return items


def _marked(item: Any) -> Marked:
    start: Any = None
    stop: Any = None
    label: Any = ""
    if isinstance(item, list) and len(item) >= 2:
        start, stop = item[:2]
        label = item[2] if len(item) > 2 else ""
    elif isinstance(item, dict):
        start = next((item[key] for key in _STARTS if key in item), None)
        stop = next((item[key] for key in _STOPS if key in item), None)
        label = item.get("label", item.get("tag", item.get("type", "")))
    if not _is_place(start) or not _is_place(stop) or start < 0:
        raise BadInput("bad_spans", f"expected [start, stop, label], found {_shown(item)}")
    if start > stop:
        raise BadInput("bad_spans", f"expected a span that ends behind its start: {_shown(item)}")
    return Marked(start, stop, label if isinstance(label, str) else "")


def _shown(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False)[:60]


def _is_place(value: Any) -> bool:
    return type(value) is int


def _placed(item: Any, start: int, stop: int, text: str) -> Any:
    if isinstance(item, list):
        return [start, stop, *item[2:]]
    kept = {key: value for key, value in item.items() if key not in _TOKENS}
    for keys, value in ((_STARTS, start), (_STOPS, stop)):
        kept[next(key for key in keys if key in kept)] = value
    for key in _SURFACES:
        if isinstance(kept.get(key), str):
            kept[key] = text[start:stop]
    return kept
