"""English words that a paraphrase of a few words must have as they were, in the same order."""

from __future__ import annotations

from collections.abc import Iterable

from augctl.text.inflect import forms_of

# Who, whether, which, how many, when and where. And words that go with others by custom: who makes
# a payment does not do one.
_FIRM_WORDS = """
    i me my mine you your yours he him his she her hers it its we us our ours they them their theirs
    who whom whose what when where why which how this that these those here there
    not no never none nobody nothing neither nor without any all every each both few many much
    more most less least some other another else same own too enough only even again already yet
    zero one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred
    thousand million half once twice double first second third last next a an the
    before after until since because if unless or but and than then now ago while during
    should would could must may might can will shall
    be being been am is are was were has have had having do does did done doing
    make makes made making get gets got getting gotten take takes took taken taking
    give gives gave given giving go goes went gone going come comes came coming
    put puts set sets let lets keep keeps kept
    at by for from in into of off on onto out over to under up upon with within about as
"""
_FIRM = frozenset(_FIRM_WORDS.split())
_SHORT = {"won": "will", "can": "can", "shan": "shall"}
# What `'s` and `'d` stand for is not known, so they stay as they are.
_ENDINGS = {"ll": "will", "m": "am", "re": "are", "ve": "have", "s": "'s", "d": "'d"}


def apart(words: Iterable[str]) -> list[str]:
    """Take contractions apart.

    >>> apart(["i'm", "can't", "won't", "it's"])
    ['i', 'am', 'can', 'not', 'will', 'not', 'it', "'s"]
    """
    found: list[str] = []
    for word in words:
        stem, _, ending = word.partition("'")
        if stem.endswith("n") and ending == "t":
            found += [_SHORT.get(stem, stem[:-1]), "not"]
        elif word == "cannot":
            found += ["can", "not"]
        else:
            found += [part for part in (stem, _ENDINGS.get(ending, ending)) if part]
    return found


def is_firm(word: str) -> bool:
    """Say whether a word of what `apart` returns must stay.

    >>> [is_firm(word) for word in ("on", "'s", "an", "card")]
    [True, True, True, False]
    """
    return word in _FIRM or word.startswith("'")


def firm_of(words: Iterable[str]) -> list[str]:
    """List those of some words that must stay; `an` is `a` before another word."""
    return ["a" if word == "an" else word for word in words if is_firm(word)]


def same_form(old: str, new: str) -> bool:
    """Say whether two words may be of the same form, as far as they are known.

    >>> same_form("attempted", "tried"), same_form("removed", "remove"), same_form("fee", "costs")
    (True, False, False)
    """
    tags, others = ({tag for form in forms_of(w) for tag in form.tags} for w in (old, new))
    return not tags or not others or not tags.isdisjoint(others)
