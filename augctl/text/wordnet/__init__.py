"""Synonyms of single English words, out of WordNet, and the pairs of words that mean one thing.

WordNet 3.0, © 2006 Princeton University; its licence is in LICENSE. `build` makes the table.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Sense(NamedTuple):
    """A word in one part of speech.

    Attributes:
        part: n noun, v verb, a adjective, r adverb.
        weight: How much the word is used so, beside its other parts of speech.
        synonyms: What may stand for it, the most used first; often nothing.
    """

    part: str
    weight: int
    synonyms: tuple[str, ...]


class WordNet:
    """The table.

    Attributes:
        pairs: Words that mean something together, such as `credit card`, with a space between.
    """

    def __init__(self, lines: str) -> None:
        self._fields: dict[str, str] = {}
        pairs = []
        for line in lines.splitlines():
            word, tab, fields = line.partition("\t")
            if tab:
                self._fields[word] = fields
            else:
                pairs.append(line)
        self.pairs = frozenset(pairs)

    def senses(self, word: str) -> list[Sense]:
        """Return the parts of speech of a word in its base form, in lower case.

        >>> wordnet().senses("buy")[1]
        Sense(part='v', weight=210, synonyms=('purchase',))
        """
        fields = self._fields.get(word)
        if fields is None:
            return []
        found = []
        for field in fields.split("\t"):
            head, *synonyms = field.split(" ")
            found.append(Sense(head[0], int(head[1:]), tuple(synonyms)))
        return found


@cache
def wordnet() -> WordNet:
    """Read the table, once in each process."""
    data = files(__name__).joinpath("table.gz").read_bytes()
    return WordNet(gzip.decompress(data).decode("ascii"))
