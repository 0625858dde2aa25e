"""From active to passive: `Ann has paid the bill` to `the bill has been paid by Ann`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from augctl.text.english import lists
from augctl.text.english.capitals import is_capital
from augctl.text.english.clauses import obstacle
from augctl.text.english.lists import listed
from augctl.text.english.phrases import Phrase, phrase_at
from augctl.text.english.plain import may_be
from augctl.text.english.sentences import Word
from augctl.text.english.times import time_at
from augctl.text.english.verbs import Frame, frames, idioms
from augctl.text.english.voice import Clause, clause_at, doubt, part
from augctl.text.inflect import forms_of
from augctl.text.rearranged import Kept, Piece, Turned

# Behind two objects, these say why or when.
_WITH_TWO = listed("for during after")
# "Made the boat turn": the infinitive behind these has no "to".
_WITH_INFINITIVE = listed("make let help see hear watch notice observe")


def to_passive(words: Sequence[Word], at: int) -> Turned | str | None:
    """Turn the clause that begins at a word.

    Returns:
        What takes its place; or why it is left alone; None where there is no clause in the active
        with a verb that can be turned.
    """
    clause = clause_at(words, at)
    if clause is None or clause.group.passive or clause.stop >= len(words):
        return None
    frame = frames()[clause.group.lemma]
    place, between = clause.stop, ""
    if words[place].low in frame.before | frame.particles:
        between = words[place].text
        place += 1
    found = phrase_at(words, place)
    if found is None or time_at(words, place):
        return None
    if words[place - 1].low in frame.before and words[place - 1].low in frame.particles:
        return "it is not clear whether a particle or a preposition stands there"
    last, second = found, None
    if frame.double and not time_at(words, found.stop):
        second = phrase_at(words, found.stop)
        last = second or found
    stop = last.stop
    if not between and _is_particle(words, stop, frame):
        between = words[stop].text
        stop += 1
    beside = frame.beside if second is None else frame.beside | _WITH_TWO
    loose = found.kind == "pronoun" and second is None
    why = _doubt(words, clause, found, second) or obstacle(words, stop, beside, loose)
    return why or _turned(words, clause, found, second, between, stop)


def _is_particle(words: Sequence[Word], at: int, frame: Frame) -> bool:
    """Say whether a particle stands behind the object, and not a preposition."""
    if at >= len(words) or words[at].low not in frame.particles:
        return False
    return phrase_at(words, at + 1) is None or time_at(words, at + 1) > 0


def _doubt(words: Sequence[Word], clause: Clause, found: Phrase, second: Phrase | None) -> str:
    """Say why a clause is left alone, by what it is made of; empty where it need not be."""
    group, subject = clause.group, clause.subject
    first, head = words[found.start].low, words[found.head].low
    if first in lists.SUBJECTS - lists.OBJECTS:
        return "what follows the verb is a subject"
    if group.did and not group.negation and not clause.asks:
        return "the verb is stressed by do"
    if group.progressive and (group.perfect or group.semi or group.tense in lists.MODALS):
        return "the passive of its tense is not in use"
    if group.semi == "used to" and (clause.asks or group.negation):
        return "the passive of its tense is not in use"
    if (
        group.did
        and group.tense == "present"
        and _before(words, clause)
        in (
            "how",
            "when",
            "where",
        )
    ):
        return "it asks for advice"
    if {head, _base(head)} & idioms().get(group.lemma, frozenset()):
        return "its verb and object are an idiom"
    bare = found.kind == "noun" and not found.definite and first not in lists.INDEFINITE
    if bare and group.lemma in lists.LIGHT and words[found.start].tag != "CD":
        return "its verb and object may be an idiom"
    if bare and found.stop == found.start + 1 and "r" in [form.part for form in forms_of(first)]:
        return "its object may be an adverb"
    if {head, _base(head)} & lists.TIMES:
        return "its object is a time"
    if second is None and _is_measure(words, found, group.lemma):
        return "its object may say how much"
    if group.lemma in _WITH_INFINITIVE and _may_act(words, found):
        return "its object may do something"
    if group.lemma == "make" and lists.PRAISE & {w.low for w in words[found.start : found.head]}:
        return "its verb may have another meaning"
    if group.lemma == "see" and group.progressive:
        return "its verb may have another meaning"
    if clause.asks and group.tense == "may":
        return "it asks for leave"
    lows = {word.low for word in words[found.start : (second or found).stop]}
    if head in lists.BODY and lows & lists.POSSESSIVES:
        return "its object is a part of its subject"
    if lows & lists.THEIRS and words[subject.start].low not in ("i", "you", "we"):
        return "its object points back to its subject"
    if words[subject.start].low == "it" and "to" in [word.low for word in words[found.stop :]]:
        return "its subject may stand for what follows"
    if second is not None and found.kind == "noun" and not found.definite:
        return "it is not clear which of its objects is which"
    return doubt(words, subject, found, group)


def _is_measure(words: Sequence[Word], found: Phrase, verb: str) -> bool:
    """Say whether a phrase behind a verb may say how much, far or long: `it moved two metres`."""
    word = words[found.head]
    if {word.low, _base(word.low)} & lists.MEASURES and found.stop == found.head + 1:
        return True
    counts = any(w.tag == "CD" for w in words[found.start : found.stop])
    return verb in lists.CHANGING and counts


def _may_act(words: Sequence[Word], found: Phrase) -> bool:
    """Say whether the last of some nouns may be a verb: `made the boat turn`."""
    several = found.stop - found.start > 2 and words[found.stop - 2].tag.startswith("NN")
    return several and may_be(words[found.stop - 1].low, "VB")


def _before(words: Sequence[Word], clause: Clause) -> str:
    return words[clause.start - 1].low if clause.start else ""


def _base(noun: str) -> str:
    return next((form.base for form in forms_of(noun) if form.part == "n"), noun)


def _turned(
    words: Sequence[Word],
    clause: Clause,
    found: Phrase,
    second: Phrase | None,
    between: str,
    stop: int,
) -> Turned | str:
    verbs = replace(clause.group, passive=True).written(found.number, clause.asks)
    if verbs is None:
        return "it is not clear how many its object names"
    first, rest = verbs
    capital = is_capital(words, clause.start)
    subject = part(words, found, capital and not clause.asks, lists.SUBJECTIVE)
    agent = part(words, clause.subject, False, lists.OBJECTIVE)
    if subject is None or agent is None:
        return "it is not clear whether its first word is a name"
    behind: list[Piece] = [" ", " ".join([rest, between] if between else [rest])]
    if second is not None:
        behind += [" ", Kept(words[second.start].start, words[second.stop - 1].stop)]
    behind += [" by ", *agent]
    if clause.asks:
        pieces = [first[0].upper() + first[1:] if capital else first, " ", *subject, *behind]
    else:
        pieces = [*subject, " ", first, *behind]
    return Turned(words[clause.start].start, words[stop - 1].stop, pieces)
