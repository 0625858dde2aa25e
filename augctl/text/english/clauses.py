"""Where a clause begins, and whether what stands behind it can stay when it is turned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from augctl.text.ends import STOPS
from augctl.text.english import lists
from augctl.text.english.lists import listed
from augctl.text.english.phrases import phrase_at
from augctl.text.english.sentences import Word, low_at, tag_at
from augctl.text.english.times import time_at
from augctl.text.english.verbs import readings

_SIGNS = frozenset(STOPS + ";:—–-")
_QUOTES = frozenset("\"'“”‘’()[]«»")
_OPENERS = lists.SUBJECTS | listed("there what why how please thanks thank someone")
_VERBAL = ("VB", "VBD", "VBP", "VBZ", "VBN", "VBG", "MD")
_ASKING = listed("why when how where")


def starts(words: Sequence[Word]) -> Iterator[int]:
    """Walk the places where a clause of its own may begin, before its subject."""
    for at in range(len(words)):
        if _may_start(words, at):
            yield at


def _may_start(words: Sequence[Word], at: int) -> bool:
    before = at - 1
    while before >= 0 and words[before].text in _QUOTES:
        before -= 1
    if before < 0:
        return True
    low, tag = words[before].low, words[before].tag
    is_pronoun = words[at].low in lists.SUBJECTS
    if low in (",", ";", ":", "—", "–") or low in lists.COORDINATORS:
        return is_pronoun or _is_complete(words, before, at)
    if low == "that":
        return before > 0 and words[before - 1].tag not in ("NN", "NNS", "NNP", "DT", "CD")
    if low in lists.SUBORDINATORS:
        return True
    if low in lists.CLAUSAL:
        return True
    # "Yesterday I paid": a word or phrase of time may open a sentence without a comma.
    return time_at(words, 0) == at or (tag == "UH" and before == 0)


def _is_complete(words: Sequence[Word], sign: int, at: int) -> bool:
    """Say whether what stands before a comma or a conjunction is more than nouns of a list."""
    before = words[:sign]
    if not before:
        return True
    if not any(word.tag in _VERBAL or word.low in lists.AUXILIARIES for word in before):
        fronted = before[0].low in lists.PREPOSITIONS or before[0].tag in ("RB", "UH")
        return words[sign].low == "," and (fronted or time_at(words, 0) > 0)
    listed = before[-1].tag in ("NN", "NNS", "NNP") and words[sign].low in ("and", "or")
    return not (listed and words[at].tag in ("NNP", "NN", "NNS", "JJ"))


def obstacle(words: Sequence[Word], at: int, beside: frozenset[str], loose: bool) -> str:
    """Say why what follows an object keeps its clause from being turned; empty where it does not.

    Args:
        words: The sentence.
        at: What follows the object.
        beside: The prepositions that belong to the verb.
        loose: Whether the object takes no prepositions, as pronouns do not.
    """
    if why := _shared(words, at):
        return why
    while at < len(words):
        low = words[at].low
        if (end := _end(words, at)) is not None:
            return end
        if (stop := time_at(words, at)) or (stop := _adverb(words, at)):
            at = stop
            continue
        if low == "to" and _is_infinitive(words, at + 1):
            return ""
        if low in lists.COORDINATORS:
            return "" if is_clause(words, at + 1) else "what follows shares its subject"
        if low in lists.SUBORDINATORS - {"how", "where", "as"} and is_clause(words, at + 1):
            return ""
        if low not in lists.PREPOSITIONS or low == "by":
            return f"{words[at].text!r} may belong to the object"
        if not loose and low not in beside:
            return f"{words[at].text!r} may belong to the object"
        inner = phrase_at(words, at + 1)
        if inner is None:
            return f"{words[at].text!r} may belong to the object"
        # The next may belong to this one, and wherever it belongs, it stays behind it.
        at, loose = inner.stop, True
        if low_at(words, at) in lists.RELATIVES:
            return f"{words[at].text!r} may belong to the object"
    return ""


def _end(words: Sequence[Word], at: int) -> str | None:
    """Say whether a clause ends at a sign: None if it does not, else why it cannot be turned."""
    if words[at].low in _SIGNS or words[at].text in _QUOTES:
        return ""
    return _behind_comma(words, at + 1) if words[at].low == "," else None


def agent_obstacle(words: Sequence[Word], at: int) -> str:
    """Say why what follows an agent keeps its clause from being turned; empty where it does not."""
    if why := _shared(words, at):
        return why
    while at < len(words):
        low = words[at].low
        if (end := _end(words, at)) is not None:
            return end
        if stop := (time_at(words, at) or _adverb(words, at)):
            at = stop
        elif low in lists.COORDINATORS | lists.SUBORDINATORS - {"how", "where", "as"}:
            return "" if is_clause(words, at + 1) else "what follows shares its subject"
        else:
            return f"{words[at].text!r} may belong to the agent"
    return ""


def _is_infinitive(words: Sequence[Word], at: int) -> bool:
    if tag_at(words, at) in ("VB", "VBP"):
        return True
    return any(tag == "VB" for _, tag in readings(low_at(words, at))) and (
        low_at(words, at + 1) in lists.DETERMINERS | lists.OBJECTS
    )


def _behind_comma(words: Sequence[Word], at: int) -> str:
    while at < len(words) and words[at].text in _QUOTES:
        at += 1
    low = low_at(words, at)
    if low in lists.COORDINATORS:
        return "" if is_clause(words, at + 1) else "what follows shares its subject"
    if low in lists.SUBORDINATORS | _OPENERS or is_clause(words, at):
        return ""
    return "what follows the comma may belong to the object"


def is_clause(words: Sequence[Word], at: int) -> bool:
    """Say whether a clause with a subject of its own begins here, a question too."""
    low = low_at(words, at)
    if low in lists.SUBJECTS | {"there", "it"} - {"you"} or low in _ASKING | {"what", "who"}:
        return True
    if low in lists.AUXILIARIES:
        return (
            low_at(words, at + 1) in lists.SUBJECTS | {"there"}
            or phrase_at(words, at + 1) is not None
        )
    if low in lists.SUBORDINATORS:
        return is_clause(words, at + 1)
    if tag_at(words, at) == "RB" and not low.endswith("n't"):
        return is_clause(words, at + 1)
    if stop := time_at(words, at):
        return is_clause(words, stop)
    subject = phrase_at(words, at, far=True)
    return subject is not None and (
        low_at(words, subject.stop) in lists.AUXILIARIES
        or tag_at(words, subject.stop) in ("VBD", "VBZ", "VBP", "MD", "VBN")
    )


def _shared(words: Sequence[Word], at: int) -> str:
    """Say whether a verb somewhere behind has no subject of its own: it would lose it."""
    for i in range(at, len(words)):
        if words[i].low in lists.AUXILIARIES and _is_left_out(words, i):
            return "what follows leaves out its verb"
        if words[i].low in lists.COORDINATORS | {","}:
            j = i + 1
            while tag_at(words, j) == "RB" or low_at(words, j) in lists.MIDDLE | {"then", "not"}:
                j += 1
            if tag_at(words, j) in _VERBAL and not is_clause(words, i + 1):
                return "what follows shares its subject"
    return ""


def _is_left_out(words: Sequence[Word], at: int) -> bool:
    """Say whether an auxiliary stands for a verb that was said before: `as I did`."""
    after = at + 2 if low_at(words, at + 1) in ("not", "n't") else at + 1
    # "In May." is no auxiliary.
    sure = words[at].low not in lists.MODALS or words[at - 1].low in lists.SUBJECTS
    sure = sure and words[at].low not in ("'s", "'d")
    return sure and tag_at(words, after) in ("", ".", ",", ":")


def _adverb(words: Sequence[Word], at: int) -> int:
    low, tag = words[at].low, words[at].tag
    if low in lists.ADVERBS and low not in lists.PREPOSITIONS | lists.SUBORDINATORS:
        return at + 1
    ends = at + 1 == len(words) or tag_at(words, at + 1) in (".", ",", ":", "CC")
    if low in lists.ADVERBS and ends:
        return at + 1
    is_manner = tag == "RB" and low.endswith("ly") and low not in ("only", "early", "nearly")
    return at + 1 if is_manner else 0
