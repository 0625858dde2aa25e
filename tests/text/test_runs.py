from __future__ import annotations

from itertools import product
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from augctl.text.runs import free_stretches, longest_runs

WORDS = [(0, 2), (3, 4), (4, 7), (9, 12), (13, 14), (15, 18)]
SPANS = st.lists(
    st.tuples(st.integers(0, 19), st.integers(0, 6)).map(lambda s: (s[0], s[0] + s[1])), max_size=4
)


@settings(max_examples=300)
@given(SPANS)
def test_free_stretches_have_all_runs_that_touch_nothing_marked(spans: list) -> None:
    found = [
        (run[i][0], run[j][1])
        for run in free_stretches(WORDS, spans)
        for i in range(len(run))
        for j in range(i, len(run))
    ]
    pairs = [(WORDS[i][0], WORDS[j][1]) for i, j in product(range(6), repeat=2) if i <= j]
    wanted = [(a, b) for a, b in pairs if not any(a < stop and start < b for start, stop in spans)]
    assert sorted(found) == sorted(wanted)


@settings(max_examples=300)
@given(SPANS, st.integers(0, 7))
def test_runs_are_the_longest_that_cut_nothing_marked(spans: list, most: int) -> None:
    wanted: list[tuple[int, int]] = []
    for size in range(min(most, 6), 0, -1):
        ends = [(i, i + size, WORDS[i][0], WORDS[i + size - 1][1]) for i in range(7 - size)]
        wanted = [
            (i, j)
            for i, j, *cuts in ends
            if not any(start < at < stop for at in cuts for start, stop in spans)
        ]
        if wanted:
            break
    assert longest_runs(WORDS, most, spans) == wanted


def test_a_long_text_with_many_marks_takes_no_longer_by_the_word() -> None:
    words = [(2 * i, 2 * i + 1) for i in range(100_000)]
    began = process_time()
    assert len(free_stretches(words, words[::3])) == 33_333
    assert longest_runs(words, 50_000, [(0, 199_999)]) == []
    assert process_time() - began < 5
