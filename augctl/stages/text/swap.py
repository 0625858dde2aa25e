"""Let words change places."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from pydantic import model_validator

from augctl.params import Count, Range, Share, constant
from augctl.stages.rows import State
from augctl.stages.text._idle import refuse_idle
from augctl.stages.texts import TextStage
from augctl.text.case import is_title, opens_sentence, with_capital
from augctl.text.chinese_trades import chinese_trades
from augctl.text.dice import Dice
from augctl.text.edits import Edit, Span
from augctl.text.ends import ENDS
from augctl.text.passage import Passage
from augctl.text.roles import role_of
from augctl.text.shares import count_of
from augctl.text.tokens import is_han
from augctl.text.trades import trades_of

# How many partners are tried for a word, so that a megabyte of one word takes no longer.
_TRIES = 8


class Swap(TextStage):
    """Let words that stand next to each other change places.

    Use for bags of words and for models that shall not mind a slip in word order. Not where order
    is what is learned: who did what to whom, grammar, named entities.
    In Chinese, where order is grammar, only items of a list, a subject and an adverb, and clauses
    side by side that say how something is change places by default; most texts are left alone.
    A capital that a sentence begins with stays where it is: `My card` becomes `Card my`, but `I`
    and `NASA` keep theirs. A first word that may be a name is not swapped. Spaces and punctuation
    stay, and what is marked. The defaults keep the meaning of most sentences; for the method of the
    paper, set `pairs: any`, `distance: 1000000`, `within: text` and `keep_turning: false`.

    References:
        Wei, Zou, 2019: EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
        Classification Tasks.
    """

    example: ClassVar[dict[str, Any]] = {"share": 0.1}

    share: Range[Share] = constant(0.1)
    """Share of the words that change places, at least one pair; a clause counts as a word."""

    pairs: Literal["readable", "any"] = "readable"
    """Which two may change places. `readable`: words that `and` joins, an adverb such as `still`
    with the verb or the subject beside it; in texts without, two words of content side by side.
    Articles, prepositions, negations and the like stay. `any`: any two words near each other."""

    distance: Count = 1
    """How far apart any two words may be that change places, in words; 1: next to each other."""

    within: Literal["phrase", "sentence", "text"] = "phrase"
    """What any two words that change places must share: a phrase, which ends at any punctuation and
    at whatever is no word, such as a number; a sentence; or only the text."""

    keep_turning: bool = True
    """Whether words that turn the meaning stay where they are, and no word is moved past them, of
    any pairs too: `not`, `never`, `only`, `but`, `if`, 不, 没, 但是."""

    @model_validator(mode="after")
    def _no_idle_parameter(self) -> Swap:
        if self.pairs == "readable":
            refuse_idle(self, ("distance", "within", "keep_turning"), "pairs: any")
        return self

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw pairs that have no word in common."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        wanted = max(1, count_of(share, len(passage.words)) // 2)
        find = _readable if self.pairs == "readable" else self._any
        return find(passage, wanted, dice) or "no two words that may change places"

    def _any(self, passage: Passage, wanted: int, dice: Dice) -> list[Edit]:
        words, lasts = passage.words, self._lasts(passage)
        starts = [i for i, last in enumerate(lasts) if i < last]
        used: set[int] = set()
        edits: list[Edit] = []
        while starts and wanted:
            at = dice.below(len(starts))
            i, starts[at] = starts[at], starts[-1]
            starts.pop()
            if i in used:
                continue
            reach = lasts[i] - i
            turn = dice.below(reach) if reach > 1 else 0
            for step in range(min(reach, _TRIES)):
                j = i + 1 + (turn + step) % reach
                pair = None if j in used else _swapped(passage, words[i], words[j])
                if pair is not None:
                    used.update((i, j))
                    edits += pair
                    wanted -= 1
                    break
        return sorted(edits)

    def _lasts(self, passage: Passage) -> list[int]:
        """Return for each word the last that it may change places with; itself where none."""
        text, words, keep = passage.text, passage.words, self.keep_turning
        lasts = list(range(len(words)))
        last, following = -1, len(text)
        for i in range(len(words) - 1, -1, -1):
            start, stop = words[i]
            if keep and role_of(text[start:stop]) == "turning":
                last = -1
                continue
            if last < 0 or self._parted(text[stop:following]):
                last = i
            following = start
            lasts[i] = min(last, i + self.distance)
        return lasts

    def _parted(self, gap: str) -> bool:
        """Say whether words with this between them are too far from each other."""
        if gap == " " or self.within == "text":
            return False
        if self.within == "sentence":
            return not ENDS.isdisjoint(gap)
        return not (gap == "" or gap.isspace()) or "\n" in gap


def _readable(passage: Passage, wanted: int, dice: Dice) -> list[Edit]:
    """Draw pairs after which the text reads well; where there are none, such as read nearly so."""
    smooth, rough = trades_of(passage)
    edits: list[Edit] = []
    for trades in (chinese_trades(passage) + smooth, rough):
        used: list[Span] = []
        while trades and wanted:
            at = dice.below(len(trades))
            (first, second), trades[at] = trades[at], trades[-1]
            trades.pop()
            place = bisect_left(used, first)
            if (place and used[place - 1][1] > first[0]) or (
                place < len(used) and used[place][0] < second[1]
            ):
                continue
            pair = _swapped(passage, first, second)
            if pair is not None:
                used.insert(place, (first[0], second[1]))
                edits += pair
                wanted -= 1
        if edits:
            break
    return sorted(edits)


def _swapped(
    passage: Passage, first: tuple[int, int], second: tuple[int, int]
) -> tuple[Edit, Edit] | None:
    """Return the edits that swap two words; None where that changes nothing, or harms."""
    a, b = passage.word(first), passage.word(second)
    # Words of scripts with spaces would run into others that stand next to Chinese.
    if a.lower() == b.lower() or is_han(a[0]) != is_han(b[0]):
        return None
    for place, leaves, comes in ((first, a, b), (second, b, a)):
        if not leaves[0].isupper() or not opens_sentence(passage.text, place[0]):
            continue
        low = leaves
        if is_title(leaves) and (len(leaves) > 1 or not comes.isupper()):
            opening = leaves.partition(" ")[0]
            if role_of(opening) == "content":
                return None
            low = opening.lower() + leaves[len(opening) :]
        a, b = (low, with_capital(comes)) if place is first else (with_capital(comes), low)
    return (*first, b), (*second, a)
