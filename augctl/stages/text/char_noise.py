"""Disturb letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from annotated_types import MinLen

from augctl.params import Range, Share, constant
from augctl.stages.rows import State
from augctl.stages.text._letters import usable_words
from augctl.stages.texts import TextStage
from augctl.text.dice import Dice
from augctl.text.edits import Edit, Span
from augctl.text.passage import Passage
from augctl.text.roles import role_of
from augctl.text.scripts import letters_like
from augctl.text.shares import count_of
from augctl.text.tokens import is_han

Change = Literal["replace", "insert", "delete", "swap", "space"]


class CharNoise(TextStage):
    """Replace, insert, delete and swap letters at random, and lose and add spaces.

    Use to make a model robust against noise of any kind. Where the noise is known, `text.typo` and
    `text.ocr_error` are nearer to it.
    A new letter is of the script of the old one, and as large: a to z, а to я, common Chinese
    characters and so on; of scripts that are not known, letters are deleted and swapped alone. An
    accent stays with its letter. No word loses all its letters. Numbers, punctuation, URLs and code
    stay, and Chinese words that say no and the like, which one character turns into their opposite.
    Words that are marked change, too, and what is marked moves along.

    References:
        Belinkov, Bisk, 2018: Synthetic and Natural Noise Both Break Neural Machine Translation.
    """

    simplified: ClassVar[bool] = True

    example: ClassVar[dict[str, Any]] = {"share": 0.03}

    share: Range[Share] = constant(0.03)
    """Share of the letters that are disturbed, at least one."""

    changes: Annotated[tuple[Change, ...], MinLen(1)] = (
        "replace",
        "insert",
        "delete",
        "swap",
        "space",
    )
    """What may happen to a letter, each as likely. `insert`: another comes before it. `swap`: with
    the next. `space`: the space before a word's first letter is lost, or one comes before it."""

    marked: bool = True
    """Whether words that are marked may be disturbed, too."""

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw the letters, and what happens to each."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        text, spans = passage.text, usable_words(passage, self.marked)
        words = [_letters(text, span) for span in spans if not _turns(text[slice(*span)])]
        ends = {stop for _, stop in spans}
        places = [(n, i) for n, word in enumerate(words) for i in range(len(word))]
        left, wanted = list(range(len(places))), count_of(share, len(places))
        whole = [len(word) for word in words]
        taken: set[int] = set()
        edits: list[Edit] = []
        while left and len(edits) < wanted:
            drawn = dice.below(len(left))
            at, left[drawn] = left[drawn], left[-1]
            left.pop()
            if at in taken:
                continue
            n, i = places[at]
            start, stop = words[n][i]
            after = words[n][i + 1][1] if i + 1 < len(words[n]) and at + 1 not in taken else stop
            found = self._changed(
                Letter(
                    text[start:stop],
                    text[stop:after],
                    alone=whole[n] == 1,
                    inner=i > 0 and words[n][i - 1][1] == start,
                    joins=i == 0 and start - 1 in ends and text[start - 1] == " ",
                ),
                dice,
            )
            if found is None:
                continue
            edits.append((start + found[0], start + found[1], found[2]))
            taken.add(at)
            if found[1] > stop - start:
                taken.add(at + 1)
            whole[n] -= found[:2] == (0, stop - start) and not found[2]
        return sorted(edits) or "no letters that can be changed"

    def _changed(self, letter: Letter, dice: Dice) -> Edit | None:
        """Draw what happens to a letter, by places from its own; None where nothing can."""
        here, following = len(letter.sign), letter.following
        for change in dice.shuffled(self.changes):
            if change in ("replace", "insert"):
                others = letters_like(letter.sign[0]).replace(letter.sign[0], "")
                if others:
                    return (0, int(change == "replace"), dice.choose(others))
            elif change == "delete":
                if not letter.alone:
                    return (0, here, "")
            elif change == "swap":
                if following[:1].isalpha() and following != letter.sign:
                    return (0, here + len(following), following + letter.sign)
            elif letter.inner:
                return (0, 0, " ")
            elif letter.joins:
                return (-1, 0, "")
        return None


class Letter(NamedTuple):
    """A letter, and what is around it.

    Attributes:
        sign: The letter, with marks that stand on it.
        following: What follows up to the end of the next letter of the word, if that may change.
        alone: Whether its word has no other letter left.
        inner: Whether another letter is right before it.
        joins: Whether its word may be joined to the one before.
    """

    sign: str
    following: str
    alone: bool
    inner: bool
    joins: bool


def _turns(word: str) -> bool:
    return is_han(word[0]) and role_of(word) == "turning"


def _letters(text: str, span: Span) -> list[Span]:
    """Return where the letters of a word are, each with the marks that stand on it."""
    start, stop = span
    if text[start:stop].isascii():
        return [(i, i + 1) for i in range(start, stop) if text[i].isalpha()]
    found: list[Span] = []
    for i in range(start, stop):
        if text[i].isalpha():
            found.append((i, i + 1))
        elif found and found[-1][1] == i and unicodedata.category(text[i])[0] in "MC":
            found[-1] = (found[-1][0], i + 1)
    return found
