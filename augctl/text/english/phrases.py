"""Noun phrases: where one begins and ends, what heads it, how many it names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from augctl.text.english import lists
from augctl.text.english.lists import listed
from augctl.text.english.sentences import Word, low_at, tag_at
from augctl.text.english.verbs import readings
from augctl.text.inflect import forms_of

Number = Literal["I", "one", "many", ""]
"""What a verb agrees with: `I`, one, many (and `you`); empty where that is not known."""

_NOUNS = ("NN", "NNS", "NNP", "NNPS")
_BEFORE_NOUNS = (*_NOUNS, "JJ", "JJR", "JJS", "CD", "VBN", "VBG")
_MEASURES = listed("lot lots plenty couple number majority dozens hundreds thousands")
_CROWDS = listed("people police cattle folks staff")


class Phrase(NamedTuple):
    """A noun phrase.

    Attributes:
        start: Its first word.
        stop: Behind its last.
        head: The word that the rest says more of.
        number: How many it names.
        kind: `pronoun`, `name`, or `noun`.
        definite: Whether it begins as what is known does: my card, the card, Ann, it.
    """

    start: int
    stop: int
    head: int
    number: Number
    kind: Literal["pronoun", "name", "noun"]
    definite: bool


def phrase_at(words: Sequence[Word], at: int, far: bool = False) -> Phrase | None:
    """Read the noun phrase that begins at a word.

    Args:
        words: The sentence.
        at: The word.
        far: Whether prepositions other than `of` belong to it: those of a subject do.

    Returns:
        The phrase, with what is joined to it by `and` or `or`; None where there is none, or it is
        not clear where it ends.
    """
    first = _single(words, at)
    if first is None:
        return None
    found = _with_prepositions(words, first, far)
    if found is None:
        return None
    while found.stop < len(words) and words[found.stop].low in ("and", "or"):
        joined = _single(words, found.stop + 1)
        joined = joined and _with_prepositions(words, joined, far)
        if joined is None or (not far and _starts_verb(words, joined.stop)):
            break
        number: Number = "many" if words[found.stop].low == "and" else ""
        found = found._replace(stop=joined.stop, number=number, kind="noun")
    return found


def _with_prepositions(words: Sequence[Word], found: Phrase, far: bool) -> Phrase | None:
    """Add what prepositions tie to a phrase; None where that is begun and not understood."""
    while found.stop < len(words) and found.kind != "pronoun":
        low = words[found.stop].low
        if low != "of" and not (far and low in lists.PREPOSITIONS):
            break
        inner = _single(words, found.stop + 1)
        if inner is None or inner.stop <= found.stop:
            return None
        if low == "of" and words[found.head].low in _MEASURES:
            found = found._replace(number=inner.number)
        found = found._replace(stop=inner.stop)
    return found


def _single(words: Sequence[Word], at: int) -> Phrase | None:
    if at >= len(words):
        return None
    low = words[at].low
    if low in lists.SOMEONE:
        last = at + 2 if low_at(words, at + 1) == "else" else at + 1
        return Phrase(at, last, at, "one", "pronoun", False)
    is_pronoun = low in lists.SUBJECTS or low in lists.OBJECTS
    if is_pronoun and not (low == "her" and _goes_on(words, at + 1)):
        if low_at(words, at + 1) in ("guys", "folks", "people", "two", "all", "both"):
            return None
        return Phrase(at, at + 1, at, _number_of_pronoun(low), "pronoun", True)
    if low in lists.POINTERS and not _is_noun_ahead(words, at + 1):
        return Phrase(at, at + 1, at, "one" if low in ("this", "that") else "many", "pronoun", True)
    return _of_nouns(words, at)


def _of_nouns(words: Sequence[Word], at: int) -> Phrase | None:
    start, low = at, words[at].low
    article = ""
    if low in ("all", "both") and low_at(words, at + 1) in lists.DETERMINERS:
        at += 1
    if low_at(words, at) in lists.DETERMINERS:
        article = words[at].low
        at += 1
        if low_at(words, at) in ("other", "own", "same", "few", "two", "three"):
            at += 1
    at = _skip_numbers(words, at)
    head = -1
    while at < len(words):
        tag, low = words[at].tag, words[at].low
        if tag == "POS" or (low == "'s" and head == at - 1 and _goes_on(words, at + 1)):
            head, article = -1, "the"  # that of the owner says nothing of what is owned
        elif low in lists.AUXILIARIES | lists.PREPOSITIONS | lists.SOMEONE:
            break
        elif head >= 0 and (low in lists.ADVERBS or low in lists.TIMES or _acts(words, at)):
            break
        elif tag in _NOUNS:
            if head >= 0 and tag in ("NNP", "NNPS") and words[head].tag not in ("NNP", "NNPS"):
                break
            head = at
        elif tag == "CD" and head < 0:
            head = at if words[at].fixed and tag_at(words, at + 1) not in _BEFORE_NOUNS else -1
        elif tag in ("JJ", "JJR", "JJS", "VBN", "VBG") and head < 0:
            if not article and tag in ("VBN", "VBG"):
                return None
        elif tag in ("RB", "RBR") and head < 0 and tag_at(words, at + 1) in ("JJ", "VBN"):
            pass
        else:
            break
        at += 1
    if head < 0 and article and at > start + 1 and _is_noun_too(words, at):
        head = at - 1
    if head < 0 or at - 1 != head:
        return None
    name = not article and words[head].tag in ("NNP", "NNPS")
    definite = name or (bool(article) and article not in lists.INDEFINITE)
    number = _number(words, head, article)
    return Phrase(start, at, head, number, "name" if name else "noun", definite)


def _is_noun_too(words: Sequence[Word], stop: int) -> bool:
    """Say whether an adjective that nothing follows is a noun: `the key was found`."""
    if low_at(words, stop) not in lists.AUXILIARIES | lists.PREPOSITIONS:
        return False
    return any(form.part == "n" for form in forms_of(words[stop - 1].low))


def _number(words: Sequence[Word], head: int, article: str) -> Number:
    if article in ("a", "an", "this", "that", "every", "each", "another"):
        return "one"
    if article in ("these", "those", "several", "many", "both"):
        return "many"
    word = words[head]
    if word.low in _CROWDS:
        return "many"
    if word.low.isdigit() and word.low != "1":
        return ""
    if word.tag in ("NNP", "CD") or word.fixed:
        return "one"
    if word.tag == "NNPS":
        return ""
    return number_of_noun(word.low)


@lru_cache(4096)
def number_of_noun(word: str) -> Number:
    """Say how many a noun names.

    >>> number_of_noun("fees"), number_of_noun("fee"), number_of_noun("sheep")
    ('many', 'one', '')
    """
    forms = [form for form in forms_of(word) if form.part == "n"]
    if word in ("sheep", "fish", "series", "species", "means", "aircraft", "deer", "data"):
        return ""
    if any("NNS" in form.tags and form.base != word for form in forms):
        return "many"
    return "" if not forms and word.endswith("s") else "one"


def _number_of_pronoun(low: str) -> Number:
    if low in ("i", "me"):
        return "I"
    return "many" if low in ("you", "we", "us", "they", "them") else "one"


def _skip_numbers(words: Sequence[Word], at: int) -> int:
    while tag_at(words, at) == "CD" and tag_at(words, at + 1) in (*_BEFORE_NOUNS, "CD"):
        at += 1
    return at


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Say whether a noun, or what stands before one, follows."""
    low = low_at(words, at)
    if low in lists.AUXILIARIES or low in lists.ADVERBS or low in lists.TIMES:
        return False
    return tag_at(words, at) in (*_BEFORE_NOUNS, "RB") and low not in lists.MIDDLE and low != "n't"


def _acts(words: Sequence[Word], at: int) -> bool:
    """Say whether what follows makes a verb of a word that a tagger took for a noun."""
    follows = low_at(words, at + 1) in lists.DETERMINERS | lists.OBJECTS
    follows |= tag_at(words, at + 1) == "NNP" and words[at].tag == "NN"
    return follows and bool(readings(words[at].low))


def _is_noun_ahead(words: Sequence[Word], at: int) -> bool:
    """Say whether what follows `this` is its noun and not its verb."""
    if low_at(words, at) in lists.SOMEONE:
        return False
    if tag_at(words, at) in ("VBN", "VBG", "VBD"):
        return tag_at(words, at + 1) in _NOUNS and low_at(words, at + 1) not in lists.SOMEONE
    return _goes_on(words, at)


def _starts_verb(words: Sequence[Word], at: int) -> bool:
    """Say whether a verb, and so a clause of which this was the subject, follows."""
    low, tag = low_at(words, at), tag_at(words, at)
    if low in lists.AUXILIARIES or tag in ("VBD", "VBZ", "VBP", "MD"):
        return True
    if tag in ("VBN", "VB"):
        return True
    return (low in lists.MIDDLE or tag == "RB") and _starts_verb(words, at + 1)
