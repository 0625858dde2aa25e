"""What turning a clause to the passive and turning it back have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from augctl.text.english import lists
from augctl.text.english.capitals import lowered
from augctl.text.english.groups import Group, group_at
from augctl.text.english.lists import listed
from augctl.text.english.phrases import Phrase, phrase_at
from augctl.text.english.sentences import Word
from augctl.text.rearranged import Kept, Piece

_ASKING = listed("why when how where")


class Clause(NamedTuple):
    """A subject and its verbs.

    Attributes:
        start: Its first word: the auxiliary of a question, else the subject's first.
        subject: Its subject.
        group: Its verbs.
        stop: Behind the last of them.
        asks: Whether the auxiliary stands before the subject.
    """

    start: int
    subject: Phrase
    group: Group
    stop: int
    asks: bool


def clause_at(words: Sequence[Word], at: int) -> Clause | None:
    """Read the clause that begins at a word; None where there is none that is understood."""
    low = words[at].low
    if low in lists.AUXILIARIES and low[0] != "'":
        return _question(words, at)
    if low in _ASKING and at + 1 < len(words) and words[at + 1].low in lists.AUXILIARIES:
        return _question(words, at + 1)
    subject = phrase_at(words, at, far=True)
    if subject is None or low in lists.OBJECTS - lists.SUBJECTS:
        return None
    group = group_at(words[subject.stop :], subject.number)
    if group is None:
        return None
    return Clause(at, subject, group, subject.stop + group.stop, False)


def _question(words: Sequence[Word], at: int) -> Clause | None:
    ahead = at + 1
    first = [words[at]]
    if ahead < len(words) and words[ahead].low == "n't":
        first.append(words[ahead])
        ahead += 1
    subject = phrase_at(words, ahead)
    if subject is None or words[ahead].low in lists.OBJECTS - lists.SUBJECTS:
        return None
    group = group_at([*first, *words[subject.stop :]], subject.number)
    if group is None or group.stop <= len(first) or words[at].low in ("need", "needs"):
        return None
    stop = subject.stop + group.stop - len(first)
    return Clause(at, subject, group, stop, True)


def doubt(words: Sequence[Word], first: Phrase, second: Phrase, group: Group) -> str:
    """Say why two phrases cannot change places around a verb; empty where they can.

    Args:
        words: The sentence.
        first: The one that stands first.
        second: The other.
        group: The verb.
    """
    for phrase in (first, second):
        lows = [word.low for word in words[phrase.start : phrase.stop]]
        if any(low in lists.SCOPED for low in lows):
            return "the order of a quantity and its verb matters"
        if any(low in lists.REFLEXIVES for low in lows) or {"each", "other"} <= set(lows):
            return "a reflexive stays behind what it stands for"
        if group.negation and any(low in lists.QUANTIFIED for low in lows):
            return "the order of a quantity and a negation matters"
    if group.negation and not (first.definite and second.definite):
        return "the order of a quantity and a negation matters"
    for phrase, other in ((first, second), (second, first)):
        some = any(word.low in lists.QUANTIFIED for word in words[phrase.start : phrase.stop])
        if some and not other.definite:
            return "the order of two quantities matters"
    return ""


def part(
    words: Sequence[Word], phrase: Phrase, capital: bool, case: dict[str, str]
) -> list[Piece] | None:
    """Return a phrase for its new place; None where it is not sure how it is written there.

    Args:
        words: The sentence.
        phrase: The phrase.
        capital: Whether it begins the sentence now.
        case: How pronouns are written there.
    """
    word = words[phrase.start]
    stop = words[phrase.stop - 1].stop
    if phrase.kind == "pronoun" and word.low in case and phrase.stop == phrase.start + 1:
        new = case[word.low]
        return [new[0].upper() + new[1:] if capital else new]
    if capital and not word.fixed:
        return [Kept(word.start, stop, word.text[0].upper())]
    low = lowered(words, phrase.start)
    return None if low is None else [Kept(word.start, stop, low)]
