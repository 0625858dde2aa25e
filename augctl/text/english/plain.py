"""Tells a plain main clause, to which one can add at either end and be sure what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from augctl.text.english import lists
from augctl.text.english.lists import listed
from augctl.text.english.phrases import phrase_at
from augctl.text.english.sentences import Word, low_at, tag_at
from augctl.text.english.times import time_at
from augctl.text.inflect import forms_of

_SIGNS = frozenset(',;:—–…()[]"“”«»')
_ASKING = listed("why when how where what who which")
_INNER = (
    (lists.SUBORDINATORS - {"before", "after", "since", "until", "once", "as", "so"})
    | lists.RELATIVES
    | {"that"}
)
_FINITE = (frozenset(lists.BE) - {"be", "been", "being"}) | frozenset(lists.DO) | lists.MODALS
_FINITE |= {"have", "has", "had", "'ve", "'ll", "'d"}
_ATTITUDES = listed(
    """
    want wants wanted like love decide decided plan planned promise promised agree agreed refuse
    refused ask asked tell told hope hoped expect expected advise advised wish wished intend mean
    meant choose chose prefer
    """
)
_WEATHER = listed("rain rained rains raining snow snowed snows snowing")
_ONLY_SUBJECTS = listed("i he she we they")
_NOUNS = ("NN", "NNS", "NNP", "NNPS")


def why_not_plain(words: Sequence[Word]) -> str:
    """Say why a stretch of words is no plain main clause; empty where it is one.

    It has one subject, one finite verb, and no clause within.
    """
    if not words:
        return "there is no main clause"
    first = words[0].low
    asks = first in _ASKING or (first in lists.AUXILIARIES and first not in ("'s", "'d"))
    if not asks and not begins_clause(words):
        return "what would be the main clause has no plain subject and verb"
    if (asks and _finites(words) == 0) or [word.low for word in words] == ["how", "come"]:
        return "what would be the main clause has no plain subject and verb"
    whole = first == "what" and words[-1].low in ("do", "be", "have")
    if words[-1].low in lists.AUXILIARIES | {"not", "n't"} and not whole:
        return "its verb is left out"
    for i, word in enumerate(words):
        before = words[i - 1] if i else None
        if word.text in _SIGNS:
            return "it is more than one clause"
        if word.low in _INNER and not (i == 0 and asks) and not _points(words, i):
            return "there is a clause within the main clause"
        if word.low in lists.COORDINATORS and not _joins_nouns(words, i):
            return "it is more than one clause"
        if word.low in _ONLY_SUBJECTS and before is not None and (before.tag in _NOUNS or not asks):
            return "there may be a clause within the main clause"
        is_inner = before is not None and before.tag in _NOUNS and before.low not in lists.TIMES
        if is_inner and word.low in lists.DETERMINERS and not time_at(words, i):
            return "there may be a clause within the main clause"
    if _subjects(words) > 1 or _finites(words) > 1:
        return "there may be a clause within the main clause"
    return ""


def begins_clause(words: Sequence[Word]) -> bool:
    """Say whether words begin with a subject and a finite verb behind it."""
    if words[0].low == "there":
        at = 1
    else:
        subject = phrase_at(words, 0, far=True)
        if subject is None or words[0].low in lists.OBJECTS - lists.SUBJECTS:
            return False
        at = subject.stop
    while at < len(words) and (words[at].low in lists.MIDDLE or words[at].tag == "RB"):
        at += 1
    if at >= len(words):
        return False
    low, tag = words[at].low, words[at].tag
    if low in _FINITE | {"'m", "'re", "'s"} or tag in ("VBD", "VBZ", "VBP", "VBN"):
        return True
    return words[0].low in lists.SUBJECTS and may_be_finite(low)


@lru_cache(4096)
def may_be(word: str, *tags: str) -> bool:
    """Say whether a word may be a form of a verb.

    >>> may_be("turn", "VB"), may_be("turned", "VB")
    (True, False)
    """
    return any(form.part == "v" and set(tags) & set(form.tags) for form in forms_of(word))


def may_be_finite(word: str) -> bool:
    """Say whether a word may be a verb with a tense."""
    return may_be(word, "VBD", "VBZ", "VBP")


def has_nouns(words: Sequence[Word]) -> bool:
    """Say whether words name anything that a pronoun could stand for."""
    return any(is_noun(word) for word in words)


def is_noun(word: Word) -> bool:
    """Say whether a word names what a pronoun could stand for; times do not."""
    known = lists.TIMES | lists.ADVERBS | lists.SUBJECTS | lists.OBJECTS | lists.SOMEONE
    return word.tag in _NOUNS and word.low not in known


def has_third(words: Sequence[Word]) -> bool:
    """Say whether a pronoun in words stands for something said elsewhere."""
    return any(
        word.low in lists.THIRD
        and not (word.low == "it" and _WEATHER & {after.low for after in words[i + 1 : i + 3]})
        for i, word in enumerate(words)
    )


def has_attitude(words: Sequence[Word]) -> bool:
    """Say whether words say what somebody wants or says, so that `when` may belong to that."""
    return any(
        word.low in _ATTITUDES and "to" in [after.low for after in words[i + 1 : i + 4]]
        for i, word in enumerate(words)
    )


def has_infinitive(words: Sequence[Word]) -> bool:
    """Say whether words have a second verb, in the infinitive or in -ing."""
    for i, word in enumerate(words):
        before = words[i - 1].low if i else ""
        after = low_at(words, i + 1)
        if word.low == "to" and may_be(after, "VB") and before not in _REQUIRED:
            return True
        if word.tag == "VBG" and i and before not in lists.BE and not _is_adjective(words, i):
            return True
    return False


_REQUIRED = listed("have has had need needs needed going used able ought")


def _is_adjective(words: Sequence[Word], at: int) -> bool:
    after = tag_at(words, at + 1)
    return words[at - 1].low in lists.DETERMINERS and after in _NOUNS


def _points(words: Sequence[Word], at: int) -> bool:
    """Say whether `that` is a pronoun or stands before its noun: `that day`."""
    if words[at].low != "that":
        return False
    after = words[at + 1] if at + 1 < len(words) else None
    before = words[at - 1] if at else None
    if after is None or before is None:
        return True
    return (
        before.tag not in _NOUNS
        and after.tag in (*_NOUNS, "JJ", "CD")
        and (before.tag == "IN" or before.tag.startswith("VB"))
        and _finites(words[at:]) == 0
    )


def _joins_nouns(words: Sequence[Word], at: int) -> bool:
    """Say whether a conjunction stands between nouns, not between clauses or verbs."""
    if at == 0 or at + 1 >= len(words) or words[at].low not in ("and", "or"):
        return False
    joined = phrase_at(words, at + 1)
    if joined is None or words[at - 1].tag not in (*_NOUNS, "CD", "PRP"):
        return False
    after = words[joined.stop] if joined.stop < len(words) else None
    # "Ann and Bob paid": before the verb, they are the subject.
    if after is None or phrase_at(words, 0, far=True) is None:
        return True
    subject = phrase_at(words, 0, far=True)
    inside = subject is not None and at < subject.stop
    return inside or not (after.tag in ("VBD", "VBZ", "VBP", "MD") or after.low in _FINITE)


def _subjects(words: Sequence[Word]) -> int:
    """Count what can only be a subject."""
    count = 0
    for i, word in enumerate(words):
        after = words[i + 1] if i + 1 < len(words) else None
        if word.low in _ONLY_SUBJECTS:
            count += 1
        elif word.low in ("you", "it", "there") and after is not None:
            verbal = after.low in _FINITE | {"'s", "'re"} or after.tag in ("VBD", "VBZ", "VBP")
            asked = i > 0 and words[i - 1].low in lists.AUXILIARIES | {"n't"}
            count += verbal or asked
    return count


def _finites(words: Sequence[Word]) -> int:
    """Count groups of verbs that have a finite one."""
    count, within = 0, False
    asks = words[0].low in _ASKING or words[0].low in lists.AUXILIARIES
    for i, word in enumerate(words):
        before = words[i - 1].low if i else ""
        if word.low in ("not", "n't") or word.tag == "RB":
            continue
        finite = word.low in _FINITE | {"'m", "'re"} or word.tag in ("VBD", "VBZ", "VBP")
        finite |= word.low == "'s" and word.tag != "POS"
        if finite and before != "to" and not within:
            count += not (asks and count == 1 and word.tag in ("VB", "VBP"))
        within = finite or (within and word.tag.startswith("VB"))
    return count
