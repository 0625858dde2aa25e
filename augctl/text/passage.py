"""A text on its way through a stage: its words, and what in it is marked."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from warnings import catch_warnings, simplefilter

from augctl.errors import MissingPart
from augctl.packages import version_of
from augctl.text.edits import Span
from augctl.text.tokens import tokens_of

_PART = 500  # characters
_AGAIN = 5  # words, more than any way to read a few characters reaches


class Passage:
    """A text, and where its words are.

    Attributes:
        text: The text.
        spans: What is marked in it, such as names: start and stop each. Words in there stay, unless
            a stage works on letters.
    """

    __slots__ = ("_said", "_words", "spans", "text")

    def __init__(self, text: str, spans: Sequence[Span] = ()) -> None:
        self.text = text
        self.spans = spans
        self._words: list[Span] | None = None
        self._said: frozenset[str] | None = None

    def word(self, span: Span) -> str:
        """Return a word."""
        return self.text[span[0] : span[1]]

    @property
    def words(self) -> list[Span]:
        """The words that a stage may change, outside of what is marked, in order.

        Runs of Chinese characters are cut into words. Do not change the list.

        Raises:
            MissingPart: There are such, and jieba is not installed.
        """
        if self._words is None:
            spans = self.spans
            found = every_word(self.text)
            self._words = (
                [
                    (a, b)
                    for a, b in found
                    if not any(a < stop and start < b for start, stop in spans)
                ]
                if spans
                else found
            )
        return self._words

    @property
    def said(self) -> frozenset[str]:
        """All words in lower case, those too that are marked."""
        if self._said is None:
            text = self.text
            words = every_word(text) if self.spans else self.words
            self._said = frozenset([text[a:b].lower() for a, b in words])
        return self._said


def every_word(text: str) -> list[Span]:
    """Return the words of a text, those too that are marked; see `Passage.words`."""
    words, han = tokens_of(text)
    if not han:
        return words
    cut = [
        (start + first, start + last)
        for start, stop in han
        for first, last in _cut(text[start:stop])
    ]
    return sorted(words + cut) if words else cut


def _cut(run: str) -> Iterator[Span]:
    """Walk the words of a run of Chinese characters.

    Nobody writes so many without a mark between them. Jieba takes time by their square; so it
    gets a part at a time, and the next begins with the last words of the one before.
    """
    cutting, start = cutter(), 0
    while len(run) - start > _PART:
        words = [(start + a, start + b) for _, a, b in cutting.tokenize(run[start : start + _PART])]
        sure = words[:-_AGAIN] or words
        yield from sure
        start = sure[-1][1]
    yield from ((start + a, start + b) for _, a, b in cutting.tokenize(run[start:]))


def text_versions() -> Mapping[str, str]:
    """Return the versions of what tells words, letters and their cases apart."""
    return {"jieba": version_of("jieba") or "none", "unicode": unicodedata.unidata_version}


@cache
def cutter() -> Any:
    """Load jieba's dictionary, half a second; not by way of its cache, a file that anyone wrote."""
    try:
        with catch_warnings():
            # Of its own escapes, and of the old way in which it asks for its files.
            simplefilter("ignore")
            import jieba
    except ImportError:
        raise MissingPart(
            "Chinese text is cut into words by jieba, which is not installed.",
            "Install it: pip install 'augctl[text]'",
        ) from None
    jieba.setLogLevel(logging.WARNING)
    found = jieba.Tokenizer()
    found.FREQ, found.total = found.gen_pfdict(found.get_dict_file())
    found.initialized = True
    return found
