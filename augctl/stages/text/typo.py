"""Make slips of the keyboard."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import MinLen

from augctl.packages import version_of
from augctl.params import Count
from augctl.stages.text._letters import LetterStage
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.keyboard import NEAR, homophones
from augctl.text.roles import role_of
from augctl.text.tokens import is_han

Slip = Literal["substitute", "transpose", "omit", "double"]


class Typo(LetterStage):
    """Make slips of the keyboard: a wrong key, two in the wrong order, one left out or doubled.

    Use where texts come from people who type in haste. Not where letters are what is learned, such
    as names, codes or spelling.
    In a Chinese word, a character becomes another common one of the same sound, as by an input
    method: 在 becomes 再. Words that say no, such as 不 and 没, are spared. A wrong key is a letter
    next to the right one, and as large; that happens to a to z, the other slips to letters of all
    scripts. An accent stays with its letter. Words that are marked may have slips, too.

    References:
        Belinkov, Bisk, 2018: Synthetic and Natural Noise Both Break Neural Machine Translation.
    """

    example: ClassVar[dict[str, Any]] = {"share": 0.1}

    slips: Annotated[tuple[Slip, ...], MinLen(1)] = ("substitute", "transpose", "omit", "double")
    """What may happen in a word that is written with letters, each as likely."""

    min_letters: Count = 4
    """How many letters a word must have. Of Chinese, words of any length."""

    first_letter: bool = False
    """Whether the first letter of a word may be hit: readers lean on it."""

    def versions(self) -> Mapping[str, str]:
        """Return the versions of what slips come of; Chinese alone needs pypinyin."""
        return {"pypinyin": version_of("pypinyin") or "none", **super().versions()}

    def none(self) -> str:
        """Say why a text is left alone."""
        return "no word that is long enough"

    def change(self, word: str, dice: Dice) -> Edit | None:
        """Draw a slip."""
        if is_han(word[0]):
            return None if role_of(word) == "turning" else _misheard(word, dice)
        places = _letters(word)
        if len(places) < self.min_letters:
            return None
        if not self.first_letter:
            places = places[1:]
        for slip in dice.shuffled(self.slips) if len(self.slips) > 1 else self.slips:
            found = _slipped(word, slip, places, dice)
            if found is not None:
                return found
        return None


def _letters(word: str) -> list[int]:
    """Return where the letters of a word are, but for those that carry a mark of their own."""
    if word.isascii():
        return [i for i, sign in enumerate(word) if sign.isalpha()]
    marks = [unicodedata.category(sign)[0] == "M" for sign in word] + [False]
    return [i for i, sign in enumerate(word) if sign.isalpha() and not (marks[i] or marks[i + 1])]


def _slipped(word: str, slip: Slip, places: list[int], dice: Dice) -> Edit | None:
    """Draw where in a word a slip happens; None where it can nowhere."""
    if slip == "substitute":
        places = [i for i in places if word[i].lower() in NEAR]
    elif slip == "transpose":
        known = set(places)
        places = [i for i in places if i + 1 in known and word[i].lower() != word[i + 1].lower()]
    elif slip == "omit" and len(word) < 2:
        return None
    if not places:
        return None
    i = dice.choose(places)
    sign = word[i]
    if slip == "transpose":
        # A capital stays where it is: shift is held by the other hand.
        a, b = sign, word[i + 1]
        return (i, i + 2, b.upper() + a.lower() if a.isupper() and b.islower() else b + a)
    if slip == "omit":
        return (i, i + 1, "")
    if slip == "double":
        return (i + 1, i + 1, sign)
    new = dice.choose(NEAR[sign.lower()])
    return (i, i + 1, new.upper() if sign.isupper() else new)


def _misheard(word: str, dice: Dice) -> Edit | None:
    """Draw a character that sounds like one of a word."""
    others = homophones(word)
    places = [i for i, signs in enumerate(others) if signs]
    if not places:
        return None
    i = dice.choose(places)
    return (i, i + 1, dice.choose(others[i]))
