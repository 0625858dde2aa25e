"""Runs of words that may be exchanged for others, and those that may be taken elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from augctl.text.edits import Span


def free_stretches(words: Sequence[Span], spans: Sequence[Span]) -> list[list[Span]]:
    """Return the longest runs of words within which, and between which, nothing is marked.

    Args:
        words: Of the text, in order.
        spans: What is marked.

    >>> free_stretches([(0, 3), (4, 7), (8, 11), (12, 15)], [(8, 9)])
    [[(0, 3), (4, 7)], [(12, 15)]]
    """
    found: list[list[Span]] = [[]]
    for word, reach in zip(words, _reaches((stop for _, stop in words), spans), strict=True):
        if reach > word[0]:
            found.append([])
            continue
        if found[-1] and reach >= found[-1][-1][1]:
            found.append([])
        found[-1].append(word)
    return [stretch for stretch in found if stretch]


def longest_runs(words: Sequence[Span], most: int, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the runs of words, of the greatest possible length, that cut nothing that is marked.

    Args:
        words: Of the text, in order.
        most: The greatest length.
        spans: What is marked; it may lie in a run as a whole.

    Returns:
        The first word of each and the one behind its last; all are equally long.

    >>> longest_runs([(0, 3), (4, 7), (8, 11), (12, 15)], 3, [(0, 7), (8, 15)])
    [(0, 2), (2, 4)]
    """
    starts = [start for start, _ in words]
    stops = [stop for _, stop in words]
    may_begin = [reach <= at for at, reach in zip(starts, _reaches(starts, spans), strict=True)]
    may_end = [reach <= at for at, reach in zip(stops, _reaches(stops, spans), strict=True)]
    ends, last = [], 0  # behind which word the last run may end that ends here or before
    for i, may in enumerate(may_end):
        last = i + 1 if may else last
        ends.append(last)
    size = max(
        (ends[min(i + most, len(words)) - 1] - i for i, may in enumerate(may_begin) if may),
        default=0,
    )
    if min(size, most) <= 0:
        return []
    firsts = range(len(words) - size + 1)
    return [(i, i + size) for i in firsts if may_begin[i] and may_end[i + size - 1]]


def _reaches(places: Iterable[int], spans: Sequence[Span]) -> Iterator[int]:
    """Walk how far reaches what is marked and begins before a place, for places in order."""
    marked, at, reach = sorted(spans), 0, 0
    for place in places:
        while at < len(marked) and marked[at][0] < place:
            reach = max(reach, marked[at][1])
            at += 1
        yield reach
