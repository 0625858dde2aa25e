"""Cuts English text into sentences and words, as taggers want them, every place kept.

A word knows where it stands; `don't` is two words, `do` and `n't`. What must stay as it is, such as
a URL or a number, is one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from augctl.text.english.lists import words_of
from augctl.text.tokens import Tokens

_SPLIT = re.compile(r"(?i)(?<=[a-z])(n['’]t|['’](?:s|re|ve|ll|d|m))$")
_ABBREVIATED = words_of("mr mrs ms dr prof st jr sr vs etc no inc ltd co dept fig approx")
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’)")
_WHOLE = {"ca": "can", "wo": "will", "sha": "shall"}  # of can't, won't, shan't
_OPENING = "\"'“‘([«¿¡–—-"
_CLOSING = ".,!?;:)]\"'”’»…—–-"


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
            apart and "\n" in text[sentence[-1].stop : word.start]
        ):
            yield sentence
            sentence, over = [], False
        over = word.text in _ENDS or (over and word.text in _CLOSERS)
        sentence.append(word)
    if sentence:
        yield sentence


def _words(text: str, tokens: Tokens) -> Iterator[Word]:
    at = 0
    for start, stop in sorted([*tokens.words, *tokens.han]):
        yield from _loose(text, at, start)
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
    yield from _loose(text, at, len(text))


def _word(text: str, start: int, stop: int, fixed: bool = False) -> Word:
    word = text[start:stop]
    low = word.lower().replace("’", "'")
    return Word(start, stop, word, low, fixed)


def _loose(text: str, start: int, stop: int) -> Iterator[Word]:
    """Walk what stands between words: signs one by one, all else in one piece up to a space."""
    for run in re.finditer(r"\S+", text[start:stop]):
        first, last = start + run.start(), start + run.end()
        inner = text[first:last]
        a = last - len(inner.lstrip(_OPENING))
        b = max(a, first + len(inner.rstrip(_CLOSING)))
        yield from (_word(text, i, i + 1) for i in range(first, a))
        if a < b:
            yield _word(text, a, b, True)
        yield from (_word(text, i, i + 1) for i in range(b, last))
