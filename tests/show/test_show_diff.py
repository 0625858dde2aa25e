"""Pieces of compared texts: they make both texts, mark spans, and of long texts are few."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from augctl.show.diff import GAP, Piece, diff, visible, whole
from augctl.text.spans import Marked

OLD = "Alice saw the old dog in New York."
NEW = "Alice Smith saw an old cat in New York City."


def old_of(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in ("same", "old"))


def new_of(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in ("same", "new"))


def marked_in(pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """Read what is marked, and its label, as a reader of brackets does."""
    text, opened, found = "", [], []
    for piece in pieces:
        opened += [len(text)] * piece.opens
        text += piece.text if piece.kind in ("same", "new") else ""
        found += [(text[opened.pop() :], label) for label in piece.ends]
    assert not opened
    return found


def test_without_what_came_it_is_the_old_text_and_without_what_went_the_new() -> None:
    pieces = diff(OLD, NEW)
    assert (old_of(pieces), new_of(pieces)) == (OLD, NEW)
    assert [piece.text for piece in pieces if piece.kind == "old"] == ["the", "dog"]
    assert "".join(piece.text for piece in pieces if piece.kind == "new") == "Smith ancat City"


def test_of_the_same_text_nothing_is_shown() -> None:
    assert diff(OLD, OLD) == diff("", "") == []
    assert whole("") == []
    assert [piece.kind for piece in diff("", "all of it")] == ["new"]
    assert [piece.kind for piece in diff("all of it", "")] == ["old"]


def test_spans_hold_what_came_into_them() -> None:
    spans = [Marked(0, 11, "PER"), Marked(30, 43, "LOC"), Marked(30, 33, "")]
    pieces = diff(OLD, NEW, spans)
    assert (old_of(pieces), new_of(pieces)) == (OLD, NEW)
    assert marked_in(pieces) == [("Alice Smith", "PER"), ("New", ""), ("New York City", "LOC")]
    assert marked_in(whole(NEW, spans)) == marked_in(pieces)


def test_what_went_before_a_span_is_not_in_it() -> None:
    first, second, _ = diff("Bob sings", "Al sings", [Marked(0, 2, "PER")])
    assert (first, second.kind, second.opens) == (Piece("old", "Bob"), "new", 1)


def test_any_spans_are_marked_and_leave_the_text_as_it_is() -> None:
    rng = random.Random(5)
    for _ in range(300):
        new = " ".join(rng.choices(["a", "bc", "de"], k=rng.randrange(8)))
        places = [sorted(rng.choices(range(len(new) + 3), k=2)) for _ in range(rng.randrange(4))]
        pieces = diff(OLD, new, [Marked(a, b, "X") for a, b in places])
        assert (old_of(pieces), new_of(pieces)) == (OLD, new)
        opened = sum(piece.opens for piece in pieces)
        assert opened == sum(len(piece.ends) for piece in pieces)


@pytest.mark.parametrize("every", [1, 7, 90_000])
def test_of_a_megabyte_the_surroundings_of_changes_are_shown(every: int) -> None:
    words = [f"w{i}" for i in range(150_000)]
    old = " ".join(words)
    new = " ".join("X" if i % every == every // 2 else word for i, word in enumerate(words))
    pieces = diff(old, new, [Marked(0, len(new), "ALL")])
    assert sum(len(piece.text) for piece in pieces) < 5000
    assert any(piece.kind == "new" and piece.text == "X" for piece in pieces)
    assert pieces[-1].text == GAP
    for piece in pieces:
        assert piece.text in {"same": new, "old": old, "new": new, "gap": GAP}[piece.kind]
    assert len(marked_in(pieces)) >= 1


def test_of_a_long_text_alone_the_start_is_shown() -> None:
    first, last = whole("a b " * 10_000)
    assert len(first.text) < 1000
    assert last == Piece("gap", GAP)


def test_what_nobody_sees_is_told_apart() -> None:
    text = "a\r\nb\u202ec\u200bd\x1b[31m\ud800\u2028👩\u200d🚀 é中"
    parts = list(visible(text))
    odd = [part for part, is_odd in parts if is_odd]
    assert odd == [r"\r", r"\n", r"\u202e", r"\u200b", r"\x1b", r"\ud800", r"\u2028"]
    plain = "".join(part for part, is_odd in parts if not is_odd)
    assert plain == "abcd[31m👩\u200d🚀 é中"
