"""Taggers: they say what part of speech each word of a sentence is, without any network."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any
from warnings import catch_warnings, simplefilter

from augctl.errors import MissingPart, UsageError
from augctl.text.english.lists import listed
from augctl.text.english.sentences import Word

Tagger = Callable[[tuple[str, ...]], tuple[str, ...]]
"""From the words of a sentence to their Penn Treebank tags."""

_BEFORE_NOUNS = listed("the a an my your his its our their every")
_ABBREVIATED = listed("e.g. i.e. a.m. p.m.")
# Of tags, entities, smileys, and a quote that begins as in `so'.
_SIGN = re.compile(r"[<&:;：；]|[xX]-?[()DdPp]+$|`[^`]*$")
_KEPT = 4096  # sentences whose tags are remembered: copies of a text follow each other


@cache
def tagger_of(parser: str, model: str) -> Tagger:
    """Load a tagger, once per process.

    Args:
        parser: `pattern` or `spacy`.
        model: For spaCy, the name or the path of an installed pipeline.

    Raises:
        MissingPart: The package or the pipeline is not installed.
    """
    return lru_cache(_KEPT)(_spacy(model) if parser == "spacy" else _pattern())


def _pattern() -> Tagger:
    try:
        with catch_warnings():
            # It leaves the files of its lexicon open, to be closed by the garbage collector.
            simplefilter("ignore", ResourceWarning)
            from textblob.en import parser

            parser.find_tags(["a"])
    except ImportError:
        raise MissingPart(
            "English is tagged by textblob, which is not installed.",
            "Install it: pip install 'augctl[text]'",
        ) from None

    def tags(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(tag for _, tag in parser.find_tags(list(words)))

    return tags


def _spacy(model: str) -> Tagger:
    try:
        import spacy
    except ImportError:
        raise MissingPart(
            "parser: spacy needs spaCy, which is not installed.", "Install it: pip install spacy"
        ) from None
    try:
        pipeline: Any = spacy.load(model, exclude=["ner", "parser", "lemmatizer"])
    except OSError:
        raise MissingPart(
            f"spaCy has no pipeline {model!r}; nothing is downloaded.",
            "Install one, or name the folder of one as model.",
        ) from None
    if "tagger" not in pipeline.pipe_names:
        raise UsageError(f"the spaCy pipeline {model!r} has no tagger")
    from spacy.tokens import Doc

    def tags(words: tuple[str, ...]) -> tuple[str, ...]:
        # One sentence at a time: in a batch, the last bits of sums depend on its other sentences.
        return tuple(token.tag_ for token in pipeline(Doc(pipeline.vocab, words=list(words))))

    return tags


def tagged(words: Sequence[Word], tagger: Tagger) -> list[Word]:
    """Return the words of a sentence with their tags; what must stay is a number, name or sign."""
    tags = tagger(tuple(word.text for word in words))
    found: list[Word] = []
    for word, given in zip(words, tags, strict=True):
        tag = _tag_of(word.text) if word.fixed else given
        if tag in ("VB", "VBP") and found and found[-1].low in _BEFORE_NOUNS:
            tag = "NN"
        found.append(word._replace(tag=tag))
    return found


def _tag_of(text: str) -> str:
    if text in _ABBREVIATED:
        return "FW"
    letters = any(sign.isalpha() for sign in text)
    if _SIGN.match(text) or not (letters or any(sign.isdigit() for sign in text)):
        return ":"
    return "NNP" if letters else "CD"
