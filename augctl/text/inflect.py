"""Forms of English words: `charged` is the past of `charge`, and that of `bill` is `billed`.

Words and forms come from lemminflect's dictionary; where it has none, there is none. Its guesses at
unknown words are not used: they would write `beautifuler`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, NamedTuple

from augctl.errors import MissingPart

_PARTS = {"NOUN": "n", "VERB": "v", "ADJ": "a", "ADV": "r"}
_TAGS = {
    "n": ("NN", "NNS"),
    "v": ("VB", "VBP", "VBZ", "VBD", "VBN", "VBG"),
    "a": ("JJ", "JJR", "JJS"),
    "r": ("RB", "RBR", "RBS"),
}
_BASES = frozenset(["NN", "VB", "VBP", "JJ", "RB"])


class Form(NamedTuple):
    """What a form of a word may be.

    Attributes:
        base: The word, as a dictionary has it.
        part: n noun, v verb, a adjective, r adverb.
        tags: Penn Treebank tags that the form may have: VBD and VBN for `charged`.
    """

    base: str
    part: str
    tags: tuple[str, ...]


@lru_cache(8192)
def forms_of(word: str) -> tuple[Form, ...]:
    """Return what a word in lower case may be a form of.

    >>> forms_of("saw")[1:]
    (Form(base='see', part='v', tags=('VBD',)), Form(base='saw', part='v', tags=('VB', 'VBP')))
    """
    found = []
    for name, bases in _library().getAllLemmas(word).items():
        if name not in _PARTS:
            continue
        part = _PARTS[name]
        for base in bases:
            forms = _forms(base)
            tags = tuple(tag for tag in _TAGS[part] if word in forms.get(tag, ())[:2])
            if word == base and (part == "n" or not tags):
                tags = _TAGS[part][:1]
            if tags:
                found.append(Form(base, part, tags))
    return tuple(found)


def inflected(base: str, tags: Sequence[str]) -> str:
    """Return the form of a word that has all of some tags; empty where none is known.

    >>> inflected("purchase", ["VBD", "VBN"]), inflected("child", ["NNS"]), inflected("go", ["VBG"])
    ('purchased', 'children', 'going')
    >>> inflected("take", ["VBD", "VBN"])
    ''
    """
    if _BASES.issuperset(tags):
        return base
    forms = _forms(base)
    first, *others = (forms.get(tag, ()) for tag in tags)
    return next((form for form in first if all(form in other for other in others)), "")


def family_of(word: str) -> frozenset[str]:
    """Return all forms of what a word in lower case may be a form of, and the word.

    >>> sorted(family_of("paid"))
    ['paid', 'pay', 'payed', 'paying', 'pays']
    """
    bases = {form.base for form in forms_of(word)}
    every = (forms for base in bases for forms in _forms(base).values())
    return frozenset([word, *bases, *(form for forms in every for form in forms)])


def _forms(base: str) -> dict[str, tuple[str, ...]]:
    """Return the forms of a word by their tags, the usual first."""
    every: dict[str, tuple[str, ...]] = _library().getAllInflections(base)
    # Some are misspelt there, as `over-came`.
    forms = {
        tag: tuple(form for form in found if "-" in base or "-" not in form)
        for tag, found in every.items()
    }
    if "VBD" in forms:
        forms.setdefault("VBN", forms["VBD"])
    return forms


@cache
def _library() -> Any:
    try:
        with _without_spacy():
            import lemminflect  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise MissingPart(
            "Forms of English words come from lemminflect, which is not installed.",
            "Install it: pip install 'augctl[text]'",
        ) from None
    return lemminflect


@contextmanager
def _without_spacy() -> Iterator[None]:
    """Hide spaCy from an import: lemminflect loads it, which takes seconds, to add to it."""
    finder = _Hidden()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Hidden:
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Refuse spaCy, and leave all else to others."""
        if name == "spacy":
            raise ImportError(name)
