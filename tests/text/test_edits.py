from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from augctl.text.edits import Edit, Span, applied, between, moved
from augctl.text.tokens import pieces_of

TEXTS = st.text("ab 一é", max_size=12)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """Make a text, and edits of it that are sorted and do not overlap."""
    text = draw(TEXTS)
    places = st.lists(st.integers(0, len(text)), max_size=8)
    cuts = sorted(draw(places))
    if len(cuts) % 2:
        cuts.pop()
    return text, [(a, b, draw(st.text("xy", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2])]  # noqa: B905


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Edit], Span]:
    text, edits = draw(edited())
    first = draw(st.integers(0, len(text)))
    return text, edits, (first, draw(st.integers(first, len(text))))


def by_letters(text: str, edits: Sequence[Edit], span: Span) -> tuple[str, Span | None]:
    """Edit a text letter by letter, each with a note of whether it belongs to what is marked."""
    first, last = span
    letters = [(sign, first <= i < last) for i, sign in enumerate(text)]
    for start, stop, new in reversed(edits):
        # What takes the place of a part of it is of it; what is put in between is, within it.
        inside = start < last and stop > first and first < last
        if start == stop:
            inside = first < start < last
        letters[start:stop] = [(sign, inside) for sign in new]
    made = "".join(sign for sign, _ in letters)
    places = [i for i, (_, inside) in enumerate(letters) if inside]
    return made, (places[0], places[-1] + 1) if places else None


@settings(max_examples=2000, deadline=None)
@given(marked())
def test_a_text_and_what_is_marked_are_what_letters_one_by_one_make(
    given_: tuple[str, list[Edit], Span],
) -> None:
    text, edits, span = given_
    made, place = by_letters(text, edits, span)
    assert applied(text, edits) == made
    assert moved(span, edits) == place


@settings(max_examples=500, deadline=None)
@given(edited())
def test_what_no_edit_names_stays(given_: tuple[str, list[Edit]]) -> None:
    text, edits = given_
    made = applied(text, edits)
    at, done = 0, 0
    for start, stop, new in edits:
        assert made[at : at + start - done] == text[done:start]
        at += start - done + len(new)
        done = stop
    assert made[at:] == text[done:]


@settings(max_examples=1000, deadline=None)
@given(st.text("ab 一é.", max_size=20), st.text("ab 一é.", max_size=20))
def test_edits_between_two_texts_make_one_of_the_other(old: str, new: str) -> None:
    tokens = pieces_of(old)
    edits = between(old, new, tokens, pieces_of(new))
    assert applied(old, edits) == new
    assert all(a[1] <= b[0] for a, b in pairwise(edits))
    cuts = {0, len(old), *(at for token in tokens for at in token)}
    assert {at for start, stop, _ in edits for at in (start, stop)} <= cuts
    assert all(old[start:stop] != replaced for start, stop, replaced in edits)
    assert (edits == []) == (old == new)
