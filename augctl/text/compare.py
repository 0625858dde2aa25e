"""What differs between two texts, from the start on, however long they are.

Only as much is compared as is asked for. Texts that differ in few places of a megabyte, or in many
of which only the first are shown, take no longer than short ones.

References:
    Myers, 1986: An O(ND) Difference Algorithm and Its Variations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from augctl.text.edits import between
from augctl.text.tokens import HAN, pieces_of

# What compares grows faster than what is compared: so many characters are compared at once.
_WINDOW = 1500
# With more tokens that went or came, the fewest are not looked for.
_MOST_EDITS = 200
# No word is taken to be longer.
_WORD = 64
# Equal text of this length is no chance: what comes after it can be compared by itself.
_ANCHOR = 12

_INSIDE = re.compile(rf"[^\W{HAN}]|['’-]")


class Change(NamedTuple):
    """Where two texts differ, in code points of each; either side may be empty."""

    start: int
    stop: int
    new_start: int
    new_stop: int


def changes(old: str, new: str) -> Iterator[Change]:
    """Walk the changes that make one text of another, whole words at a time, in order.

    What lies between them is the same in both. In long texts they need not be the fewest.

    >>> [(c.start, c.stop, c.new_start, c.new_stop) for c in changes("a red car", "a blue car")]
    [(2, 5, 2, 6)]
    """
    tail = _shared_tail(old, new)
    tail -= _steps(old, len(old) - tail, new, len(new) - tail, 1, tail)
    last, new_last = len(old) - tail, len(new) - tail
    at = new_at = 0
    while True:
        equal = _equal(old, at, last, new, new_at, new_last)
        equal -= _steps(old, at + equal, new, new_at + equal, -1, equal)
        at, new_at = at + equal, new_at + equal
        if at == last or new_at == new_last:
            if (at, new_at) != (last, new_last):
                yield _slid(old, new, Change(at, last, new_at, new_last))
            return
        stop, new_stop = min(at + _WINDOW, last), min(new_at + _WINDOW, new_last)
        whole = (stop, new_stop) == (last, new_last)
        parts = old[at:stop], new[new_at:new_stop]
        found = [_slid(*parts, change) for change in _compared(*parts)]
        some = found if whole else _settled(found, stop - at)
        for each in some:
            yield Change(
                at + each.start, at + each.stop, new_at + each.new_start, new_at + each.new_stop
            )
        if whole:
            return
        at, new_at = at + some[-1].stop, new_at + some[-1].new_stop


def _compared(old: str, new: str) -> list[Change]:
    """Return the fewest changes; where texts have little in common, perhaps more than that."""
    tokens, others = pieces_of(old), pieces_of(new)
    pairs = _common([old[a:b] for a, b in tokens], [new[a:b] for a, b in others])
    if pairs is None:
        return _rough(old, new)
    found, at, new_at = [], 0, 0
    for i, j in [*pairs, (len(tokens), len(others))]:
        start = tokens[i][0] if i < len(tokens) else len(old)
        new_start = others[j][0] if j < len(others) else len(new)
        if at < start or new_at < new_start:
            found.append(Change(at, start, new_at, new_start))
        if i < len(tokens):
            at, new_at = tokens[i][1], others[j][1]
    return found


def _common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return where a longest common row of tokens stands in both; None where too much differs."""
    reached = {1: 0}
    rounds: list[dict[int, int]] = []
    for edits in range(min(len(old) + len(new), _MOST_EDITS) + 1):
        rounds.append(dict(reached))
        for way in range(-edits, edits + 1, 2):
            down = way == -edits or (way < edits and reached[way - 1] < reached[way + 1])
            i = reached[way + 1] if down else reached[way - 1] + 1
            while i < len(old) and 0 <= i - way < len(new) and old[i] == new[i - way]:
                i += 1
            reached[way] = i
            if i >= len(old) and i - way >= len(new):
                return _walked_back(rounds, len(old), len(new))
    return None


def _walked_back(rounds: Sequence[dict[int, int]], i: int, j: int) -> list[tuple[int, int]]:
    """Follow the rounds of `_common` from their end to the start."""
    found = []
    for edits in range(len(rounds) - 1, -1, -1):
        reached, way = rounds[edits], i - j
        down = way == -edits or (way < edits and reached[way - 1] < reached[way + 1])
        before = way + 1 if down else way - 1
        came = reached[before] if edits else 0
        while i > came + (not down and edits > 0):
            i, j = i - 1, j - 1
            found.append((i, j))
        i, j = came, came - before
    return found[::-1]


def _rough(old: str, new: str) -> list[Change]:
    found, growth = [], 0
    for start, stop, text in between(old, new, pieces_of(old), pieces_of(new)):
        found.append(Change(start, stop, start + growth, start + growth + len(text)))
        growth += len(text) - (stop - start)
    return found


def _slid(old: str, new: str, change: Change) -> Change:
    """Let a word that went or came take the space behind it, and not the one before."""
    start, stop, new_start, new_stop = change
    if start == stop:
        text, first, last = new, new_start, new_stop
    elif new_start == new_stop:
        text, first, last = old, start, stop
    else:
        return change
    runs = text[first : first + 2], text[last : last + 2]
    same = runs[0][:1] == runs[1][:1]
    if same and runs[0][:1].isspace() and not (runs[0][1:].isspace() or runs[1][1:].isspace()):
        return Change(start + 1, stop + 1, new_start + 1, new_stop + 1)
    return change


def _settled(found: list[Change], stop: int) -> list[Change]:
    """Leave out changes at the end of a window, that may be others once more text is seen."""
    nexts = [each.start for each in found[1:]] + [stop]
    for i in range(len(found) - 1, -1, -1):
        if nexts[i] - found[i].stop >= _ANCHOR:
            return found[: i + 1]
    return found


def _equal(old: str, at: int, last: int, new: str, new_at: int, new_last: int) -> int:
    """Count the characters that are the same from two places on."""
    most = min(last - at, new_last - new_at)
    count, step = 0, _WORD
    while count < most:
        step = min(step, most - count)
        a, b = at + count, new_at + count
        if old[a : a + step] == new[b : b + step]:
            count, step = count + step, 2 * step
        elif step == 1:
            break
        else:
            step = max(step // 2, 1)
    return count


def _shared_tail(old: str, new: str) -> int:
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle :] == new[len(new) - middle :]:
            low = middle
        else:
            high = middle - 1
    return low


def _steps(old: str, at: int, new: str, new_at: int, way: int, most: int) -> int:
    """Count the steps forward, or back, until no word is cut, of either text."""
    steps = 0
    while steps < min(most, _WORD) and (
        _inside(old, at + way * steps) or _inside(new, new_at + way * steps)
    ):
        steps += 1
    return steps


def _inside(text: str, at: int) -> bool:
    """Say whether a place may be within a word, or is within a run of spaces."""
    if not 0 < at < len(text):
        return False
    before, behind = text[at - 1], text[at]
    return (_is_part(before) and _is_part(behind)) or (before.isspace() and behind.isspace())


def _is_part(char: str) -> bool:
    return bool(_INSIDE.match(char)) or unicodedata.category(char)[0] == "M"
