"""Draws that need no state: as their authors have them, and by nothing but the address."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from augctl.params import Range, choice, constant, log_uniform, uniform
from augctl.tables.draws import Draws, philox

ANCHORS = np.arange(4000)
COPIES = ANCHORS % 3

# Random123, examples/kat_vectors: philox4x32 10.
VECTORS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip


def numbers(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


def draws(seed: int = 7, *path: str, rows: slice = slice(None)) -> Draws:
    return Draws(seed, path or ("chain", 0, "stage"), ANCHORS[rows], COPIES[rows])


@pytest.mark.parametrize(("counter", "key", "wanted"), VECTORS)
def test_philox_is_the_authors(counter: str, key: str, wanted: str) -> None:
    first, second = numbers(key)
    found = philox((first, second), np.array([numbers(counter)], dtype=np.uint64))
    assert found.tolist() == [numbers(wanted)]


def test_a_row_draws_alone_what_it_draws_among_others() -> None:
    whole = draws()
    many = whole.uniform(5), whole.normal(3), whole.below(10), whole.uniform(1)
    for rows in (slice(17, 18), slice(1000, 3000), slice(None, None, -1)):
        part = draws(rows=rows)
        few = part.uniform(5), part.normal(3), part.below(10), part.uniform(1)
        for a, b in zip(many, few, strict=True):
            assert (a[rows] == b).all()


def test_taken_rows_go_on_where_they_were() -> None:
    whole = draws()
    whole.uniform(3)
    some = whole.take(ANCHORS % 2 == 0)
    assert (some.uniform(2) == whole.uniform(2)[::2]).all()


def test_no_two_addresses_share_draws() -> None:
    seen = [
        draws(7).words(2),
        draws(8).words(2),
        draws(7, "chain", "other").words(2),
        Draws(7, ("chain", 1, "stage"), ANCHORS, COPIES).words(2),
        Draws(7, ("chain", 0, "stage"), ANCHORS, COPIES + 3).words(2),
        Draws(7, ("chain", 0, "stage"), ANCHORS + 4000, COPIES).words(2),
    ]
    words = np.concatenate([each.ravel() for each in seen])
    assert len(np.unique(words)) == len(words)


def test_calls_and_copies_of_a_row_share_no_draws() -> None:
    rows, copies = np.repeat(np.arange(60), 20), np.tile(np.arange(20), 60)
    source = Draws(7, ("chain", 0, "stage"), rows, copies)
    # Of many rows some are taken, as `p` does; the further calls of the others would be the same.
    chance = source.words(1)
    some = source.take(copies % 2 == 0)
    words = np.concatenate([x.ravel() for x in (chance, *(some.words(n) for n in (1, 2, 7, 40)))])
    assert len(np.unique(words)) == len(words)


def test_draws_are_as_their_distribution_says() -> None:
    source = draws()
    assert stats.kstest(source.uniform(20).ravel(), "uniform").pvalue > 1e-3
    assert stats.kstest(source.normal(20).ravel(), "norm").pvalue > 1e-3
    found = source.below(7)
    assert stats.chisquare(np.bincount(found, minlength=7)).pvalue > 1e-3
    limits = np.arange(1, 4001)
    each = source.below(limits)
    assert ((each >= 0) & (each < limits)).all()
    assert stats.kstest(each[100:] / limits[100:], "uniform").pvalue > 1e-3


def test_neighbouring_rows_are_not_alike() -> None:
    found = draws().uniform(1)[:, 0]
    assert abs(np.corrcoef(found[1:], found[:-1])[0, 1]) < 0.06


@pytest.mark.parametrize(
    ("values", "cdf"),
    [
        (uniform(-2, 6), stats.uniform(-2, 8).cdf),
        (log_uniform(0.1, 10), stats.loguniform(0.1, 10).cdf),
        (Range("normal", (1, 2)), stats.norm(1, 2).cdf),
    ],
)
def test_parameters_that_vary(values: Range[float], cdf: object) -> None:
    assert stats.kstest(draws().sample(values), cdf).pvalue > 1e-3


def test_parameters_of_few_values() -> None:
    assert set(draws().sample(constant(3.5))) == {3.5}
    found, counts = np.unique(draws().sample(choice(1, 2, 5)), return_counts=True)
    assert found.tolist() == [1, 2, 5]
    assert stats.chisquare(counts).pvalue > 1e-3
    whole = draws().sample(Range("uniform", (2, 4), integer=True))
    found, counts = np.unique(whole, return_counts=True)
    assert found.tolist() == [2, 3, 4]
    assert stats.chisquare(counts).pvalue > 1e-3
    clipped = draws().sample(Range("normal", (0, 5), low=-1, high=1))
    assert clipped.min() == -1
    assert clipped.max() == 1
