from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from augctl.errors import BadInput
from augctl.text.edits import applied, moved
from augctl.text.spans import Marked, is_spans, read_spans, spans_moved

TEXT = "Ann likes Bob Ray in 巴黎"
EDITS = [(4, 9, "adores"), (10, 13, ""), (17, 17, "!")]
MADE = "Ann adores  Ray! in 巴黎"


@pytest.mark.parametrize(
    ("item", "mark"),
    [
        ([0, 3], Marked(0, 3, "")),
        ([0, 3, "PER"], Marked(0, 3, "PER")),
        ([0, 3, "PER", 0.9], Marked(0, 3, "PER")),
        ({"start": 0, "end": 3, "label": "PER"}, Marked(0, 3, "PER")),
        ({"start": 0, "stop": 3, "tag": "PER"}, Marked(0, 3, "PER")),
        ({"start_char": 0, "end_char": 3, "type": "PER"}, Marked(0, 3, "PER")),
        ({"start": 0, "end_offset": 3, "label": 7}, Marked(0, 3, "")),
    ],
)
def test_spans_of_all_kinds_are_read(item: object, mark: Marked) -> None:
    assert read_spans(json.dumps([item])) == [mark]
    assert is_spans(json.dumps([item]))


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "",
            "null",
            "{}",
            "[0, 3]",
            "[[0]]",
            "[[3, 0]]",
            "[[-1, 2]]",
            "[[0, true]]",
            "[[0.0, 3]]",
        ),
        *('[["0", "3"]]', '[{"start": 0}]', "[[0, 3, ", "x", "[" * 100_000),
    ],
)
def test_what_is_no_list_of_spans_is_told(cell: str) -> None:
    with pytest.raises(BadInput, match="expected"):
        read_spans(cell)
    assert not is_spans(cell)


def test_no_spans_are_spans_but_tell_nothing() -> None:
    assert read_spans("[]") == []
    assert not is_spans("[]")
    assert spans_moved("[]", EDITS, MADE) == "[]"


def test_spans_move_and_keep_all_else_that_is_said_of_them() -> None:
    assert applied(TEXT, EDITS) == MADE
    cell = json.dumps(
        [
            [0, 3, "PER", {"sure": 0.5}],
            {"start": 10, "end": 17, "label": "PER", "text": "Bob Ray", "id": 4},
            {"start": 21, "stop": 23, "tag": "LOC", "token_start": 5, "token_end": 6},
            [10, 13, "FIRST"],
        ]
    )
    assert json.loads(spans_moved(cell, EDITS, MADE)) == [
        [0, 3, "PER", {"sure": 0.5}],
        {"start": 11, "end": 15, "label": "PER", "text": " Ray", "id": 4},
        {"start": 20, "stop": 22, "tag": "LOC"},
    ]
    assert MADE[20:22] == "巴黎"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23)).map(sorted), max_size=6))
def test_each_span_moves_as_one_alone_does(places: list[list[int]]) -> None:
    cell = spans_moved(json.dumps([[*place, "X"] for place in places]), EDITS, MADE)
    there = [moved((a, b), EDITS) for a, b in places]
    assert json.loads(cell) == [[*place, "X"] for place in there if place is not None]


def test_letters_stay_as_they_are_written() -> None:
    assert spans_moved('[[0, 3, "人物"]]', [(3, 3, "!")], "") == '[[0, 3, "人物"]]'
