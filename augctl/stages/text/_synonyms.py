"""What the stages that look for synonyms share: where they look, and how that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.random import Generator
from pydantic import model_validator

from augctl.params import File, Range, Share, constant
from augctl.stages.base import Neighbors
from augctl.stages.rows import State
from augctl.stages.text._idle import refuse_idle
from augctl.stages.text._words import training_words
from augctl.stages.texts import TextStage
from augctl.tables.table import Training
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.passage import Passage
from augctl.text.shares import count_of
from augctl.text.sources import BuiltIn, Lists, same_form
from augctl.text.strings import packed, unpacked
from augctl.text.synonyms import Lexicon, replaced
from augctl.text.thesaurus import read_thesaurus
from augctl.text.vectors import neighbors_of

_MORE = 4  # neighbours that are looked at, as many times; other forms of a word are its nearest

NO_WORD = "no word with a synonym"
NO_PLACE = "no word whose synonym fits its place"


class SynonymStage(TextStage):
    """Looks up words in WordNet and a list of Chinese words, or in a file of the user.

    Replaces them; to do something else with a synonym, override `put`.
    """

    simplified: ClassVar[bool] = True

    share: Range[Share] = constant(0.1)
    """Share of the words that have synonyms, at least one."""

    thesaurus: File | None = None
    """File of synonyms instead of the built-in ones: groups such as `quick, fast, rapid`, one a
    line, or `card: debit card`; or a mapping in JSON or YAML."""

    vectors: File | None = None
    """File of word vectors instead, in the text format of GloVe, word2vec and fastText: a word's
    nearest neighbours in the same form stand for it. Opposites are near, too: `good`, `bad`. Only
    the first 200,000 words of the file are read, which should be the most used."""

    neighbors: Neighbors = 5
    """With `vectors`: how many neighbours a word has."""

    min_similarity: Share = 0.6
    """With `vectors`: the least cosine of a neighbour."""

    @model_validator(mode="after")
    def _one_source(self) -> SynonymStage:
        if self.thesaurus is not None and self.vectors is not None:
            raise ValueError("either thesaurus or vectors, not both")
        return self

    @model_validator(mode="after")
    def _no_idle_parameter(self) -> SynonymStage:
        if self.vectors is None:
            refuse_idle(self, ("neighbors", "min_similarity"), "vectors")
        return self

    def packages(self) -> Sequence[str]:
        """Name what knows the forms of English words."""
        return ("lemminflect",)

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Read the user's file, and keep what is like the words of the training split."""
        if self.thesaurus is not None:
            lists = read_thesaurus(self.thesaurus)
        elif self.vectors is not None:
            near = neighbors_of(
                training_words(training), self.vectors, _MORE * self.neighbors, self.min_similarity
            )
            alike = {word: same_form(word, others) for word, others in near.items()}
            lists = {word: others[: self.neighbors] for word, others in alike.items() if others}
        else:
            return {}
        keys = sorted(lists)
        counts = np.array([len(lists[key]) for key in keys], dtype=np.int64)
        return {
            **packed("keys", keys),
            **packed("others", [other for key in keys for other in lists[key]]),
            "counts": counts,
        }

    def ready(self, state: State) -> State:
        """Build what looks words up."""
        return {**state, "lexicon": self.lexicon(state)}

    def lexicon(self, state: State) -> Lexicon:
        """Return what looks words up in the source of this stage."""
        if "counts" not in state:
            return Lexicon(BuiltIn())
        others = iter(unpacked("others", state))
        lists = {
            key: [next(others) for _ in range(count)]
            for key, count in zip(unpacked("keys", state), state["counts"].tolist(), strict=True)
        }
        return Lexicon(Lists(lists, inflect=self.thesaurus is not None))

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw words, and a synonym for each."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        lexicon: Lexicon = state["lexicon"]
        known = lexicon.known(passage)
        if not known:
            return NO_WORD
        among = self.among(known, passage, state)
        if isinstance(among, str):
            return among
        count = count_of(share, len(among))
        edits: dict[int, Edit] = {}
        used: dict[str, str] = {}
        for at in dice.shuffled(among):
            other = lexicon.find(passage, at, dice)
            word = passage.word(passage.words[at])
            # Two words do not become the same one.
            if other is None or used.get(other, word) != word:
                continue
            made = self.put(passage, at, other, dice)
            # An article follows its noun, or has a synonym of its own.
            if made and not any(start in edits for start, _, _ in made):
                used[other] = word
                edits.update((edit[0], edit) for edit in made)
                count -= 1
                if count == 0:
                    break
        return [edits[start] for start in sorted(edits)] or NO_PLACE

    def among(self, known: list[int], passage: Passage, state: State) -> list[int] | str:
        """Return the words with synonyms that come into question, or why none does."""
        return known

    def put(self, passage: Passage, at: int, other: str, dice: Dice) -> list[Edit] | None:
        """Return the edits that bring a synonym of a word into a text; None where none can be."""
        return replaced(passage, at, other)
