"""Cuts English text into sentences and words, as taggers want them, every place kept.

A word knows where it stands; `don't` is two words, `do` and `n't`. What must stay as it is, such as
a URL or a number, is one word.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from augctl.text.edits import Span
from augctl.text.ends import BREAKS, STOPS
from augctl.text.english.lists import listed
from augctl.text.english.loose import loose_of
from augctl.text.tokens import Tokens, fixed_of

_SPLIT = re.compile(r"(?i)(?<=[a-z])(n['’]t|['’](?:s|re|ve|ll|d|m))$")
_ABBREVIATED = listed("mr mrs ms dr prof st jr sr vs etc no inc ltd co dept fig approx")
_TITLES = listed("mr. mrs. ms. dr. prof. st.")
_ENDS = frozenset(STOPS)
_CLOSERS = frozenset("\"'”’)")
_WHOLE = {"ca": "can", "wo": "will", "sha": "shall"}  # of can't, won't, shan't
_BREAK = re.compile(f"[{BREAKS}]")


class Word(NamedTuple):
    """A word, a number, or a sign of punctuation.

    Attributes:
        start: Where it begins in the text, in code points.
        stop: Behind its last.
        text: As it is written.
        low: In lower case, with a straight apostrophe; `can` for the `ca` of `can't`.
        fixed: Whether it must stay as it is: a number, a URL, code.
        tag: Its Penn Treebank tag; empty until a tagger gave it one.
    """

    start: int
    stop: int
    text: str
    low: str
    fixed: bool
    tag: str = ""


def low_at(words: Sequence[Word], at: int) -> str:
    """Return a word in lower case; nothing behind the last."""
    return words[at].low if at < len(words) else ""


def tag_at(words: Sequence[Word], at: int) -> str:
    """Return the tag of a word; nothing behind the last."""
    return words[at].tag if at < len(words) else ""


def sentences_of(text: str, tokens: Tokens) -> Iterator[list[Word]]:
    """Walk the sentences of a text, each the words of it.

    >>> from augctl.text.tokens import tokens_of
    >>> text = "I can't pay $20. See http://a.b/c, Mr. Li!"
    >>> for sentence in sentences_of(text, tokens_of(text)):
    ...     print([word.low for word in sentence])
    ['i', 'can', "n't", 'pay', '$20', '.']
    ['see', 'http://a.b/c', ',', 'mr.', 'li', '!']
    """
    sentence: list[Word] = []
    over = False  # a sign that ends it was seen; quotes and brackets that close belong to it
    for word in _words(text, tokens):
        apart = bool(sentence) and word.start > sentence[-1].stop
        if (over and (apart or word.text[0].isalnum())) or (
            apart and _BREAK.search(text, sentence[-1].stop, word.start)
        ):
            yield sentence
            sentence, over = [], False
        over = word.text in _ENDS or (over and word.text in _CLOSERS)
        sentence.append(word)
    if sentence:
        yield sentence


def is_unclear(sentence: Sequence[Word]) -> bool:
    """Say whether the point of an abbreviation may end a sentence within, or ends this one."""
    for i, word in enumerate(sentence):
        if len(word.text) > 1 and word.text[-1] == ".":
            after = sentence[i + 1].text[0] if i + 1 < len(sentence) else ""
            if not after or (after.isupper() and word.low not in _TITLES):
                return True
    return False


def _words(text: str, tokens: Tokens) -> Iterator[Word]:
    at, kept = 0, deque(fixed_of(text))
    for start, stop in sorted([*tokens.words, *tokens.han]):
        yield from _loose(text, at, start, kept)
        at = stop
        word = text[start:stop]
        if word.lower() in _ABBREVIATED and text[stop : stop + 1] == ".":
            at = stop + 1
            yield _word(text, start, at)
            continue
        split = _SPLIT.search(word)
        if split:
            cut = start + split.start()
            first = _word(text, start, cut)
            yield first._replace(low=_WHOLE.get(first.low, first.low))
            start = cut
        yield _word(text, start, stop)
    yield from _loose(text, at, len(text), kept)


def _loose(text: str, start: int, stop: int, kept: deque[Span]) -> Iterator[Word]:
    """Walk what stands between words, and take what of it must stay."""
    if start == stop:
        return
    held = []
    while kept and kept[0][0] < stop:
        held.append(kept.popleft())
    for (a, b), fixed in loose_of(text, start, stop, held):
        yield _word(text, a, b, fixed)


def _word(text: str, start: int, stop: int, fixed: bool = False) -> Word:
    word = text[start:stop]
    low = word.lower().replace("’", "'")
    return Word(start, stop, word, low, fixed)
