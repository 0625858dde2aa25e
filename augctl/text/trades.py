"""Words that may trade places so that a sentence reads well after, or nearly.

English, and other languages that put spaces between words: see `trades_of`. Chinese is in
`augctl.text.chinese_trades`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from augctl.text.edits import Span
from augctl.text.passage import Passage
from augctl.text.roles import is_auxiliary, role_of
from augctl.text.tokens import is_han

Trade = tuple[Span, Span]
"""Where two things stand that may trade places, the first one first."""

_LINKS = frozenset({"and", "or", "und", "oder", "et", "ou", "y", "o", "e"})
_SUBJECTS = frozenset("i we he she they".split())

# They may stand before a verb or behind it, and most also before the subject.
_LOOSE = frozenset(
    """
    still already now today yesterday tomorrow tonight recently lately finally currently suddenly
    immediately automatically apparently again always often sometimes usually soon twice
    """.split()
)
_INNER = frozenset("just also really probably simply actually".split())
_BEFORE_SUBJECT = _LOOSE - frozenset("again soon always often twice".split())
_BEFORE_DEED = _LOOSE - frozenset("soon today yesterday tomorrow tonight now".split())
_BEHIND_SUBJECT = frozenset("still already now recently finally currently suddenly".split())

# Neither names nor qualities nor deeds, or such as stand together: `right now`, `show up`.
_BOUND = frozenset(
    """
    because while once let lets let's more most many much both each every all other another same
    several one two three four five first second last next half everything something anything
    everyone someone anyone somebody anybody yes sorry maybe perhaps yet ever anymore soon
    etc right show thru ago earlier later away morning evening afternoon night week day month
    thank able gonna couple online
    """.split()
)
_DEEDS = frozenset(
    """
    got went came made took gave paid sent lost found saw said told left kept became began bought
    works shows says keeps gets goes takes needs seems looks want wants need wanted needed trying
    going using ask asked see take move appear pay help use know think try call find give tell put
    accept buy send make stop fix change
    """.split()
)


_CAN_YOU_PLEASE = re.compile("(?:can|could|will|would) you please")
_PLEASE_CAN_YOU = re.compile("please (?:can|could|will|would) you")
_FORMS = ("s", "ed", "ing", "ly")
_VOWELS = frozenset("aeiouAEIOU")
_SAID = frozenset({"content", "deed"})
_ADVERBS = frozenset({"loose", "inner"})
_HEADS = frozenset({"to", "auxiliary", "loose", "inner", "subject", "deed"})


class Trades(NamedTuple):
    """What may trade places in a text.

    Attributes:
        smooth: After which the text reads as well as before.
        rough: After which it reads as if written in haste.
    """

    smooth: list[Trade]
    rough: list[Trade]


def trades_of(passage: Passage) -> Trades:
    """Find the words that may trade places.

    Smooth are two words that `and` or `or` joins, an adverb such as `still` or `yesterday` with the
    verb, the auxiliary or the subject beside it, and `please` with `can you`. Rough are two words
    of content beside each other. Articles, pronouns, prepositions, auxiliaries, negations stay.

    >>> text = "I have already paid all fees and charges by direct debit"
    >>> for trades in trades_of(Passage(text)):
    ...     print([(text[slice(*a)], text[slice(*b)]) for a, b in trades])
    [('have', 'already'), ('fees', 'charges')]
    [('direct', 'debit')]
    """
    text, words = passage.text, passage.words
    found = Trades([], [])
    kinds = [_kind(text[start:stop]) for start, stop in words]
    kinds.append("")
    beside = [text[words[i][1] : words[i + 1][0]] == " " for i in range(len(words) - 1)]
    beside += [False, False]
    for i in range(len(words) - 1):
        if not beside[i]:
            continue
        a, b = kinds[i], kinds[i + 1]
        before = kinds[i - 1] if i and beside[i - 1] else ""
        after = kinds[i + 2] if beside[i + 1] else ""
        if a in _ADVERBS or b in _ADVERBS:
            adverb = text[slice(*words[i if a in _ADVERBS else i + 1])].lower()
            if _reads_well(a, b, before, after, adverb):
                found.smooth.append((words[i], words[i + 1]))
        elif b == "link":
            if after == a == "content" and _are_alike(passage, words[i], words[i + 2]):
                found.smooth.append((words[i], words[i + 2]))
        elif a == b == "content" and before not in _HEADS:
            if _is_clear(passage, words[i], words[i + 1]):
                found.rough.append((words[i], words[i + 1]))
        elif a == "please" or after == "please":
            found.smooth.extend(_asking(passage, i))
    return found


def _are_alike(passage: Passage, one: Span, other: Span) -> bool:
    """Say whether two words that are joined have the same form, so that nothing hangs on one."""
    a, b = passage.word(one).lower(), passage.word(other).lower()
    following = passage.text[other[1] : other[1] + 2]
    alone = not (following[:1] == " " and following[1:].isalpha())
    return any(a.endswith(end) and b.endswith(end) for end in _FORMS) and (alone or a[-1] != "d")


def _is_clear(passage: Passage, one: Span, other: Span) -> bool:
    """Say whether two words of content are understood the other way round.

    Not so are a deed or a judgement behind its subject, and parts of a name.
    """
    a, b = passage.word(one), passage.word(other)
    if (b.endswith(("ed", "ing")) and not a.endswith("ly")) or role_of(b) == "judging":
        return False
    if a[0].isupper() and b[0].isupper() and not (a.isupper() and b.isupper()):
        return False
    # `a` and `an` stay, and must fit.
    article = passage.text[max(0, one[0] - 3) : one[0]].lower().strip()
    return article not in ("a", "an") or (a[0] in _VOWELS) == (b[0] in _VOWELS)


def _asking(passage: Passage, i: int) -> Iterator[Trade]:
    """Walk `can you please`, or `please can you`, at a place."""
    three = passage.words[i : i + 3]
    if len(three) == 3:
        (a, b), (c, d), (e, f) = three
        low = passage.text[a:f].lower()
        if _CAN_YOU_PLEASE.fullmatch(low):
            yield (a, d), (e, f)
        elif _PLEASE_CAN_YOU.fullmatch(low):
            yield (a, b), (c, f)


def _kind(word: str) -> str:
    """Say of which kind a word is, as far as the rules here tell kinds apart."""
    low = word.lower()
    if low in _LINKS:
        return "link"
    if low in _LOOSE:
        return "loose"
    if low in _INNER:
        return "inner"
    if low in _SUBJECTS:
        return "subject"
    if low in ("to", "please"):
        return low
    if low in _DEEDS:
        return "deed"
    if is_han(low[0]):
        return "other"
    role = role_of(low)
    if role != "turning" and is_auxiliary(low):
        return "auxiliary"
    return "content" if role in ("content", "judging") and low not in _BOUND else "other"


def _reads_well(a: str, b: str, before: str, after: str, adverb: str) -> bool:
    """Say whether an adverb and the word beside it may trade places."""
    if a == "auxiliary":
        # Not what a question begins with, nor before its subject.
        return before in ("subject", "content") and after not in ("subject", "")
    if b == "auxiliary":
        return before == "subject"
    if a == "subject":
        return before != "auxiliary" and after in _SAID and adverb in _BEFORE_SUBJECT
    if b == "subject":
        return before == "" and after not in ("", "auxiliary") and adverb in _BEHIND_SUBJECT
    if b == "loose":
        return a in _SAID and before in ("subject", "auxiliary") and adverb in _BEFORE_DEED
    if a == "loose":
        return b in _SAID and before in ("subject", "auxiliary") and after == ""
    return False
