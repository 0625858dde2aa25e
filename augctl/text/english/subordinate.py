"""Moves a subordinate clause: `because it rained, we stayed` and `we stayed because it rained`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from augctl.text.english import lists
from augctl.text.english.capitals import is_capital, lowered
from augctl.text.english.lists import listed
from augctl.text.english.phrases import phrase_at
from augctl.text.english.plain import (
    begins_clause,
    has_attitude,
    has_infinitive,
    has_nouns,
    has_third,
    is_noun,
    may_be_finite,
    why_not_plain,
)
from augctl.text.english.sentences import Word
from augctl.text.english.times import time_at
from augctl.text.rearranged import Kept, Piece, Turned

_LONG = (
    ("even", "though"), ("even", "if"), ("as", "soon", "as"), ("as", "long", "as"),
    ("now", "that"), ("in", "case"), ("every", "time"),
)  # fmt: skip
_LONG_FIRST = frozenset(long[0] for long in _LONG)
_SHORT = listed(
    "because if when whenever while although though unless until before after since once as"
)
_TEMPORAL = listed("when whenever while before after until once as")
_SURE = listed("because if when whenever while although though unless")
_FOLLOWING = listed("before after until since once")
_CONTRASTS = listed("although though even")

# After these, "if" and "when" ask or say what, not under which condition.
_COMPLEMENTS = listed(
    """
    know knew known ask asked asking wonder wondered wondering see check checked checking tell told
    say said sure idea find explain explained remember understand show confirm decide care mind
    doubt clear matter depends depend imagine forget learn hear verify determine question curious
    worried unsure certain think figure aware
    """
)
# Before a conjunction, these belong to it, or it belongs to them.
_TIED = listed(
    """
    not only just even especially except than and or but right shortly long soon particularly
    including like of about to for from by simply partly mainly ever such as so rather immediately
    directly ago until till since exactly hence almost nearly well
    """
)
_POINTED = listed("time times case cases reason way place instance instances situation point")


def conjunction_at(words: Sequence[Word], at: int) -> int:
    """Return behind which word a conjunction ends that begins a subordinate clause; 0 if none."""
    for long in _LONG if words[at].low in _LONG_FIRST else ():
        if tuple(word.low for word in words[at : at + len(long)]) == long:
            return at + len(long)
    return at + 1 if words[at].low in _SHORT else 0


def to_end(words: Sequence[Word], body: int, end: int) -> Turned | str | None:
    """Move the clause that a sentence begins with to its end.

    Args:
        words: The sentence.
        body: Its first word, but for `and` and `but`.
        end: Behind its last, without its punctuation.
    """
    after = conjunction_at(words, body)
    if not after:
        return None
    commas = [i for i in range(body, end) if words[i].text == ","]
    if len(commas) != 1:
        return "it is not clear where the clause ends" if commas else None
    (comma,) = commas
    main = comma + 1
    if main < end and words[main].low == "then":
        main += 1
    clause, rest = words[body:comma], words[main:end]
    if not _is_clause(words[body], words[after:comma]):
        return "it does not begin with a plain clause"
    conjunction = words[body].low
    asks = words[end].text == "?" if end < len(words) else False
    why = why_not_plain(rest) or _why_stay(words[body:after], clause, rest)
    if why:
        return why
    if has_third(rest) and has_nouns(clause):
        return "a pronoun would come before what it stands for"
    if conjunction == "while" and not any(word.tag == "VBG" for word in clause):
        return "it is not clear whether while says when"
    with_comma = conjunction in _CONTRASTS | {"as", "since", "because"}
    if asks and with_comma and conjunction != "because":
        return "a question would end in a statement"
    if after - body > 1 and words[after - 1].low != "though":
        with_comma = False
    if conjunction == "because":
        with_comma = any(word.low in ("not", "n't", "never", "no") for word in rest)
    if conjunction == "since" and any(word.low in ("have", "has", "'ve", "had") for word in rest):
        with_comma = False
    low = lowered(words, body)
    if low is None:
        return "it is not clear whether its first word is a name"
    capital = is_capital(words, body)
    pieces: list[Piece] = [
        _first(words[main], words[end - 1].stop, capital),
        ", " if with_comma else " ",
        Kept(words[body].start, words[comma - 1].stop, low),
    ]
    return Turned(words[body].start, words[end - 1].stop, pieces)


def to_front(words: Sequence[Word], body: int, end: int) -> Iterator[Turned | str]:
    """Move the clause that a sentence ends with to its beginning; see `to_end`."""
    for at in range(body + 2, end - 1):
        after = conjunction_at(words, at)
        if not after or (words[at].low == "as" and after == at + 1):
            continue
        if words[at - 1].low == "even" and after == at + 1:
            continue
        yield _fronted(words, body, at, after, end)
        return


def _fronted(words: Sequence[Word], body: int, at: int, after: int, end: int) -> Turned | str:
    stop = at - 1 if words[at - 1].text == "," else at
    main, clause = words[body:stop], words[at:end]
    if not _is_clause(words[at], words[after:end]):
        return "it does not end with a plain clause"
    last = words[stop - 1]
    is_tied = last.tag in ("TO", "CC", "DT")
    is_tied |= last.tag == "IN" and last.low not in lists.PARTICLES
    if is_tied or last.low in _TIED | frozenset(lists.BE):
        return f"{words[at].text!r} belongs to the word before it"
    if words[at].low == "when" and (time_at(words, stop - 1) or last.tag == "CD"):
        return f"{words[at].text!r} belongs to the word before it"
    if last.low in _POINTED or (last.low in lists.TIMES and words[at].low != "because"):
        return f"{words[at].text!r} belongs to the word before it"
    if words[at].low in ("if", "when", "whenever", "once") and any(
        word.low in _COMPLEMENTS for word in main
    ):
        return f"{words[at].text!r} may say what and not when"
    why = why_not_plain(main) or _why_stay(words[at:after], clause, main)
    if why:
        return why
    if any(word.text in ",;:—–()" for word in clause):
        return "it is not clear where the clause ends"
    if has_third(main) and has_nouns(clause):
        return "it would not be clear what a pronoun stands for"
    if has_third(clause) and not _names_first(main):
        return "a pronoun would come before what it stands for"
    low = lowered(words, body)
    if low is None:
        return "it is not clear whether its first word is a name"
    capital = is_capital(words, body)
    pieces: list[Piece] = [
        _first(words[at], words[end - 1].stop, capital),
        ", ",
        Kept(words[body].start, words[stop - 1].stop, low),
    ]
    return Turned(words[body].start, words[end - 1].stop, pieces)


def _why_stay(conjunction: Sequence[Word], clause: Sequence[Word], main: Sequence[Word]) -> str:
    """Say why a clause does not move; empty where it may."""
    if conjunction[0].low in _TEMPORAL and has_attitude(main):
        return "the clause may belong to what is wanted or said"
    if conjunction[-1].low in _FOLLOWING and has_infinitive(main):
        return "the clause may belong to what is wanted or said"
    if conjunction[0].low == "because" and main[0].low in ("why", "how"):
        return "the question may be about the reason"
    if clause[-1].low in lists.AUXILIARIES | {"not", "n't"}:
        return "its verb is left out"
    return ""


def _is_clause(conjunction: Word, words: Sequence[Word]) -> bool:
    """Say whether what follows a conjunction is a clause, or a form in -ing in its place."""
    if len(words) < 2:
        return False
    if any(word.low in ("please", "then") for word in words):
        return False
    if words[0].tag == "VBG":
        return not any(word.low in lists.SUBJECTS - lists.OBJECTS for word in words)
    if begins_clause(words):
        return True
    # These are no prepositions: a verb that was taken for a noun is one.
    subject = phrase_at(words, 0) if conjunction.low in _SURE else None
    return subject is not None and any(may_be_finite(word.low) for word in words[1:])


def _names_first(main: Sequence[Word]) -> bool:
    """Say whether a main clause has no noun, or none but its subject."""
    if not has_nouns(main):
        return True
    subject = phrase_at(main, 0)
    return subject is not None and not any(is_noun(word) for word in main[subject.stop :])


def _first(word: Word, stop: int, capital: bool) -> Kept:
    """Return what stands first now."""
    return Kept(word.start, stop, word.text[0].upper() if capital and not word.fixed else "")
