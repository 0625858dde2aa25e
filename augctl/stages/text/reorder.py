"""Move clauses and phrases of time within their sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from augctl.stages.text._syntax import SyntaxStage
from augctl.text.chinese_order import chinese_ways
from augctl.text.ends import STOPS
from augctl.text.english import adverbials, subordinate
from augctl.text.english.sentences import Word
from augctl.text.rearranged import Turned

_ENDS = frozenset(STOPS)
_QUOTES = frozenset('"“”«»()[]')


class Reorder(SyntaxStage):
    """Move clauses and adverbials: `If it rains, we stay` to `We stay if it rains`, and back.

    Use where word order says little about the label: intents, topics, sentiment. Not for tasks on
    order or style, and not for other languages than English and Chinese.
    Moved are clauses with `because`, `if`, `when` and the like, and phrases of time (`yesterday`,
    `on Monday`, `two days ago`), to the end of the sentence or to its front, and phrases of place
    from the front. Capitals and commas follow. In Chinese, moved are a clause with 因为, 虽然 or
    尽管 in a sentence of two, and a time before or after a pronoun.
    A sentence of more clauses is left alone, and one in which a pronoun would come before what it
    stands for, unless that is the subject; the manifest says why. Marked spans stay whole: a
    sentence in which two would trade places is left alone.

    References:
        Şahin, Steedman, 2018: Data Augmentation via Dependency Tree Morphing for Low-Resource
        Languages.
    """

    example: ClassVar[dict[str, Any]] = {"share": 1}

    clauses: bool = True
    """Whether subordinate clauses are moved."""

    adverbials: bool = True
    """Whether phrases of time and place are moved."""

    def ways(self, words: Sequence[Word]) -> Iterator[Turned | str]:
        """Walk the clauses and phrases that can be moved."""
        end = len(words)
        while end and words[end - 1].text in _ENDS:
            end -= 1
        body = 1 if words[0].low in ("and", "but", "so") else 0
        if end - body < 3:
            return
        if any(word.text in _QUOTES for word in words[:end]):
            yield "there are quotes or brackets in it"
            return
        found: list[Turned | str | None] = []
        if self.clauses:
            found.append(subordinate.to_end(words, body, end))
            found += subordinate.to_front(words, body, end)
        if self.adverbials:
            found.append(adverbials.to_end(words, body, end))
            found.append(adverbials.to_front(words, body, end))
        yield from (way for way in found if way is not None)

    def ways_in_others(self, text: str) -> Iterator[Turned]:
        """Walk the sentences in Chinese that can be changed."""
        return chinese_ways(text, self.clauses, self.adverbials)

    @property
    def nothing(self) -> str:
        """Why a text is left alone in which nothing was near."""
        return "no clause or phrase that can be moved"
