"""What of a translation back may be taken: all of it, or the parts that stand scrutiny.

A dictionary that goes there and back brings gold and gravel: `attempted to` comes back as `tried
to`, and `I paid` as `paid`. So the parts in which a translation differs are looked at one by one,
as phrases that a pivot makes paraphrases of each other. One is taken where it replaces some words
by others, where the words that it brings together stand together in a training text, too, and where
it says who, whether, when, where and how many as before. All else stays as it was.

Bannard, Callison-Burch 2005: Paraphrasing with Bilingual Parallel Corpora.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from augctl.text.apertium import MARKS
from augctl.text.case import opens_sentence, with_capital
from augctl.text.edits import Edit, Span, between
from augctl.text.firm import apart, firm_of, is_firm, same_form
from augctl.text.masks import touches
from augctl.text.tokens import pieces_of

# Of two changes with fewer equal words between them, one alone may leave half a phrase behind.
_APART = 2
_NEAR = 3
_EDGE = "\n"

_ASKING = frozenset("why how when where what".split())


Known = NDArray[np.uint64]
"""Neighbours that training texts have, as numbers, sorted; see `code_of`."""


class Change(NamedTuple):
    """Words of a text, and those that a translation has in their place.

    Attributes:
        edit: It as an edit of the text.
        old: The words, in small letters.
        new: Likewise.
        around: The words before and behind.
    """

    edit: Edit
    old: tuple[str, ...]
    new: tuple[str, ...]
    around: tuple[str, str]


def pairs_of(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    r"""Walk the neighbours in texts: words, numbers and signs in small letters, spaces left out.

    >>> list(pairs_of(["Oh no."]))
    [('\n', 'oh'), ('oh', 'no'), ('no', '.'), ('.', '\n')]
    """
    for text in texts:
        yield from pairwise([_EDGE, *(word for word, _ in _placed_words(text)), _EDGE])


def code_of(pair: tuple[str, str]) -> int:
    """Return a number of 64 bits that stands for a pair of neighbours."""
    data = "\0".join(pair).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def changes_of(text: str, translation: str) -> list[Change]:
    """List where a translation replaces words of a text, changes that are near each other as one.

    What is only added, left out or moved is no such change; nor is what says a word again that is
    near.

    >>> [(c.old, c.new) for c in changes_of("I tried to pay.", "I attempted to pay")]
    [(('tried',), ('attempted',))]
    """
    old, new = _placed_words(text), _placed_words(translation)
    # Punctuation at the end is the text's own.
    last = _without_signs(old)
    keys, others = [w for w, _ in old[:last]], [w for w, _ in new[: _without_signs(new)]]
    blocks = _merged(SequenceMatcher(None, keys, others, autojunk=False).get_opcodes())
    gone = Counter(w for a, b, _, _ in blocks for w in keys[a:b])
    come = Counter(w for _, _, c, d in blocks for w in others[c:d])
    found = []
    for a, b, c, d in blocks:
        words, instead = keys[a:b], others[c:d]
        moves = any(w in come for w in set(words) - set(instead)) or any(
            w in gone for w in set(instead) - set(words)
        )
        near = {*keys[max(0, a - _NEAR) : a], *keys[b : b + _NEAR]}
        echoes = any(w in near and not is_firm(w) for w in instead)
        if not words or not instead or moves or echoes:
            continue
        start, stop = old[a][1][0], old[b - 1][1][1]
        as_written = translation[new[c][1][0] : new[d - 1][1][1]]
        edit = start, stop, _cased(as_written, text, start)
        before = keys[a - 1] if a else _EDGE
        behind = old[b][0] if b < len(old) else _EDGE
        found.append(Change(edit, tuple(words), tuple(instead), (before, behind)))
    return found


def says_the_same(change: Change) -> bool:
    """Say whether a change leaves who, whether, when, where and how many as they were.

    >>> [says_the_same(change) for text, new in [("I didn't go", "I did not go"),
    ...     ("how do I", "what do I"), ("I made it", "I did it"), ("it failed", "it fails"),
    ...     ("why isn't it", "why is not it")] for change in changes_of(text, new)]
    [True, False, False, False, False]
    """
    old, new = apart(change.old), apart(change.new)
    if firm_of(old) != firm_of(new):
        return False
    if len(old) == len(new) and not all(map(same_form, old, new)):
        return False
    # `Why isn't it` has its `not` elsewhere.
    before = change.around[0]
    asks = before in _ASKING or not before[0].isalnum()
    return not (asks and change.old[0].endswith("n't") and not change.new[0].endswith("n't"))


def trusted(
    text: str, answer: str, kept: Sequence[Span], known: Known, familiar: float
) -> list[Edit]:
    """Return the parts of a translation that stand scrutiny, as edits.

    Args:
        text: The text.
        answer: What came back.
        kept: What must stay.
        known: The neighbours that training texts have.
        familiar: The least share of the neighbours in a part that must be among them.
    """
    return [
        change.edit
        for change in changes_of(text, answer)
        if says_the_same(change)
        and MARKS.isdisjoint(change.new)
        and not touches([change.edit], kept)
        and _share(pairwise((change.around[0], *change.new, change.around[1])), known) >= familiar
    ]


def whole(text: str, answer: str) -> list[Edit]:
    """Return edits that make a translation of a text, but for case and punctuation at the ends.

    >>> whole("Really? I paid!", "really? I have paid.")
    [(10, 10, 'have ')]
    """
    old, new = _placed_words(text), _placed_words(answer)
    last, end = _without_signs(old), _without_signs(new)
    if not last or not end:
        return []
    start, stop = old[0][1][0], old[last - 1][1][1]
    body = _cased(answer[new[0][1][0] : new[end - 1][1][1]], text, start)
    wanted = f"{text[:start]}{body}{text[stop:]}"
    return between(text, wanted, pieces_of(text), pieces_of(wanted))


def likeness(text: str, answer: str) -> tuple[float, float]:
    """Return the share of words that two texts have in common, and how much longer one is.

    >>> likeness("I paid it.", "It was paid")
    (0.6666666666666666, 1.0)
    """
    old, new = (Counter(w for w, _ in _placed_words(t) if w[0].isalnum()) for t in (text, answer))
    counts = old.total(), new.total()
    if not min(counts):
        return 0.0, float(max(counts) or 1)
    return 2 * (old & new).total() / sum(counts), max(counts) / min(counts)


def distinct(text: str, answers: Iterable[str], alike: float, overlap: float) -> list[str]:
    """Leave out answers that are the text or an earlier answer again, or that are far from it.

    Args:
        text: What they are to say in other words.
        answers: They.
        alike: From this share of common words on, of all that both have, two are the same.
        overlap: The least share of common words that an answer has with the text.

    >>> distinct("I paid it", ["i paid it.", "it was paid", "paid it was", "oh"], 0.9, 0.2)
    ['it was paid']
    """
    found: list[str] = []
    for answer in answers:
        near = max(_common(answer, other) for other in (text, *found))
        if near < alike and likeness(text, answer)[0] >= overlap:
            found.append(answer)
    return found


def _common(first: str, second: str) -> float:
    a, b = ({w for w, _ in _placed_words(t) if w[0].isalnum()} for t in (first, second))
    return len(a & b) / len(a | b) if a | b else 1.0


def familiar_share(text: str, answer: str, known: Known) -> float:
    """Return the share of the neighbours that a translation brings together and `known` has."""
    before = set(pairs_of([text]))
    return _share((pair for pair in pairs_of([answer]) if pair not in before), known)


def _share(pairs: Iterable[tuple[str, str]], known: Known) -> float:
    found = [_has(known, code_of(pair)) for pair in pairs]
    return sum(found) / len(found) if found else 1.0


def _has(known: Known, code: int) -> bool:
    at = int(np.searchsorted(known, np.uint64(code)))
    return at < len(known) and int(known[at]) == code


def _placed_words(text: str) -> list[tuple[str, Span]]:
    pieces = [(text[a:b].lower().replace("’", "'"), (a, b)) for a, b in pieces_of(text)]
    return [piece for piece in pieces if not piece[0].isspace()]


def _without_signs(words: Sequence[tuple[str, Span]]) -> int:
    last = len(words)
    while last and not words[last - 1][0][0].isalnum():
        last -= 1
    return last


def _merged(
    opcodes: Sequence[tuple[str, int, int, int, int]],
) -> list[tuple[int, int, int, int]]:
    found: list[tuple[int, int, int, int]] = []
    for tag, a, b, c, d in opcodes:
        if tag == "equal":
            continue
        if found and a - found[-1][1] < _APART:
            first, _, third, _ = found.pop()
            found.append((first, b, third, d))
        else:
            found.append((a, b, c, d))
    return found


def _cased(new: str, text: str, start: int) -> str:
    """Give the first letter of words the case that belongs to their place."""
    first = new.partition(" ")[0]
    if text[start].isupper() and (opens_sentence(text, start) or text[start:].isupper()):
        return with_capital(new)
    if text[start].islower() and first[:1].isupper() and first.partition("'")[0] != "I":
        return new[:1].lower() + new[1:]
    return new
