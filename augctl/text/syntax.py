"""Which part of speech an English word has, by the words beside it.

A few rules, far from a tagger, and a thousand times as fast: they tell `my charge` from `to charge`
and leave a word alone where they cannot.
"""

from __future__ import annotations

from collections.abc import Sequence

_DETERMINERS = (
    "a an the my your his its our their this these those another no every each any some need"
)
_PREPOSITIONS = "of in on at for with from by about into without after before during per via"
_MODALS = """
    can could will would shall should may might must cannot can't couldn't won't wouldn't shouldn't
    i'll you'll he'll she'll we'll they'll i'd you'd he'd she'd we'd they'd let's please
    do does did don't doesn't didn't
"""
_BE = """
    am is are was were be been being isn't aren't wasn't weren't i'm you're he's she's it's we're
    they're that's
"""
_HAVE = "have has had haven't hasn't hadn't i've you've we've they've having"
_SUBJECTS = "i he she we they who"
_DEGREES = "very so too how quite really extremely more most rather fairly"

# Parts of speech that may follow: n noun, v infinitive, f finite verb, p past participle, g form in
# -ing, a adjective, r adverb.
_AFTER = {
    word: parts
    for words, parts in (
        (_DETERMINERS, "nar"),
        (_PREPOSITIONS, "nagr"),
        (_MODALS, "vr"),
        (_BE, "apgr"),
        (_HAVE, "npar"),
        (_SUBJECTS, "fr"),
        (_DEGREES, "ar"),
    )
    for word in words.split()
}
_OF_TAG = {"VB": "v", "VBP": "f", "VBZ": "f", "VBD": "f", "VBN": "p", "VBG": "g"}

# A verb with one of these may be another verb, and its synonym may want another of these.
_AFTER_VERBS_WORDS = """
    up down out off over away back through along around apart aside forward together in on
    for with at about of into onto from to by against as that like
    """
_AFTER_VERBS = frozenset(_AFTER_VERBS_WORDS.split())

# What stands behind a noun or an adjective, and no noun does.
_GRAMMAR_WORDS = """
    and or but if is are was were am be been will would can could should may might must do does did
    has have had not to for with on at of in from by about into without after before because when
    where why how who which that than as so i you he she it we they me him us them this there then
    now again please still also just only yet too very a an the my your his her its our their isn't
    aren't wasn't weren't doesn't didn't hasn't haven't hadn't can't won't i'm i've it's
    """
_GRAMMAR = frozenset(_GRAMMAR_WORDS.split())


def may_be(part: str, tags: Sequence[str], left: str) -> bool:
    """Say whether a word can have a part of speech behind another word.

    >>> may_be("n", ["NN"], "my"), may_be("v", ["VB", "VBP"], "my")
    (True, False)

    Args:
        part: n noun, v verb, a adjective, r adverb.
        tags: Tags of the Penn Treebank that the form has as such.
        left: The word before, in lower case; empty where something else stands there.
    """
    after = _AFTER.get(left)
    if part == "v":
        if left == "to":
            return "VB" in tags
        return after is None or any(_OF_TAG[tag] in after for tag in tags)
    if left == "to" and part == "n":
        return "NNS" in tags
    return after is None or part in after


def stands_alone(part: str, left: str, right: str) -> bool:
    """Say whether a word in its part of speech can be replaced, by the words beside it.

    >>> stands_alone("a", "", "rooms"), stands_alone("a", "my", "was")
    (True, False)
    >>> stands_alone("v", "i", "it"), stands_alone("v", "i", "for")
    (True, False)
    """
    if part == "v":
        return right not in _AFTER_VERBS
    if part == "a":
        # Before a noun, or after a form of be; by itself, it may be a noun.
        return (right != "" and right not in _GRAMMAR) or "p" in _AFTER.get(left, "")
    return True
