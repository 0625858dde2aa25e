"""Moves a phrase of time or place: `yesterday I paid` and `I paid yesterday`."""

from __future__ import annotations

from collections.abc import Sequence

from augctl.text.english import lists
from augctl.text.english.capitals import is_capital, lowered
from augctl.text.english.lists import listed
from augctl.text.english.phrases import phrase_at
from augctl.text.english.plain import begins_clause, has_infinitive, why_not_plain
from augctl.text.english.sentences import Word
from augctl.text.english.times import time_at
from augctl.text.rearranged import Kept, Piece, Turned

_BARE = listed("yesterday today tomorrow tonight")
_PLACES = listed("in on at near behind under inside outside above below beside after before during")
# "In fact" is no place.
_NO_PLACES = listed(
    """
    fact case hand way contrast addition general end opinion view words beginning conclusion example
    particular short detail theory practice sum average top first last least most once all any
    event eyes mind sense hindsight instance turn return order process response line terms spite
    """
)
_STATES = listed("is are am 's")
_TIED = listed(
    """
    once twice times the than early late just only even and or not as back earlier later due since
    until from of by for before after till through between about around except like almost nearly
    roughly over
    """
)


def to_end(words: Sequence[Word], body: int, end: int) -> Turned | str | None:
    """Move the phrase that a sentence begins with to its end; see `subordinate.to_end`."""
    after = time_at(words, body)
    is_time = after > 0
    if not after:
        after = _place_at(words, body)
        if not after or after >= end or words[after].text != ",":
            return None
    main = after + 1 if after < end and words[after].text == "," else after
    rest = words[main:end]
    if not rest or not begins_clause(rest):
        return None
    if (why := _why_stay(words, rest, end)) or (why := why_not_plain(rest)):
        return why
    if is_time and time_at(words, end - 1) and words[end - 1].low in _BARE:
        return "it says twice when"
    low = lowered(words, body)
    if low is None:
        return "it is not clear whether its first word is a name"
    first = words[main].text[0]
    capital = is_capital(words, body) and not words[main].fixed
    pieces: list[Piece] = [
        Kept(words[main].start, words[end - 1].stop, first.upper() if capital else ""),
        " ",
        Kept(words[body].start, words[after - 1].stop, low),
    ]
    return Turned(words[body].start, words[end - 1].stop, pieces)


def to_front(words: Sequence[Word], body: int, end: int) -> Turned | str | None:
    """Move the phrase of time that a sentence ends with to its beginning."""
    at = next((i for i in range(body + 2, end) if time_at(words, i) == end), 0)
    if not at:
        return None
    main, before = words[body:at], words[at - 1]
    if before.low in _TIED | lists.AUXILIARIES or before.tag in ("IN", "TO", "CC", "DT"):
        return f"{words[at].text!r} belongs to the word before it"
    if not begins_clause(main):
        return None
    if (why := _why_stay(words, main, end)) or (why := why_not_plain(main)):
        return why
    if words[at].low in lists.PREPOSITIONS and any(word.low in _STATES for word in main):
        return "the phrase may belong to the noun before it"
    low = lowered(words, body)
    if low is None:
        return "it is not clear whether its first word is a name"
    capital = is_capital(words, body)
    bare = end - at == 1 and words[at].low in _BARE
    first = words[at].text[0]
    pieces: list[Piece] = [
        Kept(words[at].start, words[end - 1].stop, first.upper() if capital else ""),
        " " if bare else ", ",
        Kept(words[body].start, words[at - 1].stop, low),
    ]
    return Turned(words[body].start, words[end - 1].stop, pieces)


def _place_at(words: Sequence[Word], at: int) -> int:
    """Return behind which word a phrase of place ends that begins at a word; 0 where none does."""
    if words[at].low not in _PLACES:
        return 0
    place = phrase_at(words, at + 1)
    if place is None or place.kind == "pronoun" or words[place.head].low in _NO_PLACES:
        return 0
    # "In truth" is no place, and "after dinner" is a time.
    if not place.definite and words[at].low not in ("after", "before", "during"):
        return place.stop if words[at + 1].low in lists.INDEFINITE else 0
    return place.stop


def _why_stay(words: Sequence[Word], main: Sequence[Word], end: int) -> str:
    if end < len(words) and words[end].text == "?":
        return "it asks"
    if has_infinitive(main):
        return "it has two verbs that the phrase may belong to"
    return ""
