"""Where synonyms come from: WordNet and a list of Chinese words, or lists of the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from augctl.text.inflect import forms_of, inflected
from augctl.text.synonyms import Option
from augctl.text.thesaurus import chinese
from augctl.text.tokens import is_han
from augctl.text.wordnet import wordnet

# Of a form in -ed, -ing or -s beside a word of its own: `charged`, the adjective.
_INFLECTED = 0.5


class BuiltIn:
    """Synonyms of English words out of WordNet, and of Chinese ones out of a list of our own."""

    def __init__(self) -> None:
        self._wordnet = wordnet()
        self._chinese = chinese()

    def options(self, word: str) -> tuple[Option, ...]:
        """Return what a word in lower case may be."""
        if is_han(word[0]):
            others = self._chinese.get(word)
            return (Option("", (), 1.0, tuple(others), word),) if others else ()
        if not word.isascii() or not word.isalpha():
            return ()
        return tuple(self._english(word))

    def _english(self, word: str) -> Iterator[Option]:
        for form in forms_of(word):
            for sense in self._wordnet.senses(form.base):
                if sense.part == form.part:
                    weight = sense.weight * (1.0 if form.base == word else _INFLECTED)
                    others = _inflected(sense.synonyms, form.tags)
                    others = tuple(other for other in others if other != word)
                    yield Option(form.part, form.tags, weight, others, form.base)

    def tied(self, first: str, second: str) -> bool:
        """Say whether two words mean something together, such as `credit card`."""
        return f"{first} {second}" in self._wordnet.pairs


class Lists:
    """Synonyms out of lists, which hold forms as they are written, or words in their base form."""

    def __init__(self, lists: Mapping[str, Sequence[str]], *, inflect: bool) -> None:
        """Take lists.

        Args:
            lists: What may stand for a word; keys in lower case.
            inflect: Whether a form of an English word that is not in the lists is led to the word
                that it is a form of, and back.
        """
        self._lists = lists
        self._inflect = inflect and any(map(str.isascii, lists))

    def options(self, word: str) -> tuple[Option, ...]:
        """Return what a word in lower case may be."""
        others = self._lists.get(word)
        if others:
            return (Option("", (), 1.0, tuple(others), word),)
        if not self._inflect or not word.isascii() or not word.isalpha():
            return ()
        return tuple(
            Option(form.part, form.tags, 1.0, found, form.base)
            for form in forms_of(word)
            if form.base != word
            and (found := _inflected(self._lists.get(form.base, ()), form.tags))
        )

    def tied(self, first: str, second: str) -> bool:
        """Say no: whoever lists a word means it."""
        return False


def same_form(word: str, others: Sequence[str]) -> list[str]:
    """Leave out what is another form of a word, or no form as it is: `paid` and `paying`, `pay`.

    Words that no dictionary of English has are left in.

    >>> same_form("paid", ["pays", "settled", "paying", "money", "gezahlt"])
    ['settled', 'gezahlt']
    """
    forms = forms_of(word) if word.isascii() else []
    if not forms:
        return list(others)
    tags = {tag for form in forms for tag in form.tags}
    bases = {form.base for form in forms}
    kept = []
    for other in others:
        found = forms_of(other)
        if not found or (
            bases.isdisjoint(form.base for form in found)
            and not all(tags.isdisjoint(form.tags) for form in found)
        ):
            kept.append(other)
    return kept


def _inflected(words: Sequence[str], tags: Sequence[str]) -> tuple[str, ...]:
    found = (inflected(word, tags) for word in words)
    return tuple(word for word in found if word)
