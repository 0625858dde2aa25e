"""Changes between texts: exact for any two, the fewest for short ones, and soon told for long."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from augctl.text import compare
from augctl.text.compare import Change, changes
from augctl.text.tokens import pieces_of

WORDS = [
    "dog",
    "cat",
    "don't",
    "狗",
    "很好",
    "e\u0301te",
    "12",
    ",",
    "😀",
    "\u202e",
    "",
    "\ud800",
    "\n",
]


def rebuilt(old: str, new: str, found: list[Change]) -> tuple[str, str]:
    """Put both texts together of what is the same, what went and what came."""
    olds, news, at, new_at = [], [], 0, 0
    for change in [*found, Change(len(old), len(old), len(new), len(new))]:
        assert at <= change.start <= change.stop
        assert new_at <= change.new_start <= change.new_stop
        olds += (new[new_at : change.new_start], old[change.start : change.stop])
        news += (old[at : change.start], new[change.new_start : change.new_stop])
        at, new_at = change.stop, change.new_stop
    return "".join(olds), "".join(news)


def edited(words: list[str], rng: random.Random, count: int) -> list[str]:
    found = list(words)
    for _ in range(count):
        at = rng.randrange(len(found) + 1)
        found[at : at + rng.choice([0, 1, 1, 2, 300])] = rng.choices(WORDS, k=rng.choice([0, 1, 3]))
    return found


@pytest.mark.parametrize("length", [0, 1, 5, 60, 2500])
def test_changes_and_what_is_the_same_make_both_texts(length: int) -> None:
    rng = random.Random(length)
    for _ in range(60):
        words = rng.choices(WORDS, k=length)
        texts = [" ".join(words), " ".join(edited(words, rng, rng.randrange(8)))]
        old, new = texts if rng.random() < 0.5 else texts[::-1]
        assert rebuilt(old, new, list(changes(old, new))) == (old, new)


def test_texts_without_a_word_in_common_are_compared_too() -> None:
    old, new = "ab cd " * 800, "xyz " * 1000
    assert rebuilt(old, new, list(changes(old, new))) == (old, new)


def longest_common(old: list[str], new: list[str]) -> int:
    """Count, by the textbook's table."""
    row = [0] * (len(new) + 1)
    for a in old:
        before, row = row, [0]
        for j, b in enumerate(new):
            row.append(before[j] + 1 if a == b else max(before[j + 1], row[j]))
    return row[-1]


def test_of_short_texts_as_many_words_stay_as_can() -> None:
    rng = random.Random(4)
    for _ in range(400):
        old, new = ("".join(rng.choices("ab, ", k=rng.randrange(14))) for _ in range(2))
        pieces = [[text[a:b] for a, b in pieces_of(text)] for text in (old, new)]
        went = sum(len(pieces_of(old[c.start : c.stop])) for c in changes(old, new))
        assert len(pieces[0]) - went == longest_common(*pieces), (old, new)


def test_words_are_changed_whole_and_take_the_space_behind_them() -> None:
    (change,) = changes("a running dog", "a runner dog")
    assert change == (2, 9, 2, 8)
    assert list(changes("I run", "I running")) == [(2, 5, 2, 9)]
    assert list(changes("a big red dog", "a red dog")) == [(2, 6, 2, 2)]
    assert list(changes("a dog", "a red dog")) == [(2, 2, 2, 6)]


def test_two_changes_at_the_ends_of_a_megabyte_are_two() -> None:
    rng = random.Random(1)
    text = " ".join(rng.choices(["the", "a", "dog", "bites", "man", "red"], k=250_000))
    found = list(changes("Now " + text + ".", "Then " + text + "!"))
    assert found == [(0, 3, 0, 4), (len(text) + 4, len(text) + 5, len(text) + 5, len(text) + 6)]
    start, stop = text.index(" ", 300_000), text.index(" ", 700_000)
    (cut,) = changes(text, text[:start] + text[stop:])
    assert cut.stop - cut.start == stop - start


def test_only_as_much_is_compared_as_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    real = compare._compared

    def count(old: str, new: str) -> list[Change]:
        compared.append(old)
        return real(old, new)

    monkeypatch.setattr(compare, "_compared", count)
    old = "one two three four " * 50_000
    assert len(list(islice(changes(old, old.replace("two", "2")), 20))) == 20
    assert sum(map(len, compared)) < 5000
