"""Leave words out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from augctl.params import Range, Share, constant
from augctl.stages.rows import State
from augctl.stages.texts import TextStage
from augctl.text.case import opens_sentence
from augctl.text.dice import Dice
from augctl.text.edits import Edit, Span
from augctl.text.passage import Passage
from augctl.text.roles import is_auxiliary, role_of
from augctl.text.tokens import is_han

_SPACES = frozenset(" \u00a0\u3000")
_KEPT = frozenset({"turning", "tying", "judging"})
_SUBJECTS = frozenset("there it this that these those he she you we they".split())
_MARKS = frozenset(",.;:!?，。；：！？、…")


class Delete(TextStage):
    """Leave out words, each by chance, words of grammar rather than words of content.

    Use for classes that do not hang on one word. Not for texts of two or three words, nor where
    grammar is what is learned.
    One space goes with a word; punctuation stays, and what is marked, and a word that a sentence
    begins with before a mark, as in `Hello, you`. A capital that a sentence begins with passes to
    its next word. One word is left at least. The defaults keep the meaning of most sentences; for
    the method of the paper, set `content: 1` and `keep_turning: false`.

    References:
        Wei, Zou, 2019: EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
        Classification Tasks.
    """

    example: ClassVar[dict[str, Any]] = {"share": 0.1}

    share: Range[Share] = constant(0.1)
    """Share of the words that are left out, on average; at least one word."""

    content: Share = 0.1
    """Chance of a word of content to be left out, of that of a word of grammar, such as `the`,
    `my`, `is`, 的, 很; 1: each word is as likely. Languages other than English and Chinese have no
    list of their words of grammar: there, each word is as likely whatever this is."""

    keep_turning: bool = True
    """Whether words that turn the meaning are never left out, such as `not`, `only`, `if`, 不, 没,
    但是, nor the word behind each, nor an auxiliary before it; nor words that say how others belong
    together, such as `to`, `from`, `for`, 给, or what somebody thinks, such as `good`, 差, 贵."""

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw for each word whether it goes."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        words = passage.words
        if len(words) < 2:
            return "fewer than two words"
        weights = self._weights(passage)
        total = sum(weights)
        if total == 0:
            return "no word that may be left out"
        scale = share * len(words) / total
        gone = [i for i, weight in enumerate(weights) if dice.random() < weight * scale]
        if not gone:
            gone = [_weighted(weights, dice.random() * total)]
        elif len(gone) == len(words):
            del gone[dice.below(len(gone))]
        return _without(passage, gone) or "no word that may be left out"

    def _weights(self, passage: Passage) -> list[float]:
        """Return how likely each word is to go, beside the others."""
        text, keep, content = passage.text, self.keep_turning, self.content
        weights: list[float] = []
        turned, before = False, ("", 0)
        for start, stop in passage.words:
            word = text[start:stop]
            role = role_of(word)
            weight = 1.0 if role == "grammar" else content
            if keep and (turned or role in _KEPT):
                weight = 0.0
            elif text[stop : stop + 1] in _MARKS and opens_sentence(text, start):
                weight = 0.0
            turned = keep and role == "turning"
            if turned and is_auxiliary(before[0]):
                weights[-1] = 0.0
            elif keep and before[0].lower() in _SUBJECTS and is_auxiliary(word):
                # `It is broken` would become a question.
                weights[-1] *= not opens_sentence(text, before[1])
            weights.append(weight)
            before = word, start
        return weights


def _weighted(weights: Sequence[float], place: float) -> int:
    """Return the number of the weight that a place on their sum falls on."""
    last = 0
    for i, weight in enumerate(weights):
        if weight > 0:
            last = i
            place -= weight
            if place < 0:
                break
    return last


def _without(passage: Passage, gone: Sequence[int]) -> list[Edit]:
    """Return the edits that leave words out, a space with each, and pass capitals on."""
    text, words = passage.text, passage.words
    edits: list[Edit] = []
    done, heir = 0, -1
    for at, i in enumerate(gone):
        start, stop = words[i]
        capital = i == heir or (text[start].isupper() and opens_sentence(text, start))
        cut = _cut(text, start, stop, done)
        if cut is None:
            continue
        edits.append((*cut, ""))
        done = cut[1]
        if not capital or i + 1 == len(words) or not text[stop : words[i + 1][0]].isspace():
            continue
        heir = i + 1
        if gone[at + 1 : at + 2] != [heir]:
            first = words[heir][0]
            letter = text[first]
            if letter != letter.title():
                edits.append((first, first + 1, letter.title()))
                done = first + 1
    return edits


def _cut(text: str, start: int, stop: int, done: int) -> Span | None:
    """Say from where to where a text is cut to lose a word; None where what is left would join.

    Args:
        text: The text.
        start: Where the word begins.
        stop: Where it ends.
        done: Where the cut before this one ends.
    """
    cuts = [(start, stop)]
    if text[stop : stop + 1] in _SPACES:
        cuts.insert(0, (start, stop + 1))
    if start > done and text[start - 1] in _SPACES:
        cuts.insert(0, (start - 1, stop))
    for first, last in cuts:
        before, after = text[first - 1 : first] if first else "", text[last : last + 1]
        # Two numbers around a Chinese word would become one.
        if not (before.isalnum() and after.isalnum()) or is_han(before) or is_han(after):
            return first, last
    return None
